#!/bin/sh
# SPDX-License-Identifier: MIT
# What follows a prompt: the next one of the same call, the item that was written over, the clock of the call. And
# properties of another type than they have.
. "${0%/*}/../lib.sh"
in_bare_bus "$@"

me=docker-credential-replicated
H=proxy.replicated.com
R=registry.replicated.com
with() { # the service, then a call from here
	stop_fake
	start_fake "$@"
}
credentials() { # USERNAME SECRET
	printf '{"ServerURL":"%s","Username":"%s","Secret":"%s"}\\n' "$H" "$1" "$2"
}

# ---- two prompts of one call ----
input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
with locked item-locked empty-while-locked prompt=accept
says 'store over a locked item of a locked keyring' 0 '' '' store
is 'each has a prompt of its own' "$(fake_was_asked Prompt)" 2

# ---- a store that a person confirms ----
input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
with ask=CreateItem prompt=accept
says 'store over an item, and the person confirms' 0 '' '' store
is 'the old item is deleted' "$(grep '^Delete' "$T/fake.log")" 'Delete /org/freedesktop/secrets/collection/fake/1'
with ask=CreateItem prompt=accept-with-slash
says 'store over an item, and the service does not name the new one' 0 '' '' store
is 'nothing is deleted, since it could be the new one' "$(fake_was_asked Delete)" 0
input "$H"
says 'the new license is answered' 0 "$(credentials v new)" '' get

# ---- a service that is slow to delete ----
with slow=Delete:1200 username=LICENSE_ID
store "$R" LICENSE_ID second
REPLICATED_TIMEOUT=2 says 'logout takes longer than the deadline: it ends what it began' 0 \
	"removed the license for $H (profile 'default')\\nremoved the license for $R (profile 'default')\\n" '' logout

# ---- properties of another type ----
input "$H"
with two other-variant=Modified
run get
is 'items whose time cannot be read: one is answered' "$status $(cut -d , -f 1 "$T/out")$(cat "$T/err")" \
	"0 {\"ServerURL\":\"$H\""
with other-variant=Attributes
fails 'attributes that are not attributes' "the keyring item is damaged: its attributes are not those of a license: store the \
license again with 'docker-credential-replicated login'\n" get
done_testing
