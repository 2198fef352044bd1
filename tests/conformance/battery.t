#!/bin/sh
# SPDX-License-Identifier: MIT
#
# battery.t - what clients demand of a docker credential helper, of any helper
#
#	tests/conformance/battery.t					# ours
#	HELPER=docker-credential-secretservice tests/conformance/battery.t
#
# Built from the tests of docker-credential-helpers (credentials, client, osxkeychain, pass), docker/cli,
# docker-py, oras-go, containers/image and testcontainers, and from what their sources do with the answers.
# Where those leave a helper the choice (an identity token, http://), either is right here, but never half.
# The helper is one that keeps its secrets in the Secret Service: a gnome-keyring of our own.
. "${0%/*}/../lib.sh"
in_keyring "$@"

H=proxy.replicated.com
S=registry.replicated.com
license=1vusOokxAVp1tkRGuyxnF23PJcq
# Ours knows a registry only when it was declared; others do not read this.
REPLICATED_DOMAINS="$(seq -f 'r%g.example.com' -s , 1 50),localhost:5000,[::1]:5000"
export REPLICATED_DOMAINS

# member NAME: the string of the answer's JSON object, decoded; fails where there is none
member() {
	perl -MJSON::PP -e '
		local $/; open my $f, "<", $ARGV[1] or exit 1;
		my $json = eval { JSON::PP->new->utf8->decode(<$f>) };
		exit 1 unless ref $json eq "HASH" && defined $json->{$ARGV[0]} && !ref $json->{$ARGV[0]};
		binmode STDOUT, ":utf8"; print $json->{$ARGV[0]}' "$1" "$T/out"
}
keys() {
	perl -MJSON::PP -e '
		local $/; open my $f, "<", $ARGV[0] or exit 1;
		my $json = eval { JSON::PP->new->utf8->decode(<$f>) };
		exit 1 unless ref $json eq "HASH"; print join " ", sort keys %$json' "$T/out"
}
lines_of() { wc -l < "$1" | tr -d ' '; }
# as_key KEY VERB
as_key() {
	printf '%s' "$1" > "$T/in"
	run "$2"
}
gives() { # NAME KEY USERNAME SECRET
	as_key "$2" get
	is "$1" "$status $(member Username) $(member Secret) [$(cat "$T/err")]" "0 $3 $4 []"
}
misses() { # NAME KEY: the exact text, alone
	as_key "$2" get
	is "$1" "$status $(cat "$T/out") [$(cat "$T/err")]" '1 credentials not found in native keychain []'
}
refuses() { # NAME ARGUMENT...: exit 1 and one sentence on standard output, other than not-found
	refuses_name=$1
	shift
	run "$@"
	if [ "$status" -eq 1 ] && [ -s "$T/out" ] && [ "$(lines_of "$T/out")" -eq 1 ] && ! grep -q 'credentials not found' "$T/out"; then
		ok "$refuses_name"
	else
		not_ok "$refuses_name" "exit status $status, said: $(cat "$T/out" "$T/err")"
	fi
}
erase_all() {
	for key in "$H" "$S" "https://$H" "$H:443" "https://$H/" "https://$H/v1" "$H/proxy/my-app"; do as_key "$key" erase; done
}

# ---- the command line ----
input ''
for word in version --version -v; do
	run "$word"
	check "$word says name, package and version on one line" grep -qE '^[^ ]+ \(.+\) [^ ]+$' "$T/out"
	is "$word succeeds" "$status $(lines_of "$T/out") [$(cat "$T/err")]" '0 1 []'
done
for word in --help -h; do
	run "$word"
	check "$word prints the usage" grep -q '^Usage: ' "$T/out"
	is "$word succeeds" "$status [$(cat "$T/err")]" '0 []'
done
run
check 'no verb: usage on standard output' grep -q '^Usage: ' "$T/out"
is 'no verb: exit status 1' "$status" 1
run get proxy.replicated.com
check 'a second argument: usage on standard output' grep -q '^Usage: ' "$T/out"
is 'a second argument: exit status 1' "$status" 1
run frobnicate
check 'an unknown verb is said on standard output' grep -q ': unknown action: frobnicate$' "$T/out"
is 'an unknown verb: exit status 1' "$status" 1

# ---- nothing stored ----
run list
is 'an empty list is {}' "$status $(cat "$T/out") [$(cat "$T/err")]" '0 {} []'
misses 'nothing stored: the exact text' "$H"
misses 'an unknown host' registry.example.com
misses 'a key that is not a host name' pycreds_test_1a2b
misses "docker's own registry" https://index.docker.io/v1/
as_key "$H" erase
is 'erase of something absent is silent' "$status $(cat "$T/out" "$T/err")" '0 '
as_key registry.example.com erase
is 'erase of an unknown host is silent' "$status $(cat "$T/out" "$T/err")" '0 '
for verb in get erase; do
	for empty in '' ' ' '\n' '\r\n'; do
		input "$empty"
		run "$verb"
		is "$verb of nothing ('$empty')" "$status $(cat "$T/out") [$(cat "$T/err")]" '1 no credentials server URL []'
	done
