#!/bin/sh
# SPDX-License-Identifier: MIT
# login --rotate asks the registries before it replaces a token: with a real registry and a real gnome-keyring.
# shellcheck source=tests/registry/lib.sh
. "${0%/*}/lib.sh"
need docker-registry htpasswd
in_keyring "$@"
trust_nobody
unset REPLICATED_LICENSE_ID
me=docker-credential-replicated

token() { # SECRET
	printf '{"i":"me","s":"%s"}' "$1" | base64 -w 0
}
OLD=$(token old) LICENSE=$(token new) WRONG=$(token wrong)
start_registry htpasswd
nobody=127.0.0.1:9

# holds NAME TOKEN DOMAIN
holds() {
	input "$3"
	says "$1" 0 "{\"ServerURL\":\"$3\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$2\"}\n" '' get
}
# kept NAME: the old one, in both profiles
kept() {
	holds "$1" "$OLD" "$registry"
	REPLICATED_PROFILE=acme
	export REPLICATED_PROFILE
	holds "$1, in another profile" "$OLD" "$registry"
	unset REPLICATED_PROFILE
}
for profile in default acme; do
	input "$OLD\n"
	works "log in: $profile" "$HELPER" login -p "$profile" --no-check --domain "$registry"
done

input "$WRONG\n"
says 'a token that the registry refuses' 1 '' "$me: '$registry': $REJECTED, it says \"authentication required\": the old token is kept\n" login --rotate
kept 'is not stored'
input "$OLD\n"
works 'a registry that nobody answers for' "$HELPER" login -p third --no-check --domain "$nobody"
input "$LICENSE\n"
refused 'is not passed over' 'the old token is kept; to store the license without asking' "$HELPER" login --rotate
kept 'nothing is stored'
works 'taken out' "$HELPER" logout -p third "$nobody"
input "$LICENSE\n"
says 'a token that it accepts' 0 '' "$me: replaced the token for $registry (profile 'acme'), $registry (profile 'default')\n" login --rotate
holds 'is stored' "$LICENSE" "$registry"
works 'and the registry accepts it' "$HELPER" check "$registry"
finish
