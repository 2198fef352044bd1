#!/bin/sh
# SPDX-License-Identifier: MIT
# login asks the registries before it stores, and check asks for what is in the keyring: with real registries
# and a real gnome-keyring.
# shellcheck source=tests/registry/lib.sh
. "${0%/*}/lib.sh"
need docker-registry htpasswd node
in_keyring "$@"
trust_nobody
unset REPLICATED_LICENSE_ID
me=docker-credential-replicated

start_registry htpasswd
first=$registry
start_docker_registry second REGISTRY_AUTH_HTPASSWD_REALM=replicated REGISTRY_AUTH_HTPASSWD_PATH="$T/htpasswd"
second=$registry
unset REPLICATED_DOMAINS
nobody=127.0.0.1:$NOBODY_LISTENS

answers() { # DOMAIN SECRET
	printf '{"ServerURL":"%s","Username":"LICENSE_ID","Secret":"%s"}\\n' "$1" "$2"
}
logs_in() { # NAME STATUS STDERR LICENSE ARGUMENT...
	logs_name=$1 logs_status=$2 logs_err=$3
	input "$4\n"
	shift 4
	says "$logs_name" "$logs_status" '' "$logs_err" login "$@"
	cat "$T/err" >> "$T/seen/log"
}
gets() { # NAME STATUS ANSWER DOMAIN
	input "$4"
	says "$1" "$2" "$3" '' get
}

says 'check: nothing is stored' 1 '' "$me: no license is stored for profile 'default': run '$me login' first\n" check
says 'check: a foreign domain' 1 '' "$me: 'evil.example' is not a Replicated registry domain: if the software vendor's instructions name it as their custom domain, declare it with 'login --domain' or in REPLICATED_DOMAINS; the license is sent to every domain that is declared\n" \
	check evil.example
says 'check: our domain, nothing stored' 1 "proxy.replicated.com: no license is stored: run '$me login' first\n" '' \
	check proxy.replicated.com
says 'check: no domain at all' 2 '' "$me: 'check' requires registry domains, host[:port], or images in them\n" check 'a b'
upstream() { # HOST NAME
	printf "%s: '%s' is an upstream registry and never gets a license: its images are pulled through the Replicated proxy; to print an image's name there, run '%s image --app APP_SLUG %s'" "$me" "$1" "$me" "$2"
}
says "check: Docker Hub's image" 1 '' "$(upstream docker.io docker.io/nginx/nginx:1)\n" check nginx/nginx:1
says 'check: an image of another upstream' 1 '' "$(upstream quay.io quay.io/my-org/api:1.0)\n" check quay.io/my-org/api:1.0
says 'check: an upstream alone' 1 '' "$(upstream ghcr.io ghcr.io/IMAGE)\n" check ghcr.io
REPLICATED_DOMAINS=quay.io
export REPLICATED_DOMAINS
says 'check: an upstream, even if it is declared' 1 '' "$(upstream quay.io quay.io/my-org/api)\n" check quay.io/my-org/api
unset REPLICATED_DOMAINS
says 'check: no license, another profile' 1 '' "$me: no license is stored for profile 'acme': run '$me login -p acme' first\n" check -p acme
says 'check: our domain and no license, another profile' 1 "proxy.replicated.com: no license is stored: run '$me login -p acme' first\n" '' \
	check -p acme proxy.replicated.com

rejection="$REJECTED, it says \"authentication required\""
refusal="$rejection: nothing is stored"
kept="the new license is not stored, and what was stored before is kept"
or_else="; to store the license without asking (no network, air gap), use '--no-check'"
logs_in 'a wrong license' 1 "$me: '$first': $refusal\n" "$WRONG" --domain "$first"
gets 'stores nothing' 1 "$NOT_FOUND" "$first"
says 'and its domain is not remembered' 0 '{}\n' '' list
# All of it is sent: a pipe takes 64 KiB at once.
logs_in 'the longest user name' 1 "$me: '$first': $refusal\n" "$LICENSE" -u "$(printf '%065536d' 0)" --domain "$first"
logs_in 'the right one' 0 "$me: stored the license for $first, $second (profile 'default')\n$me: next: run '$me configure', so that docker, podman and helm use it\n" \
	"$LICENSE" --domain "$first" --domain "$second"
gets 'is stored' 0 "$(answers "$first" "$LICENSE")" "$first"
logs_in 'a wrong one afterwards' 1 "$me: '$first': $rejection: $kept\n" "$WRONG" --domain "$first" --domain "$second"
gets 'leaves it in place' 0 "$(answers "$first" "$LICENSE")" "$first"
logs_in 'a registry that is not there, afterwards' 1 "$me: '$nobody': connection refused: $kept$or_else\n" "$LICENSE" \
	--domain "$nobody"
gets 'leaves it in place too' 0 "$(answers "$first" "$LICENSE")" "$first"
says 'a command whose license is refused' 1 '' "$me: '$first': $rejection: the config file is not changed\n" \
	login --source-command "echo;$WRONG" --domain "$first"
check 'no command is in the config file' sh -c "! grep -rq command '$XDG_CONFIG_HOME'"
logs_in 'one of two is not there' 1 "$me: '$nobody': connection refused: nothing is stored$or_else\n" "$LICENSE" \
	--domain "$nobody" --domain "$first" -p other
says 'stores neither' 0 '{}\n' '' -p other list
logs_in 'a rejected license is reported before a registry that does not answer' 1 "$me: '$first': $refusal\n" "$WRONG" \
	--domain "$nobody" --domain "$first" -p other