done
input '{"Username":"u","Secret":"s"}'
run store
is 'store without a server URL' "$status $(cat "$T/out")" '1 no credentials server URL'
input '{"ServerURL":"'$H'","Secret":"s"}'
run store
is 'store without a user name' "$status $(cat "$T/out")" '1 no credentials username'

# ---- store, get, list, erase ----
store "$H" alice "$license"
is 'store says nothing' "$(cat "$T/out" "$T/err")" ''
gives 'what was stored is given' "$H" alice "$license"
as_key "$H" get
is 'three members and no other' "$(keys)" 'Secret ServerURL Username'
is 'the server URL is the key as asked' "$(member ServerURL)" "$H"
is 'one line' "$(lines_of "$T/out")" 1
run list
is 'list gives the user name by server' "$status $(member "$H") [$(cat "$T/err")]" '0 alice []'
check 'list gives no secret' sh -c "! grep -q $license '$T/out'"
for end in '\n' '\r\n' ' ' ' \n' '\t' '\n\n'; do
	input "$H$end"
	run get
	is "get, ended by '$end'" "$status $(member ServerURL) $(member Secret)" "0 $H $license"
done
store "$S" bob other-license-1
run list
is 'list gives both' "$(keys)" "$H $S"
for key in $(keys); do
	as_key "$key" get
	is "each key of list is answered: $key" "$status" 0
done
store "$H" alice second-license
gives 'a second store replaces the first' "$H" alice second-license
store "$H" carol third-license
gives 'also with another user name' "$H" carol third-license
run list
is 'and list knows the new one' "$(member "$H")" carol
as_key "$H" erase
is 'erase says nothing' "$status $(cat "$T/out" "$T/err")" '0 '
misses 'what was erased is not found, under no older user name' "$H"
gives 'the other one stays' "$S" bob other-license-1

# ---- keys ----
erase_all
for key in "$H" "$H:443" "https://$H" "https://$H/" "https://$H/v1" "$H/proxy/my-app"; do
	store "$key" u "$license"
	gives "what is stored under $key is given under it" "$key" u "$license"
	as_key "$key" erase
done
store "$H" u "$license"
for key in "$H:443" "https://$H:443" "https://$H" "https://$H/" "https://$H/v2/" "PROXY.replicated.com" "$H/proxy/my-app/image"; do
	gives "stored by host, asked as $key" "$key" u "$license"
done
for key in "http://$H" "http://$H:443"; do
	as_key "$key" get
	if [ "$status" -eq 0 ]; then is "$key is the host" "$(member Secret)" "$license"; else
		is "$key is not found" "$(cat "$T/out")" 'credentials not found in native keychain'
	fi
done
for key in "$H:5000" "$H.evil.com" "evil$H" "proxy.replicated.co" "proxy.replicated" "proxy" "evil.com/$H" "https://evil.com/$H" "https://evil.com?x=$H" \
	"https://evil.com#$H" "replicated.com" "https://$H@evil.com/"; do
	as_key "$key" get
	check "no license for $key" sh -c "[ $status -eq 1 ] && ! grep -q $license '$T/out' '$T/err'"
done
printf 'proxy.repli\ncated.com' > "$T/in"
run get
check 'two lines are not one host' sh -c "[ $status -eq 1 ] && ! grep -q $license '$T/out'"
printf 'proxy.replicated.com\r' > "$T/in"
run get
check 'a lone CR is not a line end' sh -c "[ $status -eq 1 ] && ! grep -q $license '$T/out'"
printf 'proxy.replicated.com\0.evil.com' > "$T/in"
run get
check 'a NUL byte ends no host' sh -c "[ $status -eq 1 ] && ! grep -q $license '$T/out'"
store '[::1]:5000' u v6-license
gives 'an IPv6 address and its port' '[::1]:5000' u v6-license
store 'localhost:5000' u local-license
gives 'a host and its port' 'localhost:5000' u local-license
misses 'its other port' 'localhost:5001'

# ---- what store takes ----
erase_all
cat > "$T/in" << JSON
{
	"Secret": "$license",
	"Username": "pretty",
	"ServerURL": "$H"
}
JSON
run store
gives 'JSON over several lines, in another order' "$H" pretty "$license"
input '{"serverurl":"'$H'","USERNAME":"cases","secret":"'$license'","Unknown":[1,{"x":null}]}'
run store
gives 'member names in any case, unknown ones ignored' "$H" cases "$license"
printf '{"ServerURL":"%s","Username":"u","Secret":"\\u003ca\\u0026b\\u003e\\"\\\\/:"}' "$H" > "$T/in"
run store
gives 'escapes are undone, and the bytes kept' "$H" u '<a&b>"\/:'
printf '{"ServerURL":"%s","Username":"j\303\266rg@example.com","Secret":"%s"}' "$H" "$license" > "$T/in"
run store
gives 'a user name that is not ASCII' "$H" "$(printf 'j\303\266rg@example.com')" "$license"
long=$(printf '%04096d' 0)
store "$H" u "$long"
gives 'a secret of 4096 bytes' "$H" u "$long"

