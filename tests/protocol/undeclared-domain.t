#!/bin/sh
# SPDX-License-Identifier: MIT
# A license that was stored for a custom domain, which is not declared any more: no client gets it.
. "${0%/*}/../lib.sh"
in_keyring "$@"

license=1vusOokxAVp1tkRGuyxnF23PJcq
store registry.replicated.com kim of-kim
REPLICATED_DOMAINS=images.acme.example
export REPLICATED_DOMAINS
store images.acme.example LICENSE_ID "$license"
input images.acme.example
says 'get, while it is declared' 0 "{\"ServerURL\":\"images.acme.example\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n" '' get
unset REPLICATED_DOMAINS
says 'get' 1 "$NOT_FOUND" '' get
says 'list' 0 '{"registry.replicated.com":"kim"}\n' '' list
says 'dockerconfigjson' 0 "$(printf '{"auths":{"registry.replicated.com":{"auth":"%s"}}}' "$(printf kim:of-kim | base64)" |
	base64 -w 0)\n" '' dockerconfigjson
says 'terraform-credentials' 0 '{}\n' '' terraform-credentials get images.acme.example
input '{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"images.acme.example/a/b"}'
run credential-provider
is 'credential-provider' "$status $(grep -o '"auth":.*' "$T/out")$(cat "$T/err")" '0 "auth":{}}'
input ''
says 'logout removes it' 0 "removed the license for images.acme.example (profile 'default')\n" '' logout images.acme.example
done_testing
