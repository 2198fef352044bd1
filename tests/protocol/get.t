#!/bin/sh
# SPDX-License-Identifier: MIT
# get: which keys are one domain, and what is answered, against a real gnome-keyring.
. "${0%/*}/../lib.sh"
in_keyring "$@"

license=1vusOokxAVp1tkRGuyxnF23PJcq
input 'proxy.replicated.com'
says 'nothing stored is not found' 1 "$NOT_FOUND" '' get
store proxy.replicated.com LICENSE_ID "$license"
for key in proxy.replicated.com proxy.replicated.com:443 https://proxy.replicated.com https://proxy.replicated.com/ \
	https://proxy.replicated.com/v2/ proxy.replicated.com/proxy/my-app HTTPS://Proxy.Replicated.COM:443/; do
	input "$key\n"
	says "the key $key" 0 "{\"ServerURL\":\"$key\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n" '' get
done

lock_keyring
input 'proxy.replicated.com'
fails 'a locked keyring is not an empty one' "$LOCKED" get
absent 'the license is in no error' "$license" "$T/out" "$T/err"
done_testing
