#!/bin/sh
# SPDX-License-Identifier: MIT
# One helper asks another over a socket: the license answers there, nothing is changed there, and whatever is wrong with
# the socket is a sentence, never "not found". systemd's own systemd-socket-activate is the other side.
. "${0%/*}/../lib.sh"
for program in systemd-socket-activate perl; do
	command -v "$program" > "$T/which" || skip_all "no $program on this machine: run 'make deps-check'"
done
in_keyring "$@"
me=docker-credential-replicated
license=1vusOokxAVp1tkRGuyxnF23PJcq
socket=$T/license.sock
dead=$T/dead.sock

# ---- the other side ----

serve() {
	systemd-socket-activate --accept --inetd --listen="$socket" -E HOME -E XDG_CONFIG_HOME -E XDG_RUNTIME_DIR -E XDG_DATA_HOME \
		-E DBUS_SESSION_BUS_ADDRESS -E ASAN_OPTIONS -E REPLICATED_TIMEOUT="${1-}" -E REPLICATED_KEYRING \
		"$build/bin/$me" forward > "$T/serve.log" 2>&1 &
	fake=$!
	until_listens "$socket"
}
until_listens() { # SOCKET
	for _ in $(seq 1 100); do
		[ ! -S "$1" ] || return 0
		sleep 0.1
	done
	not_ok "a listener at $1" "$(cat "$T"/*.log)"
}
stop_serving() {
	kill "$fake"
	wait "$fake" 2> "$T/waited" || true
	fake=
	rm -f "$socket"
}
# listener CODE: perl at the socket, with each connection in $c
listener() {
	perl -MIO::Socket::UNIX -e '$SIG{PIPE} = "IGNORE"; my $s = IO::Socket::UNIX->new(Listen => 8, Local => shift) or die "listen: $!";
		while (my $c = $s->accept) { $c->autoflush; '"$1"'; close $c }' "$socket" > "$T/listener.log" 2>&1 &
	fake=$!
	until_listens "$socket"
}
# raw REQUEST: what the other side answers to these bytes, escapes as in printf
raw() {
	printf "$1" > "$T/request"
	perl -MIO::Socket::UNIX -e '$SIG{PIPE} = "IGNORE"; my $c = IO::Socket::UNIX->new(Peer => shift) or die "connect: $!";
		local $/; $c->autoflush; print $c scalar <STDIN>; $c->shutdown(1); print scalar <$c>' "$socket" < "$T/request"
}
connections() {
	grep -c '^Connection from' "$T/serve.log"
}

serve
store proxy.replicated.com LICENSE_ID "$license"
store registry.replicated.com kim "$license"
store_in_profile() { # PROFILE APP LICENSE
	printf '%s\n' "$3" > "$T/in"
	run login -p "$1" --no-check --app "$2" --domain proxy.replicated.com
	[ "$status" -eq 0 ] || not_ok "login for $1" "$(cat "$T/err")"
}
store_in_profile acme acme-app license-of-acme

# ---- what is asked ----

said_there() { # ARGUMENT...: what this side says itself, for comparison
	run "$@"
	printf '%s %s' "$status" "$(cat "$T/out" "$T/err")"
}
same() { # NAME ARGUMENT...: standard input is $T/in
	same_name=$1
	shift
	want=$(said_there "$@")
	REPLICATED_SOCKET=$socket
	export REPLICATED_SOCKET
	is "$same_name" "$(said_there "$@")" "$want"
	unset REPLICATED_SOCKET
}
same list list
for key in proxy.replicated.com https://registry.replicated.com/v2/ proxy.replicated.com/proxy/acme-app/quay.io/x/y \
	PROXY.replicated.com:443 proxy.staging.replicated.com quay.io; do
	input "$key"
	same "get of $key" get
done
input proxy.replicated.com
same 'get of a profile' -p acme get
same 'get of a profile without a license' -p none get
for format in base64 json set values secret; do
	same "dockerconfigjson -o $format" dockerconfigjson -o "$format"
