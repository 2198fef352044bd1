#!/bin/sh
# SPDX-License-Identifier: MIT
# login --rotate where the keyring fails at the second of two items: both hold the old token again.
. "${0%/*}/../lib.sh"
in_bare_bus "$@"

me=docker-credential-replicated
OLD=$(printf '{"i":"me","s":"old"}' | base64 -w 0)
NEW=$(printf '{"i":"me","s":"new"}' | base64 -w 0)
holds() { # NAME TOKEN
	for domain in proxy.replicated.com:u registry.replicated.com:LICENSE_ID; do
		input "${domain%:*}"
		says "$1: ${domain%:*}" 0 "{\"ServerURL\":\"${domain%:*}\",\"Username\":\"${domain#*:}\",\"Secret\":\"$2\"}\n" '' get
	done
}
second_item() {
	input "$OLD\n"
	run login --no-check --domain registry.replicated.com
}

start_fake "secret=$OLD" third-error=CreateItem:org.freedesktop.DBus.Error.Failed
second_item
holds 'before' "$OLD"
input "$NEW\n"
says 'the second item fails' 1 '' "$me: keyring is unavailable: its service failed (told to): check that it runs, then try again\n" login --rotate --no-check
holds 'after it' "$OLD"
input "$NEW\n"
says 'without a failure' 0 '' "$me: replaced the token for proxy.replicated.com (profile 'default'), registry.replicated.com (profile 'default')\n" login --rotate --no-check
holds 'both are new' "$NEW"
stop_fake
done_testing
