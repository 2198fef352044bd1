#!/bin/sh
# SPDX-License-Identifier: MIT
# Licenses of several apps on one proxy: keys with paths as kubelet matches them, and the credential provider's choice.
. "${0%/*}/../lib.sh"
in_keyring "$@"

logs_in() { # LICENSE ARGUMENT...
	input "$1\n"
	shift
	run login --no-check "$@"
	[ "$status" -eq 0 ] || not_ok "login $*" "$(cat "$T/err")"
}
asks() { # IMAGE
	input "{\"kind\":\"CredentialProviderRequest\",\"apiVersion\":\"credentialprovider.kubelet.k8s.io/v1\",\"image\":\"$1\"}"
}
answers() { # NAME IMAGE CACHE LICENSE [ARGUMENT...]
	answers_name=$1 cache=$3
	answers_auth="\"${2%%/*}\":{\"username\":\"LICENSE_ID\",\"password\":\"$4\"}"
	asks "$2"
	shift 4
	says "$answers_name" 0 "{\"kind\":\"CredentialProviderResponse\",\"apiVersion\":\"credentialprovider.kubelet.k8s.io/v1\",\"cacheKeyType\":\"$cache\",\"cacheDuration\":\"1h0m0s\",\"auth\":{$answers_auth}}\n" '' \
		credential-provider "$@"
}
auth() { # LICENSE
	printf 'LICENSE_ID:%s' "$1" | base64
}

logs_in first-license
answers 'one license for all apps: kubelet may keep it for the registry' proxy.replicated.com/proxy/my-app/redis Registry first-license

logs_in second-license -p acme --app my-app
logs_in third-license -p globex --app my-app-2 --domain proxy.replicated.com --domain registry.replicated.com --domain images.globex.example

# ---- what is written ----
says 'the license of an app is under its path' 0 \
	"{\"auths\":{\"proxy.replicated.com/proxy/my-app\":{\"auth\":\"$(auth second-license)\"},\"registry.replicated.com\":{\"auth\":\"$(auth second-license)\"}}}\n" '' \
	dockerconfigjson -p acme --app-keys -o json
says 'on custom domains too' 0 \
	"{\"auths\":{\"images.globex.example/proxy/my-app-2\":{\"auth\":\"$(auth third-license)\"},\"proxy.replicated.com/proxy/my-app-2\":{\"auth\":\"$(auth third-license)\"},\"registry.replicated.com\":{\"auth\":\"$(auth third-license)\"}}}\n" '' \
	dockerconfigjson -p globex --app-keys -o json
says 'without the option under its host' 0 \
	"{\"auths\":{\"proxy.replicated.com\":{\"auth\":\"$(auth second-license)\"},\"registry.replicated.com\":{\"auth\":\"$(auth second-license)\"}}}\n" '' \
	dockerconfigjson -p acme -o json
says 'a license of no app under its host' 0 \
	"{\"auths\":{\"proxy.replicated.com\":{\"auth\":\"$(auth first-license)\"},\"registry.replicated.com\":{\"auth\":\"$(auth first-license)\"}}}\n" '' \
	dockerconfigjson --app-keys -o json

# ---- how kubelet reads it ----
for profile in acme globex default; do
	run dockerconfigjson -p $profile --app-keys -o json
	cat "$T/out"
done > "$T/secrets"
tries() { # IMAGE LICENSE...: in this order
	image=$1
	shift
	is "kubelet tries for $image: $*" "$(perl "${0%/*}/kubelet-match.pl" "$image" < "$T/secrets" | tr '\n' ' ')" "$* "
}
tries proxy.replicated.com/proxy/my-app/quay.io/org/api second-license first-license
# The other app's path is the beginning of this one's: the longer comes first.
tries proxy.replicated.com/proxy/my-app-2/quay.io/org/api third-license second-license first-license
tries proxy.replicated.com/proxy/another/redis first-license
tries proxy.replicated.com/library/public first-license
tries images.globex.example/proxy/my-app-2/redis third-license
is 'kubelet tries nothing for another port' "$(perl "${0%/*}/kubelet-match.pl" proxy.replicated.com:443/proxy/my-app/redis < "$T/secrets")" ''
is 'kubelet tries nothing for another host' "$(perl "${0%/*}/kubelet-match.pl" quay.io/org/api < "$T/secrets")" ''

# ---- what the credential provider chooses ----
answers 'the app of the path' proxy.replicated.com/proxy/my-app/quay.io/org/api Image second-license
answers 'the other app of the path' proxy.replicated.com/proxy/my-app-2/quay.io/org/api Image third-license
answers 'no license for the app: that of the profile, and for this image only' proxy.replicated.com/proxy/another/redis Image first-license
answers 'no app in the path: the same' proxy.replicated.com/library/public Image first-license
answers 'another domain without licenses of apps' registry.replicated.com/my-app/api Registry first-license
answers 'a profile that was named' proxy.replicated.com/proxy/my-app/redis Registry third-license -p globex

annotated() { # VALUE
	input "{\"kind\":\"CredentialProviderRequest\",\"apiVersion\":\"credentialprovider.kubelet.k8s.io/v1\",\"image\":\"proxy.replicated.com/proxy/my-app/x\",\"serviceAccountAnnotations\":{\"replicated.example/profile\":\"$1\"}}"
}
annotated globex
run credential-provider --profile-annotation replicated.example/profile --allow-profile acme --allow-profile globex
is "the profile of the service account's annotation" "$status $(grep -o '"password":"[^"]*"' "$T/out")" '0 "password":"third-license"'
annotated default
run credential-provider --profile-annotation replicated.example/profile --allow-profile acme
is 'a profile that the node does not list is refused' "$status $(cat "$T/out")" '1 '
lock_keyring
asks proxy.replicated.com/proxy/my-app/redis
fails_alone() { # NAME SENTENCE: exit 1, nothing on standard output
	says "$1" 1 '' "docker-credential-replicated: $2" credential-provider
}
is_vault || LOCKED='keyring is locked, and no prompt can be shown here: provide the license with a systemd credential or REPLICATED_LICENSE_ID_FILE\n'
fails_alone 'a locked keyring: exit 1 and a sentence' "$LOCKED"
unlock_keyring
"$HELPER" logout --all > "$T/logout.log" 2>&1
fails_alone 'nothing stored: exit 1 and a sentence' "no license is stored for 'proxy.replicated.com' (profile 'default'): run 'docker-credential-replicated login' as this user, or provide the license with a systemd credential or REPLICATED_LICENSE_ID_FILE\n"
done_testing