store "$H" kept "$license"
input '{"ServerURL":"'$H'","Username":"\\u003ctoken\\u003e","Secret":"refresh"}'
run store
as_key "$H" get
case $(member Username) in
'<token>') is 'an identity token is kept as one' "$(member Secret)" refresh ;;
*) is 'an identity token is refused, and nothing changed' "$(member Username) $(member Secret)" "kept $license" ;;
esac
store "$H" kept "$license"
input '{"ServerURL":"'$H'","Username":"u","Secret":""}'
run store
as_key "$H" get
if [ "$status" -eq 0 ]; then check 'an empty secret is never given' [ -n "$(member Secret)" ]; else ok 'an empty secret is never given'; fi
input ''
refuses 'store of nothing' store
for bad in 'no json' '{' '"text"' '[]' '{"ServerURL":1,"Username":"u","Secret":"s"}'; do
	printf '%s' "$bad" > "$T/in"
	run store
	is "store of $bad: exit status 1" "$status" 1
done

# ---- streams ----
store "$H" u "$license"
long=$(printf '%070000d' 0)
printf 'https://%s/%s' "$H" "$long" > "$T/in"
refuses 'a line of 70,000 bytes is refused, with a sentence' get
mkfifo "$T/pipe" "$T/silent"
{ { head -c 300000 /dev/zero | tr '\0' x; } 2> "$T/writer" && echo all > "$T/wrote"; } > "$T/pipe" &
status=0
"$HELPER" get < "$T/pipe" > "$T/out" 2> "$T/err" || status=$?
wait $!
is 'a writer is never cut off' "$(cat "$T/wrote" "$T/writer")" all
sleep 30 > "$T/silent" &
silent=$!
status=0
timeout 10 "$HELPER" list < "$T/silent" > "$T/out" 2> "$T/err" || status=$?
is 'list does not read' "$status $(member "$H")" '0 u'
kill "$silent"
status=0
"$HELPER" get <&- > "$T/out" 2> "$T/err" || status=$?
check 'standard input closed: exit status 1 and a sentence' sh -c "[ $status -eq 1 ] && [ -s '$T/out' ]"
status=0
as_key "$H" get
"$HELPER" get < "$T/in" >&- 2> "$T/err" || status=$?
is 'standard output closed: exit status 1' "$status" 1
if [ -w /dev/full ]; then
	status=0
	"$HELPER" get < "$T/in" > /dev/full 2> "$T/err" || status=$?
	is 'standard output full: exit status 1' "$status" 1
fi

# ---- many at once ----
numbers=$(seq 1 50)
pids=
for number in $numbers; do
	printf '{"ServerURL":"r%s.example.com","Username":"u%s","Secret":"license-%s"}' "$number" "$number" "$number" |
		"$HELPER" store > "$T/store.$number" 2>&1 &
	pids="$pids $!"
done
# shellcheck disable=SC2086 # a list of numbers
wait $pids
cat "$T"/store.* > "$T/stores"
is '50 stores at once say nothing' "$(cat "$T/stores")" ''
pids=
for number in $numbers; do
	printf 'r%s.example.com' "$number" | "$HELPER" get > "$T/get.$number" 2> "$T/get-err.$number" &
	pids="$pids $!"
done
# shellcheck disable=SC2086 # a list of numbers
wait $pids
lost=
for number in $numbers; do
	grep -q "\"license-$number\"" "$T/get.$number" || lost="$lost $number"
done
is '50 gets at once lose nothing' "$lost" ''
run list
is 'and list has them all' "$(keys | tr ' ' '\n' | grep -c '^r[0-9]*\.example\.com$')" 50

# ---- the keyring is not there for us ----
printf '%s' "$H" > "$T/in"
lock_keyring
refuses 'a locked keyring is not an empty one' get
run list
listed=$(cat "$T/out") user=$(member "$H")
if [ "$listed" != '{}' ] && { [ "$status" -eq 1 ] || [ -n "$user" ]; }; then
	ok 'list prints all of it, or a message'
else
	not_ok 'list prints all of it, or a message' "$listed"
fi
restart_keyring_locked
refuses 'a keyring that was never unlocked is not either' get
DBUS_SESSION_BUS_ADDRESS=unix:path=$T/nowhere
refuses 'no bus is not an empty keyring' get
refuses 'nor for list' list
input '{"ServerURL":"'$H'","Username":"u","Secret":"s"}'
refuses 'nor for store' store
done_testing
