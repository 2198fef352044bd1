#!/bin/sh
# SPDX-License-Identifier: MIT
# dockerconfigjson -o values and -o secret: byte for byte, and what is refused.
. "${0%/*}/../lib.sh"

REPLICATED_LICENSE_ID=abc
export REPLICATED_LICENSE_ID
value=eyJhdXRocyI6eyJwcm94eS5yZXBsaWNhdGVkLmNvbSI6eyJhdXRoIjoiVEVsRFJVNVRSVjlKUkRwaFltTT0ifSwicmVnaXN0cnkucmVwbGljYXRlZC5jb20iOnsiYXV0aCI6IlRFbERSVTVUUlY5SlJEcGhZbU09In19fQ==
manifest='apiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: %s\n'

# refused NAME SENTENCE ARGUMENT...: wrong usage, and nothing on standard output
refused() {
	refused_name=$1 refused_sentence=$2
	shift 2
	says "$refused_name" 2 '' "docker-credential-replicated: $refused_sentence\n" dockerconfigjson "$@"
}

says 'Helm values' 0 "global:\n  replicated:\n    dockerconfigjson: $value\n" '' dockerconfigjson -o values
# shellcheck disable=SC2059
says 'a manifest' 0 "$(printf "$manifest" replicated-pull-secret $value)\n" '' dockerconfigjson -o secret
# shellcheck disable=SC2059
says 'a name that YAML would read as a number' 0 "$(printf "$manifest" '"1234"' $value)\n" '' \
	dockerconfigjson -o secret --name 1234
says 'all of it' 0 "apiVersion: v1\nkind: Secret\nmetadata:\n  name: pull.me\n  namespace: shop\n  labels:\n    app.kubernetes.io/part-of: shop\n    tier: \"1\"\n  annotations:\n    note: \"two\\\\\\\\nlines: yes\"\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: $value\n" '' \
	dockerconfigjson --output=secret --name=pull.me --namespace shop --label app.kubernetes.io/part-of=shop \
	--label tier=1 --annotation 'note=two\nlines: yes'
entry='{"username":"LICENSE_ID","password":"abc","auth":"TElDRU5TRV9JRDphYmM="}'
says 'long entries' 0 "{\"auths\":{\"proxy.replicated.com\":$entry,\"registry.replicated.com\":$entry}}\n" '' \
	dockerconfigjson --long -o json

name_rule="'--name' requires a DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', a letter or digit at both ends of each part"
for name in 'a: b' ../x -x Upper 'a
b' a_b '' "$(printf '%254s' '' | tr ' ' a)"; do
	refused "the name '$(printf %.20s "$name" | tr '\n' ' ')'" "$name_rule" -o secret "--name=$name"
done
refused 'the name of the SDK' "the name 'replicated' is taken: the Replicated SDK creates a Secret of that name; choose another, such as 'replicated-pull-secret'" \
	-o secret --name replicated
for namespace in 'a: b' a.b -x Upper '' "$(printf '%64s' '' | tr ' ' a)"; do
	refused "the namespace '$(printf %.20s "$namespace")'" \
		"'--namespace' requires a DNS-1123 label: at most 63 lower-case letters, digits and '-', a letter or digit at both ends" \
		-o secret "--namespace=$namespace"
done
refused 'a label without a value' "'--label' requires KEY=VALUE" -o secret --label app
refused 'a label twice' "'--label' gives one key twice" -o secret --label app=a --label app=b
refused 'an option of another format' "'--name' is for the format 'secret' only: add '-o secret'" --name pull
refused 'an unknown format' 'unknown output format: use base64, json, set, values or secret' -o yaml
refused 'a word' "'dockerconfigjson' takes options only: name a domain with '--domain'" proxy.replicated.com

unset REPLICATED_LICENSE_ID
for format in values secret; do
	REPLICATED_KEYRING=none run dockerconfigjson -o $format
	is "no keyring, -o $format: nothing on standard output" "$status:$(cat "$T/out")" 1:
done
done_testing