done
same 'a domain that borrows the license' dockerconfigjson -o json --domain proxy.staging.replicated.com
same 'a profile that is not there' dockerconfigjson -p none
request() { # IMAGE
	input '{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"'"$1"'"}'
}
request proxy.replicated.com/proxy/acme-app/quay.io/x/y
same 'kubelet: an image of an app' credential-provider
REPLICATED_SOCKET=$socket
export REPLICATED_SOCKET
run credential-provider
check 'kubelet: its license is for that image alone' grep -q '"cacheKeyType":"Image"' "$T/out"
input quay.io
asked=$(connections)
says 'a foreign registry' 1 "$NOT_FOUND" '' get
is 'is not asked for' "$(connections)" "$asked"
absent 'the license in what the other side logs' "$license" "$T/serve.log"

# ---- what is refused here ----

REFUSED="the license comes from REPLICATED_SOCKET and is kept on the other side: log in and out there, or unset REPLICATED_SOCKET to use a keyring here\\n"
input '{"ServerURL":"proxy.replicated.com","Username":"u","Secret":"other"}'
says 'store' 1 "$REFUSED" "$me: $REFUSED" store
input proxy.replicated.com
says 'erase' 1 "$REFUSED" "$me: $REFUSED" erase
input quay.io
says 'erase of a foreign registry' 0 '' '' erase
input ''
says 'login asks for nothing' 1 '' "$me: $REFUSED" login --no-check
says 'nor does it take a command' 1 '' "$me: $REFUSED" login --source-command 'echo;x'
says 'logout' 1 '' "$me: $REFUSED" logout
says 'logout --all' 1 '' "$me: $REFUSED" logout --all
unset REPLICATED_SOCKET
input proxy.replicated.com
says 'the license is still there' 0 '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"'$license'"}\n' '' get

# ---- the order of places ----

REPLICATED_SOCKET=$socket
export REPLICATED_SOCKET
REPLICATED_LICENSE_ID=from-variable
export REPLICATED_LICENSE_ID
says 'a license in a variable comes before' 0 '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"from-variable"}\n' '' get
unset REPLICATED_LICENSE_ID
# The other side has its own config file.
mkdir -p "$T/config/$me"
printf '[source]\ncommand=echo;from-command\n' > "$T/config/$me/config"
own_config=$XDG_CONFIG_HOME
XDG_CONFIG_HOME=$T/config
says 'a command in the config file after' 0 '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"'$license'"}\n' '' get
REPLICATED_SOCKET=
says 'an empty variable is unset' 0 '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"from-command"}\n' '' get
REPLICATED_SOCKET=$socket XDG_CONFIG_HOME=$own_config

# ---- status ----

run status --json
check 'status: where the license comes from' grep -q '"source":"REPLICATED_SOCKET"' "$T/out"
check 'status: it works' grep -q '"code":"source-used","topic":"source","text":"REPLICATED_SOCKET provides the license, and no keyring is used"' "$T/out"
unset REPLICATED_SOCKET
ln -s "$socket" "$XDG_RUNTIME_DIR/$me.sock"
run status --json
check 'status on the other side' grep -qF '"level":"ok","code":"forwarding-offered","topic":"forward","text":"containers and remote machines can ask for the license at '"$XDG_RUNTIME_DIR/$me.sock"'"' "$T/out"
rm "$XDG_RUNTIME_DIR/$me.sock"

# ---- on the wire ----

is 'get' "$(raw '1 get\n\nproxy.replicated.com')" '0
{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"'$license'"}'
is 'with a profile' "$(raw '1 get\nacme\nhttps://proxy.replicated.com/\n')" '0
{"ServerURL":"https://proxy.replicated.com/","Username":"LICENSE_ID","Secret":"license-of-acme"}'
is 'list' "$(raw '1 list\n\n')" '0
{"proxy.replicated.com":"LICENSE_ID","registry.replicated.com":"kim"}'
is 'nothing found' "$(raw '1 get\nnone\nproxy.replicated.com')" '1
credentials not found in native keychain'
is 'no server URL' "$(raw '1 get\n\n')" '1
no credentials server URL'
for verb in store erase login 'vault export' GET 'get ' ''; do
	is "the verb '$verb'" "$(raw "1 $verb\\n\\nproxy.replicated.com")" "1
only 'get' and 'list' are answered over the socket: run other verbs on the side that keeps the license"
done
for version in 2 10 01 1.0; do
	is "version $version" "$(raw "$version get\\n\\nproxy.replicated.com")" '1
