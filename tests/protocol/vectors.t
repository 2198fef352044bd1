#!/bin/sh
# SPDX-License-Identifier: MIT
# dockerconfigjson: what KOTS writes for the same licenses, byte for byte, through the keyring.
. "${0%/*}/../lib.sh"
in_keyring "$@"

me=docker-credential-replicated
P=proxy.replicated.com
R=registry.replicated.com
REPLICATED_DOMAINS=custom.proxy.com,custom.registry.com
export REPLICATED_DOMAINS

# What Helm refuses to take for a value.
failed='{docker-credential-replicated-failed-see-standard-error'
input ''
says 'nothing is stored' 1 "$failed\n" "$me: no license is stored for profile 'default': run '$me login' first\n" dockerconfigjson
vector() { # NAME BASE64 ARGUMENT...
	name=$1 value=$2
	shift 2
	json=$(printf '%s' "$value" | base64 -d)
	says "$name" 0 "$value\n" '' "$@" dockerconfigjson
	says "$name, -o base64" 0 "$value\n" '' "$@" dockerconfigjson -o base64
	says "$name, --output=set" 0 "global.replicated.dockerconfigjson=$value\n" '' "$@" dockerconfigjson --output=set
	says "$name, -ojson" 0 "$json\n" '' "$@" dockerconfigjson -ojson
}
abc=eyJhdXRocyI6eyJwcm94eS5yZXBsaWNhdGVkLmNvbSI6eyJhdXRoIjoiVEVsRFJVNVRSVjlKUkRwaFltTT0ifSwicmVnaXN0cnkucmVwbGljYXRlZC5jb20iOnsiYXV0aCI6IlRFbERSVTVUUlY5SlJEcGhZbU09In19fQ==
store "$R" LICENSE_ID abc
store "$P" LICENSE_ID abc
vector 'LICENSE_ID:abc' "$abc"

REPLICATED_PROFILE=custom
export REPLICATED_PROFILE
store custom.registry.com LICENSE_ID license-id
store custom.proxy.com LICENSE_ID license-id
vector 'custom domains' eyJhdXRocyI6eyJjdXN0b20ucHJveHkuY29tIjp7ImF1dGgiOiJURWxEUlU1VFJWOUpSRHBzYVdObGJuTmxMV2xrIn0sImN1c3RvbS5yZWdpc3RyeS5jb20iOnsiYXV0aCI6IlRFbERSVTVUUlY5SlJEcHNhV05sYm5ObExXbGsifX19
REPLICATED_PROFILE=old
store "$P" license-id license-id
store "$R" license-id license-id
vector 'the license as user name' eyJhdXRocyI6eyJwcm94eS5yZXBsaWNhdGVkLmNvbSI6eyJhdXRoIjoiYkdsalpXNXpaUzFwWkRwc2FXTmxibk5sTFdsayJ9LCJyZWdpc3RyeS5yZXBsaWNhdGVkLmNvbSI6eyJhdXRoIjoiYkdsalpXNXpaUzFwWkRwc2FXTmxibk5sTFdsayJ9fX0=
unset REPLICATED_PROFILE
vector 'by -p' "$(printf '{"auths":{"custom.proxy.com":{"auth":"TElDRU5TRV9JRDpsaWNlbnNlLWlk"},"custom.registry.com":{"auth":"TElDRU5TRV9JRDpsaWNlbnNlLWlk"}}}' | base64 -w 0)" -p custom

# ---- which domains ----
one='{"auths":{"proxy.replicated.com":{"auth":"TElDRU5TRV9JRDphYmM="}}}\n'
says 'one domain' 0 "$one" '' dockerconfigjson -o json --domain "$P"
says 'named twice, in other spellings: one key' 0 "$one" '' dockerconfigjson -o json --domain "$P" --domain PROXY.replicated.com:443
says 'without an item of its own: the license of the profile' 0 '{"auths":{"custom.proxy.com":{"auth":"TElDRU5TRV9JRDphYmM="},"proxy.replicated.com":{"auth":"TElDRU5TRV9JRDphYmM="}}}\n' '' \
	dockerconfigjson -o json --domain "$P" --domain custom.proxy.com
for domain in registry.example.com evil.com; do
	run dockerconfigjson --domain "$P" --domain "$domain"
	is "a domain that is not ours: $domain" "$status$(cat "$T/out") $(wc -l < "$T/err")" "1$failed 1"
done
for domain in '' 'https://proxy.replicated.com' "$P/" "user@$P" 'a b'; do
	says "not a domain: '$domain'" 2 "$failed\n" "$me: '--domain' requires host[:port], without scheme or path\n" dockerconfigjson --domain "$domain"
done
store custom.registry.com LICENSE_ID another
run dockerconfigjson --domain custom.proxy.com
is 'two different licenses: none is guessed' "$status$(cat "$T/out") $(wc -l < "$T/err")" "1$failed 1"

# ---- a 92-byte token, and all that base64 tools do wrong with it ----
token=$(head -c 69 /dev/zero | tr '\0' '~' | base64 -w 0)
REPLICATED_PROFILE=token
export REPLICATED_PROFILE
store "$P" LICENSE_ID "$token"
run dockerconfigjson
is 'one line' "$(wc -l < "$T/out")" 1
is 'which decodes to the token' "$(base64 -d < "$T/out" | sed 's/.*"auth":"\([^"]*\)".*/\1/' | base64 -d)" "LICENSE_ID:$token"
printf '' | secret-tool store --label=Damaged xdg:schema com.replicated.License profile token server "$R" username LICENSE_ID
run dockerconfigjson
is 'one damaged item: nothing at all' "$status$(cat "$T/out") $(grep -c 'is damaged' "$T/err")" "1$failed 1"
done_testing
