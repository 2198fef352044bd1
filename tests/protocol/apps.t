#!/bin/sh
# SPDX-License-Identifier: MIT
# A path /proxy/SLUG picks the license of that app in any profile, where no profile was named.
. "${0%/*}/../lib.sh"
in_keyring "$@"

H=proxy.replicated.com
gives() { # NAME KEY SECRET [ARGUMENT...]
	name=$1 key=$2 secret=$3
	shift 3
	printf '%s' "$key" > "$T/in"
	says "$name" 0 "{\"ServerURL\":\"$key\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$secret\"}\n" '' "$@" get
}
login() { # PROFILE APP SECRET
	printf '%s\n' "$3" > "$T/in"
	run login --no-check -p "$1" --app "$2" --domain "$H"
	is "login of $2" "$status" 0
}
store "$H" LICENSE_ID of-default
login one app-one of-one
login two app-two of-two

gives 'the host' "$H" of-default
gives 'a path without an app' "$H/v2/" of-default
gives 'an app without a license' "$H/proxy/app-three/x" of-default
gives 'the app of one profile' "$H/proxy/app-one/quay.io/org/api" of-one
gives 'the app of another' "https://$H/proxy/app-two" of-two
gives 'a named profile overrides the path' "$H/proxy/app-one/x" of-two -p two
gives 'also the default one' "$H/proxy/app-one/x" of-default -p default
REPLICATED_PROFILE=two
export REPLICATED_PROFILE
gives 'also with the variable' "$H/proxy/app-one/x" of-two
unset REPLICATED_PROFILE
restart_keyring_locked
input "$H/proxy/app-one/x"
fails 'never unlocked' "$LOCKED" get
unlock_keyring

input "$H/proxy/app-one/x"
says 'erase by path removes what get gives' 0 '' '' erase
gives 'then the default answers' "$H/proxy/app-one/x" of-default
gives 'the other app stays' "$H/proxy/app-two/x" of-two

# ---- two profiles with a license for the same app ----
login one app-one of-one
sleep 1.1 # a keyring knows the second
login another app-one of-another
gives 'of two profiles with the app the newer' "$H/proxy/app-one/x" of-another
sleep 1.1
login one app-one of-one
gives 'whose license was stored last' "$H/proxy/app-one/x" of-one
says 'erase by path removes that one' 0 '' '' erase
gives 'then the older answers' "$H/proxy/app-one/x" of-another
says 'until it is removed as well' 0 '' '' erase
gives 'and the default answers' "$H/proxy/app-one/x" of-default

# ---- many stores of one domain at once: each succeeds, one of them answers, none is lost to a gap ----
pids=
for number in $(seq 1 20); do
	printf '{"ServerURL":"%s","Username":"LICENSE_ID","Secret":"at-once-%s"}' "$H" "$number" | "$HELPER" store > "$T/at-once.$number" 2>&1 &
	pids="$pids $!"
	[ $((number % 4)) -ne 0 ] || { printf '%s' "$H" | "$HELPER" get > "$T/meanwhile.$number" 2>&1; }
done
# shellcheck disable=SC2086 # a list of numbers
wait $pids
is 'twenty stores of one domain at once say nothing' "$(cat "$T"/at-once.*)" ''
is 'a get meanwhile always finds one' "$(grep -c '"Secret":"\(at-once-[0-9]*\|of-default\)"' "$T"/meanwhile.* | grep -vc ':1$')" 0
input "$H"
run get
is 'then one answers' "$status $(grep -c '"Secret":"at-once-[0-9]*"' "$T/out")" '0 1'
store "$H" LICENSE_ID of-default
gives 'the next store replaces them all' "$H" of-default
says 'and erase leaves none' 0 '' '' erase
says 'none' 1 "$NOT_FOUND" '' get
done_testing
