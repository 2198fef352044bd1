#!/bin/sh
# SPDX-License-Identifier: MIT
# No license is ever given to an upstream registry, however it is asked for or declared.
. "${0%/*}/../lib.sh"
me=docker-credential-replicated
refusal() { # DOMAIN
	printf '%s' "$me: '$1' is an upstream registry and never gets a license: its images are pulled through the Replicated proxy; to print an image's name there, run '$me image --app APP_SLUG $1/IMAGE'\n"
}

export REPLICATED_LICENSE_ID=1vusOokxAVp1tkRGuyxnF23PJcq
export REPLICATED_DOMAINS=quay.io,registry.acme.example
mkdir -p "$XDG_CONFIG_HOME/$me"
printf '[domains]\nextra=docker.io;ghcr.io:8443\n' > "$XDG_CONFIG_HOME/$me/config"
for domain in quay.io docker.io ghcr.io:8443 registry-1.docker.io; do
	input "$domain"
	says "get: $domain is not found, although a list holds it" 1 "$NOT_FOUND" '' get
done
input registry.acme.example
run get
is 'get: a custom domain in the same list is answered' "$status" 0
run list
is 'list: upstream registries are left out' "$(grep -c -e quay -e docker.io -e ghcr "$T/out")" 0
input ''
says 'dockerconfigjson' 1 '' "$(refusal quay.io)" dockerconfigjson -o json --domain quay.io
says 'configure' 1 '' "$(refusal quay.io)" configure --domain quay.io
says 'login' 1 '' "$(refusal docker.io)" login --no-check --domain docker.io
for words in 'image --app my-app --domain quay.io nginx' 'image --reverse --domain quay.io quay.io/proxy/my-app/nginx' \
	'values --app my-app --domain quay.io --registry ghcr.io'; do
	# shellcheck disable=SC2086 # words
	says "$words" 1 '' "$(refusal quay.io)" $words
done
for image in nginx nginx:1.25 postgres:16-alpine redis@sha256:$(printf '%064d' 0) my_image; do
	says "check $image: Docker Hub" 1 '' "$(refusal docker.io | sed "s#docker.io/IMAGE#docker.io/$image#")" check "$image"
done
input nginx
run check nginx:16
is 'check: a name with a port is a machine' "$status $(cut -d : -f 2 "$T/err")" "1  'nginx"
for word in localhost a.b A.b '[::1]:5000'; do
	run check "$word"
	is "check: $word is a machine, too" "$status $(cut -d ' ' -f 2-9 "$T/err")" \
		"1 '$(echo "$word" | tr A a)' is not a Replicated registry domain: if"
done
input '{"ServerURL":"quay.io","Username":"u","Secret":"s"}'
run store
is 'store' "$status $(cut -c 1-30 "$T/out")" "1 'quay.io' is an upstream regis"

# ---- a misspelled domain: the license would go to whoever owns it ----
misspelled() { # DOMAIN MEANT
	printf '%s' "$me: '$1' looks like a misspelling of '$2': nothing is stored; if it really is a custom domain of the software vendor, list it in REPLICATED_DOMAINS first\n"
}
input ''
for pair in proxy.replicatd.com=proxy.replicated.com replicated.com=proxy.replicated.com \
	proxy.replicated.com.evil.example=proxy.replicated.com registry.replicated.com.local:5000=registry.replicated.com registry.replicated.co=registry.replicated.com \
	registery.replicated.com=registry.replicated.com proxy.replicated.io:5000=proxy.replicated.com; do
	says "login: ${pair%=*}" 1 '' "$(misspelled "${pair%=*}" "${pair#*=}")" login --no-check --domain "${pair%=*}"
done
done_testing
