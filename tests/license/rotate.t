#!/bin/sh
# SPDX-License-Identifier: MIT
# login --rotate: a service-account token takes the place of the one before it, in every profile and for every domain;
# and what kind of license is stored, as status says it.
. "${0%/*}/../lib.sh"
in_keyring "$@"

me=docker-credential-replicated
# token IDENTITY SECRET: as the portal gives it
token() {
	printf '{"i":"%s","s":"%s"}' "$1" "$2" | base64 -w 0
}
OLD=$(token 2abcdefghijklmnopqrstuvwxyz1 secret-of-the-old-token-0001)
NEW=$(token 2abcdefghijklmnopqrstuvwxyz1 secret-of-the-new-token-0002)
OTHER=$(token 2zzzzzzzzzzzzzzzzzzzzzzzzzzz secret-of-another-account-1)
LICENSE=1vusOokxAVp1tkRGuyxnF23PJcq

gets() { # NAME PROFILE DOMAIN USERNAME SECRET
	input "$3"
	says "$1" 0 "{\"ServerURL\":\"$3\",\"Username\":\"$4\",\"Secret\":\"$5\"}\n" '' -p "$2" get
}
logs_in() { # LICENSE ARGUMENT...
	input "$1\n"
	shift
	run login --no-check "$@"
	[ "$status" -eq 0 ] || not_ok "login $*" "$(cat "$T/err")"
}
rotates() { # NAME STATUS STDERR LICENSE [ARGUMENT...]
	rotates_name=$1 rotates_status=$2 rotates_err=$3
	input "$4\n"
	shift 4
	says "$rotates_name" "$rotates_status" '' "$rotates_err" login --rotate "$@"
}
kinds() {
	"$me" status --json | grep -o '"domain":"[^"]*","username":"[^"]*","kind":"[^"]*"' | cut -d '"' -f 4,12 | paste -s -d ' '
}

rotates 'nothing is stored' 1 "$me: no token of the service account '2abcdefghijklmnopqrstuvwxyz1' is stored: to store this one, leave out '--rotate'\n" "$NEW" --no-check
logs_in "$OLD"
logs_in "$OLD" -p acme --domain images.acme.example:8443 --app my-app -u kim
logs_in "$OTHER" -p other
logs_in "$LICENSE" -p plain --domain proxy.replicated.com
store proxy.replicated.com "$OLD" "$OLD"
is 'status knows each kind' "$(kinds)" \
	'images.acme.example:8443"service-account-token proxy.replicated.com"service-account-token registry.replicated.com"service-account-token proxy.replicated.com"service-account-token registry.replicated.com"service-account-token proxy.replicated.com"license-id'
run status
check 'status says it' grep -q 'registry.replicated.com as LICENSE_ID (service-account token)$' "$T/out"
run status -p plain
check 'and of a license ID' grep -q 'proxy.replicated.com as LICENSE_ID (license ID)$' "$T/out"
absent 'no part of a token is shown' secret-of-the "$T/out" "$T/err"

# ---- wrong usage, and what is not a token ----
for option in '-p acme' '--domain proxy.replicated.com' '-u kim' '--app my-app' '--keyring vault' '--source-command x'; do
	# shellcheck disable=SC2086
	rotates "$option does not go with it" 2 "$me: '--rotate' replaces a token in every profile and for every domain of the keyring in use: leave out '-p', '--domain', '--username', '--app', '--keyring' and '--source-command'\n" "$NEW" $option
done
input "$NEW\n"
says 'nor does -p before it' 2 '' "$me: '--rotate' replaces a token in every profile and for every domain of the keyring in use: leave out '-p', '--domain', '--username', '--app', '--keyring' and '--source-command'\n" \
	-p acme login --rotate
no_token="$me: only a service-account token can be rotated, and this is not one: a license ID never changes: to store another license, leave out '--rotate'\n"
for license in "$LICENSE" 'eyJpIjoiYSJ9' "$(token of-s3cret-s s3cret)" "$(token '' x)" "$(token x '')" "$(printf '["i"]' | base64 -w 0)" "${NEW%?}!"; do
	rotates "not a token: $license" 1 "$no_token" "$license" --no-check
