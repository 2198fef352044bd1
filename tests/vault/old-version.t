#!/bin/sh
# SPDX-License-Identifier: MIT
# A vault that an earlier version of the program wrote (version-1.vault, passphrase "pw") is read and goes on being
# used; what is added by this version makes it one of version 2.
. "${0%/*}/../lib.sh"
. "${0%/*}/vault.sh"

printf pw > "$T/passphrase"
chmod 600 "$T/passphrase"
REPLICATED_VAULT_PASSPHRASE_FILE=$T/passphrase
export REPLICATED_VAULT_PASSPHRASE_FILE
mkdir -p "${vault%/*}"
cp "$top/tests/vault/version-1.vault" "$vault"
version() {
	od -An -tu1 -j8 -N1 "$vault" | tr -d ' '
}
gets() { # NAME PROFILE DOMAIN SECRET
	input "$3"
	says "$1" 0 "{\"ServerURL\":\"$3\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$4\"}\n" '' -p "$2" get
}
is 'it is of version 1' "$(version)" 1
gets 'its license' default proxy.replicated.com 1vusOokxAVp1tkRGuyxnF23PJcq
gets 'that of a profile' acme proxy.replicated.com 2wvtPplyBWq2ulSHvzyoG34QKdr
run status --json
is 'their kind is not known' "$(grep -c '"kind":"license-id"' "$T/out")" 0
is 'reading leaves it' "$(version)" 1
printf '2wvtPplyBWq2ulSHvzyoG34QKdr\n' > "$T/in"
says 'a login adds to it' 0 '' "docker-credential-replicated: stored the license for registry.replicated.com (profile 'default')
docker-credential-replicated: next: run 'docker-credential-replicated configure', so that docker, podman and helm use it\n" \
	login --no-check --domain registry.replicated.com
is 'it is of version 2' "$(version)" 2
gets 'the old license' default proxy.replicated.com 1vusOokxAVp1tkRGuyxnF23PJcq
gets 'the new one' default registry.replicated.com 2wvtPplyBWq2ulSHvzyoG34QKdr
run status --json
is 'its kind is known' "$(grep -o '"domain":"[^"]*","username":"LICENSE_ID","kind":"license-id"' "$T/out")" \
	'"domain":"registry.replicated.com","username":"LICENSE_ID","kind":"license-id"'
done_testing
