#!/bin/sh
# SPDX-License-Identifier: MIT
# helm-getter: what Helm's plugin prints for its URL, and that only a URL of Helm's own command line is answered.
. "${0%/*}/../lib.sh"

me=docker-credential-replicated
license=1vusOokxAVp1tkRGuyxnF23PJcq
printf '%s\n' "$license" > "$T/license" && chmod 600 "$T/license"

# A Helm that calls its plugin for URL, whatever its own words are.
cat > "$T/helm" << 'END'
"$HELPER" helm-getter '' '' '' "$URL"
exit $?
END
export HELPER URL
helm() { # STATUS STDOUT STDERR WORD...
	want_status=$1
	printf '%b' "$2" > "$T/want-out"
	printf '%b' "$3" > "$T/want-err"
	shift 3
	status=0
	sh "$T/helm" "$@" < /dev/null > "$T/out" 2> "$T/err" || status=$?
	answered "$URL: helm $*"
}
# gives URL TEXT: Helm gets exactly this for `-f URL`
gives() {
	URL=$1
	helm 0 "$2" '' install app ./chart -f "$URL"
}
# refused URL STATUS SENTENCE: nothing on standard output
refused() {
	URL=$1
	helm "$2" '' "$me: $3\n" install app ./chart -f "$URL"
}

REPLICATED_LICENSE_ID_FILE=$T/license REPLICATED_DOMAINS=registry.acme.example
export REPLICATED_LICENSE_ID_FILE REPLICATED_DOMAINS
json() { # DOMAIN...
	for domain; do
		printf ',"%s":{"auth":"%s"}' "$domain" "$(printf 'LICENSE_ID:%s' "$license" | base64 -w 0)"
	done | sed 's/^,/{"auths":{/; s/$/}}/'
}
all=$(json proxy.replicated.com registry.acme.example registry.replicated.com)
base64=$(printf '%s' "$all" | base64 -w 0)
values="global:\n  replicated:\n    dockerconfigjson: $base64\n"

# ---- what Helm gets ----
for url in replicated:// replicated://default replicated:///values replicated://default/values; do
	gives "$url" "$values"
done
is 'the same as dockerconfigjson' "$(cat "$T/out")" "$("$HELPER" dockerconfigjson -o values)"
gives replicated:///base64 "$base64"
gives replicated://default/json "$all"
gives 'replicated:///json?domain=registry.acme.example' "$(json registry.acme.example)"
gives 'replicated:///json?domain=registry.acme.example&domain=PROXY.replicated.com:443' \
	"$(json proxy.replicated.com registry.acme.example)"

# ---- what is not in the grammar: nothing, and the reason ----
path='the path in the URL is not /values, /base64 or /json: this helper supplies a license to Helm, and no charts or other files'
for url in replicated://default/index.yaml replicated:///index.yaml replicated://default/values/index.yaml \
	replicated://default/app-1.0.0.tgz replicated://default/ replicated:/// replicated://default/values.prov; do
	refused "$url" 2 "$path"
done
profile='the URL does not name a valid profile: use replicated://PROFILE with 1 to 32 lower-case letters, digits and dashes, not starting with a dash'
refused "replicated://$license" 2 "$profile"
refused replicated://../x 2 "$profile"
refused replicated://default? 2 "the URL ends with '?': leave it out, or name a domain with ?domain=DOMAIN"
refused replicated://?profile=x 2 "the query in the URL is not ?domain=DOMAIN, or several of them joined by '&'"
refused replicated://?domain=https://x 2 'a domain in the URL is not valid: use host[:port], without scheme or path'
refused http://x 2 'the URL does not begin with replicated://: use replicated://[PROFILE][/FORMAT][?domain=DOMAIN]'
URL='replicated://?domain=images.example.com'
helm 1 '' "$("$HELPER" dockerconfigjson --domain images.example.com 2>&1 > /dev/null)\n" install app ./chart -f "$URL"
check 'a domain that is not ours' grep -q images.example.com "$T/err"

# ---- who asks ----
asked='the license is not given to a chart or a chart repository that names the URL: only to Helm for a URL that its own command line gives to -f, --values or --set-file, as in '\''-f replicated://'\'
URL=replicated://default/values
helm 0 "$values" '' template . --values "a.yaml,$URL"
helm 0 "$values" '' template . --set-file "a=b.txt,x.y=$URL"
helm 1 '' "$me: $asked\n" pull evil/app
helm 1 '' "$me: $asked\n" pull "$URL"
helm 1 '' "$me: $asked\n" install app evil/app --set "x=$URL"
helm 1 '' "$me: $asked\n" install app evil/app -f replicated://
URL=replicated://default/values
unset HELM_REPOSITORY_CACHE
helm 0 "$values" '' install app evil/app -f "$URL"
mkdir "$T/cache"
: > "$T/cache/evil-index.yaml"
HELM_REPOSITORY_CACHE=$T/cache
export HELM_REPOSITORY_CACHE
named="a chart repository could name the same URL, and Helm would write the license into a file: use '-f replicated://' alone, which no repository can name, and REPLICATED_PROFILE for another profile; or pull the chart first"
for chart in evil/app '--repo https://evil.example app' './chart --dependency-update' replicated://default/values; do
	URL=replicated://default/values
	# shellcheck disable=SC2086 # words
	helm 1 '' "$me: $named\n" install app $chart -f "$URL"
	URL=replicated://
	# shellcheck disable=SC2086
	helm 0 "$values" '' install app $chart -f "$URL"
done
URL=replicated://default/values
helm 0 "$values" '' install app other/app -f "$URL"
says 'not by this test' 1 '' "$me: $asked\n" helm-getter '' '' '' replicated://
says 'three words' 2 '' "$me: 'helm-getter' is run by Helm, with four arguments: install its plugin with '$me configure --client helm', then run 'helm install app ./chart -f replicated://'\n" \
	helm-getter '' '' replicated://

# ---- no license ----
URL=replicated://
REPLICATED_LICENSE_ID_FILE=$T/missing
helm 1 '' "$me: cannot open the license ID file '$T/missing': No such file or directory\n" install app . -f "$URL"
unset REPLICATED_LICENSE_ID_FILE
REPLICATED_KEYRING=none helm 1 '' "$(REPLICATED_KEYRING=none "$HELPER" dockerconfigjson 2>&1 > /dev/null)\n" install app . -f "$URL"
absent 'the license is in no error' "$license" "$T/err"

# ---- the profile in the URL ----
unset REPLICATED_DOMAINS
start_vault
store proxy.replicated.com LICENSE_ID license-of-default
REPLICATED_PROFILE=acme
export REPLICATED_PROFILE
store proxy.replicated.com LICENSE_ID license-of-acme
unset REPLICATED_PROFILE
license="license-of-default"
gives replicated:///json "$(json proxy.replicated.com)"
license="license-of-acme"
gives replicated://acme/json "$(json proxy.replicated.com)"
done_testing