done
rotates 'another account' 1 "$me: no token of the service account '2unknown' is stored: to store this one, leave out '--rotate'\n" "$(token 2unknown x)" --no-check
gets 'nothing was changed' default registry.replicated.com LICENSE_ID "$OLD"

# ---- the change ----
done="$me: replaced the token for images.acme.example:8443 (profile 'acme'), proxy.replicated.com (profile 'default'), registry.replicated.com (profile 'default')\n"
rotates 'all profiles and domains' 0 "$done" "$NEW" --no-check
gets 'the proxy, its user name is the token still' default proxy.replicated.com "$NEW" "$NEW"
gets 'the registry' default registry.replicated.com LICENSE_ID "$NEW"
gets 'another profile, its user name kept' acme images.acme.example:8443 kim "$NEW"
gets 'another account is as it was' other proxy.replicated.com LICENSE_ID "$OTHER"
gets 'a license ID, too' plain proxy.replicated.com LICENSE_ID "$LICENSE"
input 'images.acme.example:8443/proxy/my-app/x'
says 'the app was kept' 0 "{\"ServerURL\":\"images.acme.example:8443/proxy/my-app/x\",\"Username\":\"kim\",\"Secret\":\"$NEW\"}\n" '' get
rotates 'the same token again changes nothing, and asks nobody' 0 "$me: this token is stored already, and nothing is changed\n" "$NEW"
printf 'apiVersion: kots.io/v1beta1\nkind: License\nspec:\n  licenseID: %s\n  entitlements:\n    expires_at:\n      value: "2031-01-02T03:04:05Z"\n' "$OLD" > "$T/license.yaml"
chmod 600 "$T/license.yaml"
run login --rotate --no-check --license-file "$T/license.yaml"
is 'from a license file' "$status $(grep -c '^'"$me"': replaced the token for ' "$T/err")" '0 1'
check 'with its date' sh -c '"$1" status --json | grep -q "\"expires_at\":\"2031-01-02T03:04:05Z\""' sh "$me"
rotates 'a token alone' 0 "$done" "$NEW" --no-check
check 'leaves the date' sh -c '"$1" status --json | grep -q "\"expires_at\":\"2031-01-02T03:04:05Z\""' sh "$me"
absent 'no token was said' secret-of-the "$T/err"
REPLICATED_LICENSE_ID=$LICENSE
export REPLICATED_LICENSE_ID
rotates 'a license from elsewhere overrides it' 0 "$done$me: the license from REPLICATED_LICENSE_ID overrides the keyring: unset it to use what is stored\n" "$OLD" --no-check
run status
check 'whose kind is known as well' grep -q 'proxy.replicated.com as LICENSE_ID (license ID)$' "$T/out"
unset REPLICATED_LICENSE_ID

# ---- another program's item: no kind, and nothing is said of it ----
if ! is_vault; then
	printf %s "$OLD" | secret-tool store --label=x xdg:schema com.replicated.License profile old server proxy.replicated.com username u
	run status -p old
	check 'an item of before has no kind' grep -q 'proxy.replicated.com as u$' "$T/out"
	rotates 'and is found all the same' 0 "$me: replaced the token for images.acme.example:8443 (profile 'acme'), proxy.replicated.com (profile 'default'), registry.replicated.com (profile 'default'), proxy.replicated.com (profile 'old')\n" "$NEW" --no-check
	run status -p old
	check 'then it has one' grep -q 'proxy.replicated.com as u (service-account token)$' "$T/out"
fi
# A domain that is a custom domain no more: its token is replaced, and no registry is asked.
gone=$(token 2of-a-domain-that-is-gone old-token-of-it)
logs_in "$gone" --domain images.gone.example
rm "$XDG_CONFIG_HOME/docker-credential-replicated/config"
rotates 'of a domain that is no custom domain any more' 0 "$me: replaced the token for images.gone.example (profile 'default')\n" "$(token 2of-a-domain-that-is-gone new-token-of-it)"
lock_keyring
input "$OLD\n"
run login --rotate --no-check
is 'a locked keyring' "$status $(grep -c 'is locked: ' "$T/err")" '1 1'
done_testing