logs_in 'without asking' 0 "$me: stored the license for $nobody (profile 'other')\n$me: next: run '$me configure -p other', so that docker, podman and helm use it\n" \
	"$WRONG" --domain "$nobody" -p other --no-check
logs_in 'no such host' 1 "$me: 'nowhere.invalid': host name not found: $kept$or_else\n" "$LICENSE" \
	--domain nowhere.invalid -p other

sorted=$(printf '%s\n%s\n' "$first" "$second" | LC_ALL=C sort)
input ''
says 'check: all domains of the profile, in order' 0 "$(echo "$sorted" | sed 's/$/: accepted\\n/' | tr -d '\n')" '' check
says 'check: another profile' 1 "$nobody: connection refused: check port, firewall and proxy (HTTPS_PROXY)\n" '' check -p other
REPLICATED_DOMAINS=$nobody
export REPLICATED_DOMAINS
says 'check: a license is borrowed' 1 "$first: accepted\n$nobody: connection refused: check port, firewall and proxy (HTTPS_PROXY)\n" '' \
	check "$first" "$nobody"
unset REPLICATED_DOMAINS

# status tells it beside all else.
run status --check
is 'status: what each registry says' "$(sed -n 's/^ok  *registry  *//p' "$T/out")" "$(echo "$sorted" | sed 's/$/: accepted/')"
store "$first" LICENSE_ID "$WRONG"
status=0
"$build/bin/$me" status --check > "$T/out" 2> "$T/err" < "$T/in" || status=$?
is 'status: a license that is not accepted is bad' "$status $(grep -c "^bad  *registry  *$first: $REJECTED" "$T/out")" '1 1'
check 'status: its remedy is logout' grep -q "docker-credential-replicated logout' lets public images be pulled again" "$T/out"
run status --check --json
check 'status: in JSON' grep -qF "{\"domain\":\"$first\",\"accepted\":false,\"outcome\":\"rejected\"," "$T/out"
run status
check 'status alone asks nobody' sh -c "! grep -q registry: '$T/out'"
store "$first" LICENSE_ID "$LICENSE"

# Where all else is well, only the registries decide the exit status.
mkdir -p "$HOME/.docker"
echo "$sorted" | sed 's/.*/"&":"replicated"/' | paste -s -d , | sed 's/.*/{"credHelpers":{&}}/' > "$HOME/.docker/config.json"
exit_status() { # ARGUMENT...
	status=0
	PATH=$build/bin "$build/bin/$me" "$@" > "$T/out" 2> "$T/err" < /dev/null || status=$?
	cat "$T/out" "$T/err" >> "$T/seen/log"
	echo "$status"
}
is 'status: all is well' "$(exit_status status)" 0
is 'status --check: all registries accept' "$(exit_status status --check)" 0
store "$first" LICENSE_ID "$WRONG"
is 'status: does not ask' "$(exit_status status)" 0
is 'status --check: one does not accept' "$(exit_status status --check)" 1
is 'status --check --json: the same' "$(exit_status status --check --json)" 1
check 'which has its code' grep -qF '"code":"registry-not-accepted"' "$T/out"
store "$first" LICENSE_ID "$LICENSE"
mkdir -p "$T/copy/libexec"
cp -r "$build/bin" "$T/copy/"
cp -r "$build/libexec/$me" "$T/copy/libexec/"
rm "$T/copy/libexec/$me/registry-check"
status=0
PATH=$T/copy/bin "$T/copy/bin/$me" status --check > "$T/out" 2> "$T/err" < /dev/null || status=$?
is 'status --check: no registry can be asked' "$status $(grep -A 1 registry- "$T/out" | tr '\n' ' ' | tr -s ' ')$(cat "$T/err")" \
	"1 bad registry cannot start '$T/copy/libexec/$me/registry-check': No such file or directory install the program again "
check 'and nothing else is bad' test "$(grep -c '^bad ' "$T/out")" -eq 1
rm "$HOME/.docker/config.json"

# On a terminal a registry that takes its time is told of after a second.
start_server hostile env LOG="$T" node "$top/tests/fake/hostile-registry.js"
# shellcheck disable=SC2317 # called by until_works
is_ready() {
	grep -q '^ready' "$T/hostile.log"
}
until_works 20 is_ready || not_ok 'the hostile registries' "$(cat "$T/hostile.log")"
silent=$(sed -n 's/^silent //p' "$T/hostile.log")
REPLICATED_DOMAINS=$silent REPLICATED_TIMEOUT=4
export REPLICATED_DOMAINS REPLICATED_TIMEOUT
store "$silent" LICENSE_ID "$LICENSE"
if command -v script > "$T/which"; then
	script -qec "'$build/bin/$me' check '$silent' > '$T/answer'; echo \"status \$?\"" "$T/typescript" > "$T/screen" < "$T/in"
	check 'on a terminal: progress after a second' grep -q 'asking registries: 0 of 1 answered, [1-9] s' "$T/screen"
	check 'which is wiped at the end' sh -c "tr '\\r' '\\n' < '$T/screen' | tail -n 2 | grep -q '^status 1'"
	is 'the answer is on standard output' "$(cut -d : -f 3 "$T/answer")" ' timed out'
else
	skip 'on a terminal: progress after a second' 'no script (util-linux) on this machine'
fi
input ''
began=$(date +%s)
run check "$silent"
is 'nothing of it elsewhere' "$(cat "$T/err")" ''
check 'within the deadline' test $(($(date +%s) - began)) -le 9

lock_keyring
says 'check: a locked keyring' 1 '' "$me: $LOCKED" check "$first"
finish