the helper that keeps the license speaks version 1 of forwarding, and the one that asks another: install the same release on both sides'
done
for nonsense in '' '\n' 'get\n\nproxy.replicated.com' '1 get' ' 1 get\n\n' 'GET / HTTP/1.1\r\n\r\n' '-1 get\n\n'; do
	is "nonsense '$nonsense'" "$(raw "$nonsense")" '1
the request is not one of this helper'"'"'s forwarding'
done
for profile in ../x ACME -a "$(printf '%033d' 0)" '\r'; do
	is "the profile '$profile'" "$(raw "1 get\\n$profile\\nproxy.replicated.com")" '1
the request names a profile that is not a valid name'
done
is 'list with more behind it' "$(raw '1 list\n\nproxy.replicated.com')" "1
the request has more in it than 'list' takes"
is 'two lines are not one host' "$(raw '1 get\n\nproxy.repl\nicated.com')" '1
the server URL contains a control character: send one registry domain on one line'
is 'a request that is too long' "$(raw "1 get\\n\\n$(printf '%0100000d' 0)")" '1
the request on standard input is longer than 65600 bytes'

# ---- who may ask, and who is believed ----

if [ "$(id -u)" -eq 0 ] && command -v setpriv > "$T/which"; then
	chmod 711 "$T"
	chmod 666 "$socket"
	is 'another user is not answered' "$(setpriv --reuid=65534 --clear-groups perl -MIO::Socket::UNIX -e 'my $c = IO::Socket::UNIX->new(Peer => shift) or die "connect: $!"; print $c "1 list\n\n"; $c->shutdown(1); local $/; print scalar <$c>' "$socket")" \
		'1
only root and user 0 are answered here, not user 65534: run the command that asks as one of them'
	stop_serving
	mkdir "$T/theirs"
	chown 65534 "$T/theirs"
	socket=$T/theirs/license.sock
	listens() { # COMMAND...: one that answers everything, run by that command
		"$@" perl -MIO::Socket::UNIX -e 'my $s = IO::Socket::UNIX->new(Listen => 8, Local => shift) or die "listen: $!";
			while (my $c = $s->accept) { local $/; my $request = <$c>; print $c "0\n{\"Username\":\"u\",\"Secret\":\"of-nobody\"}\n"; close $c }' "$socket" > "$T/listener.log" 2>&1 &
		fake=$!
		until_listens "$socket"
	}
	listens setpriv --reuid=65534 --clear-groups
	REPLICATED_SOCKET=$socket
	export REPLICATED_SOCKET
	input proxy.replicated.com
	says 'root believes the owner of the socket' 0 '{"ServerURL":"proxy.replicated.com","Username":"u","Secret":"of-nobody"}\n' '' get
	chown 12345 "$socket"
	sentence="user 65534 listens at REPLICATED_SOCKET '$socket', which is neither root nor this user: name a socket of your own\\n"
	says 'and nobody else' 1 "$sentence" "$me: $sentence" get
	stop_serving
	socket=$T/of-root.sock
	listens env
	chmod 666 "$socket"
	cp "$build/bin/$me" "$T/$me"
	is 'everybody believes root' "$(setpriv --reuid=65534 --clear-groups env REPLICATED_SOCKET="$socket" "$T/$me" get < "$T/in" 2> "$T/err")" \
		'{"ServerURL":"proxy.replicated.com","Username":"u","Secret":"of-nobody"}'
	stop_serving
	socket=$T/license.sock
else
	skip 'another user' 'not root'
	stop_serving
fi

# ---- sockets that do not work ----

REPLICATED_SOCKET=$dead
export REPLICATED_SOCKET
input proxy.replicated.com
NOBODY="nothing listens at REPLICATED_SOCKET '$dead': run 'systemctl --user enable --now $me.socket' on the side that keeps the license, and mount or forward its socket here\\n"
says 'no socket' 1 "$NOBODY" "$me: $NOBODY" get
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Listen => 1, Local => shift)' "$dead"
says 'one that nobody listens at' 1 "$NOBODY" "$me: $NOBODY" get
says 'list' 1 "$NOBODY" "$me: $NOBODY" list
says 'the Helm value' 1 "$HELM_STOPS" "$me: $NOBODY" dockerconfigjson
run status --json
check 'status says so' grep -q '"level":"bad","code":"source-unusable"' "$T/out"
: > "$T/file"
REPLICATED_SOCKET=$T/file
sentence="REPLICATED_SOCKET '$T/file' is not a socket\\n"
says 'a file' 1 "$sentence" "$me: $sentence" get
sentence="REPLICATED_SOCKET requires the path of a socket that begins with '/', at most 107 bytes\\n"
for REPLICATED_SOCKET in run/license.sock ./x "/$(printf '%0107d' 0)" "/$(printf '%0200d' 0)"; do
	says "the path $REPLICATED_SOCKET" 1 "$sentence" "$me: $sentence" get
