#!/bin/sh
# SPDX-License-Identifier: MIT
# When a license expires: what its file says is kept with it, and status tells it from 30 days before.
. "${0%/*}/../lib.sh"
in_keyring "$@"

me=docker-credential-replicated
LICENSE=1vusOokxAVp1tkRGuyxnF23PJcq
# with_expiry YAML: logs in with a license file whose entitlements say that
with_expiry() {
	printf 'apiVersion: kots.io/v1beta2\nkind: License\nspec:\n  licenseID: %s\n  entitlements:\n    expires_at: %s\n' "$LICENSE" "$1" > "$T/license.yaml"
	chmod 600 "$T/license.yaml"
	run login --no-check --license-file "$T/license.yaml"
	[ "$status" -eq 0 ] || not_ok "login with $1" "$(cat "$T/err")"
}
# finds NAME LEVEL CODE TEXT
finds() {
	PATH=$build/bin "$me" status > "$T/out" 2> "$T/err" < /dev/null
	check "$1" grep -qxF "$2 license  $4" "$T/out"
	PATH=$build/bin "$me" status --json > "$T/json" 2> "$T/err" < /dev/null
	check "$1: its code" grep -qF "\"level\":\"${2% }\",\"code\":\"$3\"" "$T/json"
}
finds_nothing() { # NAME
	PATH=$build/bin "$me" status > "$T/out" 2> "$T/err" < /dev/null
	is "$1" "$(grep -c expire "$T/out")" 0
}
from_now() { # DAYS
	date -u -d "$1 days" +%Y-%m-%dT%H:%M:%SZ
}
of='the license for proxy.replicated.com, registry.replicated.com'
soon=$(from_now 29) far=$(from_now 31) past=$(from_now -1)

with_expiry "{title: Expires, value: \"$far\", valueType: String}"
finds_nothing '31 days: nothing is said'
PATH=$build/bin "$me" status --json > "$T/json" < /dev/null
is 'but --json has it' "$(grep -o "\"expires_at\":\"$far\"" "$T/json" | wc -l)" 2
with_expiry "{value: \"$soon\"}"
finds '29 days: a note' note license-expires "$of expires soon: $soon"
check 'and what to do' grep -qxF "              ask the software vendor to renew it, then run '$me login'" "$T/out"
run status
is 'which is not bad' "$(PATH=$build/bin "$me" status > "$T/out" < /dev/null; echo $?)" 0
with_expiry "{value: \"$past\"}"
finds 'yesterday: bad' 'bad ' license-expired "$of expired: $past"
is 'which is the exit status' "$(PATH=$build/bin "$me" status > "$T/out" < /dev/null; echo $?)" 1
today=$(date -u +%Y-%m-%d)
with_expiry "$today"
finds 'a date alone is good to its end' note license-expires "$of expires soon: $today"
yesterday=$(date -u -d '-1 day' +%Y-%m-%d)
with_expiry "$yesterday"
finds 'and not longer' 'bad ' license-expired "$of expired: $yesterday"
zone=$(date -u -d '-1 hour' +%Y-%m-%dT%H:%M:%S)-08:00
with_expiry "{value: \"$zone\"}"
finds 'a zone counts: it is 7 hours from now' note license-expires "$of expires soon: $zone"
for none in '{value: ""}' '{value: }' '~' '""'; do
	with_expiry "$none"
	finds_nothing "a license without a limit: $none"
	is "$none: nothing is noted" "$(grep -c expires_at "$T/err")" 0
done
for bad in '{value: tomorrow}' '{value: 2026-13-01}' '{value: "2026-12-01T00:00:00"}' '[2026-12-01]' '{value: [a]}' '{title: x}'; do
	with_expiry "$bad"
	is "malformed: $bad: a note at login" "$(grep -c "^$me: the 'expires_at' of the license file is not a time" "$T/err")" 1
	finds_nothing "malformed: $bad: nothing is kept"
done
with_expiry "{value: \"$past\"}"
input "$LICENSE\n"
run login --no-check
finds_nothing 'a login without a file renews it'
with_expiry "{value: \"$past\"}"
store proxy.replicated.com LICENSE_ID "$LICENSE"
finds 'so does a store, for its domain' 'bad ' license-expired "the license for registry.replicated.com expired: $past"
run status -p acme
is 'another profile is not reported' "$(grep -c expired "$T/out")" 0
if ! is_vault; then
	printf %s "$LICENSE" | secret-tool store --label=x xdg:schema com.replicated.License profile default server registry.replicated.com username u expires-at 'next year'
	input 'registry.replicated.com'
	run erase
	printf %s "$LICENSE" | secret-tool store --label=x xdg:schema com.replicated.License profile default server registry.replicated.com username u expires-at 'next year'
	finds 'a malformed one in the keyring is a note' note license-expiry-unknown 'it is not known when the license for registry.replicated.com expires: the stored date is malformed'
	is 'and is not in --json' "$(grep -c 'next year' "$T/json")" 0
fi
done_testing
