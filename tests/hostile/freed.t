#!/bin/sh
# SPDX-License-Identifier: MIT
# No license is left in memory that the program gives back, nor anywhere in its memory when it ends: not in its own
# buffers, nor in those of the libraries that read JSON and YAML.
. "${0%/*}/../lib.sh"
REPLICATED_KEYRING=vault
export REPLICATED_KEYRING
TEST_KEYRING=vault start_vault
. "${0%/*}/freed.sh"

FREED_SAYS='a library speaks'
export FREED_SAYS
watched proxy.replicated.com get
unset FREED_SAYS
is 'a library that writes to standard output is not in the answer' "$(cat "$T/out")" "$(printf "$NOT_FOUND")"
check 'its words are on standard error' grep -q '^a library speaks' "$T/err"

input "$license\n"
wipes 'login' login --no-check
for kind in yaml json; do
	case $kind in
	yaml) printf 'kind: License\nspec:\n  appSlug: my-app\n  licenseID: %s\n' "$license" ;;
	json) printf '{"kind":"License","spec":{"licenseID":"%s"}}' "$license" ;;
	esac > "$T/license.$kind"
	chmod 600 "$T/license.$kind"
	wipes "login: a license file in $kind" login --no-check --license-file "$T/license.$kind"
done
input "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}"
wipes 'store' store
input 'proxy.replicated.com'
wipes 'get' get
wipes 'list' list
wipes 'dockerconfigjson' dockerconfigjson
wipes 'dockerconfigjson: a secret' dockerconfigjson -o secret
mkdir -p "$HOME/.docker"
printf '{"auths":{"proxy.replicated.com":{"auth":"%s"}}}' "$pair" > "$HOME/.docker/config.json"
chmod 600 "$HOME/.docker/config.json"
watched "$license $pair" status --client docker
is 'status: a license in plain text' "$(cat "$T/freed")" ''
printf 'credentials "app.terraform.io" { token = "%s" }\n' "$license" > "$HOME/.terraformrc"
chmod 600 "$HOME/.terraformrc"
watched "$license" status --client terraform
is 'status: a token of Terraform' "$(cat "$T/freed")" ''
rm "$HOME/.terraformrc"
DOCKER_AUTH_CONFIG=$(cat "$HOME/.docker/config.json") watched "$license" status --client docker
is 'status: a license in DOCKER_AUTH_CONFIG' "$(cat "$T/freed")" ''
wipes 'configure: it is moved' configure --client docker
absent 'and is no longer in the file' "$license" "$HOME/.docker/config.json"
input '{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"proxy.replicated.com/a/b"}'
wipes 'credential-provider' credential-provider
input "$license\n"
wipes 'login again' login --no-check
input "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"u\",\"Secret\":\"$license\"}"
wipes 'store over another' store
input ''
wipes 'terraform-credentials' terraform-credentials get proxy.replicated.com
wipes 'status' status --json
wipes 'erase: another profile' -p acme logout
printf '%s' "$license" > "$T/file"
chmod 600 "$T/file"
input 'proxy.replicated.com'
REPLICATED_LICENSE_ID_FILE=$T/file wipes 'get: a license from a file' get
passphrase=a-passphrase-of-many-words
export XDG_DATA_HOME="$T/home/other"
echo "$passphrase" > "$T/in"
watched "$passphrase" vault init
is 'vault init' "$status $(cat "$T/freed")" '0 '
watched "$passphrase" vault unlock
is 'vault unlock' "$status $(cat "$T/freed")" '0 '
export XDG_DATA_HOME="$T/home/data"
input ''
wipes 'logout' logout
done_testing
