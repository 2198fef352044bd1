#!/bin/sh
# SPDX-License-Identifier: MIT
# credential-provider with a keyring on the node: a real gnome-keyring, unlocked and locked, and a vault that its passphrase
# file unlocks for each request. kubelet shows nobody a prompt, and waits 60 s; the program answers within 10 s.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
in_keyring "$@"

me=docker-credential-replicated
group=credentialprovider.kubelet.k8s.io
H=proxy.replicated.com
license=1vusOokxAVp1tkRGuyxnF23PJcq
asks() { # IMAGE [SERVICE-ACCOUNT-ANNOTATIONS]
	input "{\"kind\":\"CredentialProviderRequest\",\"apiVersion\":\"$group/v1\",\"image\":\"$1\",\"serviceAccountAnnotations\":{${2-}}}"
}
answer() { # LICENSE
	printf '{"kind":"CredentialProviderResponse","apiVersion":"%s","cacheKeyType":"Registry","cacheDuration":"1h0m0s","auth":{"%s":{"username":"LICENSE_ID","password":"%s"}}}\\n' \
		"$group/v1" "$H" "$1"
}
# quickly NAME STATUS STDOUT STDERR ARGUMENT...: says(), long before the deadline
quickly() {
	started=$(date +%s)
	says "$@"
	took=$(($(date +%s) - started))
	check "$1: within 8 s" [ "$took" -le 8 ]
}

# ---- a real gnome-keyring ----
store "$H" LICENSE_ID "$license"
asks "$H/proxy/my-app/redis"
says 'unlocked' 0 "$(answer "$license")" '' credential-provider

if command -v dbus-monitor > "$T/which"; then
	dbus-monitor --session > "$T/monitor" 2>&1 &
	monitor=$!
	trap 'kill "$monitor"; finish_test' EXIT
fi
no_prompt="$me: keyring is locked, and no prompt can be shown here: provide the license with a systemd credential or REPLICATED_LICENSE_ID_FILE\n"
lock_keyring
quickly 'locked' 1 '' "$no_prompt" credential-provider
restart_keyring_locked
quickly 'never unlocked' 1 '' "$no_prompt" credential-provider
asks quay.io/org/api
quickly 'locked, and an image of another registry' 0 \
	"{\"kind\":\"CredentialProviderResponse\",\"apiVersion\":\"$group/v1\",\"cacheKeyType\":\"Registry\",\"cacheDuration\":\"1h0m0s\",\"auth\":{}}\n" '' \
	credential-provider
if [ -n "${monitor-}" ]; then
	check 'the calls were seen' grep -q 'member=Unlock' "$T/monitor"
	is 'no prompt was shown' "$(grep -c 'member=Prompt$\|member=Prompt \|SystemPrompter' "$T/monitor")" 0
else
	skip 'no prompt was shown' 'no dbus-monitor on this machine'
fi

# ---- a vault, and a file with its passphrase ----
unset DBUS_SESSION_BUS_ADDRESS XDG_DATA_HOME XDG_CONFIG_HOME XDG_RUNTIME_DIR
REPLICATED_KEYRING=vault REPLICATED_VAULT_PASSPHRASE_FILE=$T/passphrase
export REPLICATED_KEYRING REPLICATED_VAULT_PASSPHRASE_FILE
printf 'hunter2\n' > "$T/passphrase"
chmod 600 "$T/passphrase"
run vault init --passphrase-file "$T/passphrase"
is 'a vault is created' "$status" 0
store "$H" LICENSE_ID "$license"
input license-of-acme
run login --no-check -p acme --domain "$H"
is 'a second profile' "$status" 0
run vault lock
asks "$H/proxy/my-app/redis"
says 'a vault with its passphrase file' 0 "$(answer "$license")" '' credential-provider
annotations='"replicated.example/profile":"acme"'
asks "$H/proxy/my-app/redis" "$annotations"
says 'and a profile by annotation' 0 "$(answer license-of-acme)" '' credential-provider \
	--profile-annotation replicated.example/profile --allow-profile acme
asks "$H/proxy/my-app/redis"
says 'and without the annotation' 0 "$(answer "$license")" '' credential-provider \
	--profile-annotation replicated.example/profile --allow-profile acme
# The arguments of the example.
arguments=$(sed -n 's/^ *args: \[credential-provider, \(.*--profile-annotation.*\)\]$/\1/p' "$top/packaging/kubelet/README.md" | tr -d ,)
asks "$H/proxy/my-app/redis" "$annotations"
# shellcheck disable=SC2086 # words
says "as README.md has it: $arguments" 0 "$(answer license-of-acme)" '' credential-provider $arguments
asks "$H/proxy/my-app/redis" '"replicated.example/profile":"other"'
# shellcheck disable=SC2086
says 'a profile that is not listed' 1 '' \
	"$me: the annotation 'replicated.example/profile' of the service account names a profile that '--allow-profile' does not list\n" \
	credential-provider $arguments
asks "$H/proxy/my-app/redis"
is 'it stays locked' "$(env -u REPLICATED_VAULT_PASSPHRASE_FILE "$HELPER" list < "$T/in" 2> "$T/err")" \
	"vault is locked: run '$me vault unlock'"
printf 'wrong\n' > "$T/passphrase"
says 'a wrong passphrase' 1 '' \
	"$me: vault cannot be opened: the passphrase is wrong, or the file '$HOME/.local/share/$me/vault' is damaged\n" credential-provider
rm "$T/passphrase"
says 'no passphrase file' 1 '' "$me: cannot open the passphrase file '$T/passphrase': No such file or directory\n" \
	credential-provider
mv "$HOME/.local/share/$me/vault" "$T/vault"
says 'no vault' 1 '' "$me: there is no vault yet: run '$me vault init'\n" credential-provider
mv "$T/vault" "$HOME/.local/share/$me/vault"
unset REPLICATED_VAULT_PASSPHRASE_FILE
says 'no passphrase file is named' 1 '' "$me: vault is locked: run '$me vault unlock'\n" credential-provider
done_testing