done
REPLICATED_SOCKET=$socket
cannot() { # REASON
	printf '%s' "cannot ask the helper behind REPLICATED_SOCKET '$socket': $1: run '$me status' on the side that keeps the license\\n"
}
while read -r name reason code; do
	listener "$code"
	reason=$(echo "$reason" | tr _ ' ')
	sentence=$(cannot "$reason")
	says "one that sends $name" 1 "$sentence" "$me: $sentence" get
	stop_serving
done << 'LISTENERS'
nothing it_closed_the_connection_without_an_answer 1
half it_is_not_the_answer_of_a_docker-credential-replicated print $c "0"
HTTP it_is_not_the_answer_of_a_docker-credential-replicated print $c "HTTP/1.1 400 Bad Request\r\n\r\n"
another-status it_is_not_the_answer_of_a_docker-credential-replicated print $c "2\nx\n"
NUL it_is_not_the_answer_of_a_docker-credential-replicated print $c "1\nx\0y\n"
without-end the_answer_is_longer_than_1048576_bytes print $c "0\n"; print $c "x" x 65536 for 1 .. 40
LISTENERS
MALFORMED='the answer of the helper behind REPLICATED_SOCKET is malformed: install the same release on both sides\n'
while read -r answer; do
	listener "print \$c '0', chr(10), '$answer', chr(10)"
	says "the answer $answer" 1 "$MALFORMED" "$me: $MALFORMED" get
	stop_serving
done << 'ANSWERS'
{}
[]
{"Username":"u"}
{"Username":"u","Secret":""}
{"Username":"","Secret":"x"}
{"Username":"a:b","Secret":"x"}
{"Username":"<token>","Secret":"x"}
{"Username":"u","Secret":"a b"}
{"Username":"u","Secret":"x","Secret":"y"}
{"Username":"u","Secret":"x"} and more
ANSWERS
for answer in '[]' '["LICENSE_ID"]' '{"proxy.replicated.com":1}' '{"proxy.replicated.com":""}' '{"a b":"LICENSE_ID"}' '"x"' 1; do
	listener "print \$c '0', chr(10), '$answer', chr(10)"
	says "list: the answer $answer" 1 "$MALFORMED" "$me: $MALFORMED" list
	stop_serving
done
listener 'print $c "1\nescape \e[31m and\nmore\n"'
sentence='the helper behind REPLICATED_SOCKET says: escape ?[31m and?more\n'
says 'its sentence is made harmless' 1 "$sentence" "$me: $sentence" get
stop_serving
listener 'sleep 60'
REPLICATED_TIMEOUT=0.5
export REPLICATED_TIMEOUT
sentence='timed out after 0.5 s waiting for the helper behind REPLICATED_SOCKET: unlock the keyring on the side that keeps the license, or set REPLICATED_TIMEOUT higher\n'
says 'a mute one' 1 "$sentence" "$me: $sentence" get
unset REPLICATED_TIMEOUT
stop_serving

# ---- a locked keyring, and a request that does not end, on the other side ----

unset REPLICATED_SOCKET
serve 0.5
is 'a request that does not end' "$(perl -MIO::Socket::UNIX -e 'my $c = IO::Socket::UNIX->new(Peer => shift) or die; print $c "1 list\n"; local $/; print scalar <$c>' "$socket" | head -n 1)" 1
stop_serving
serve
lock_keyring
REPLICATED_SOCKET=$socket
export REPLICATED_SOCKET
sentence="the helper behind REPLICATED_SOCKET says: $LOCKED"
says 'locked there' 1 "$sentence" "$me: $sentence" get
says 'forward by hand' 1 '1\nthe helper that keeps the license did not answer: see its journal, and run '"'$me status'"' there\n' \
	"$me: standard input is not a socket: 'forward' is run by systemd: run 'systemctl --user enable --now $me.socket'\\n" forward
stop_serving
done_testing
