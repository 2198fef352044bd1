#!/bin/sh
# SPDX-License-Identifier: MIT
# dockerconfigjson -o values and -o secret: byte for byte, and what is refused.
. "${0%/*}/../lib.sh"

REPLICATED_LICENSE_ID=abc
export REPLICATED_LICENSE_ID
value=eyJhdXRocyI6eyJwcm94eS5yZXBsaWNhdGVkLmNvbSI6eyJhdXRoIjoiVEVsRFJVNVRSVjlKUkRwaFltTT0ifSwicmVnaXN0cnkucmVwbGljYXRlZC5jb20iOnsiYXV0aCI6IlRFbERSVTVUUlY5SlJEcGhZbU09In19fQ==
manifest='apiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: %s\n'

# refused NAME SENTENCE ARGUMENT...: wrong usage, and on standard output only what stops Helm
refused() {
	refused_name=$1 refused_sentence=$2
	shift 2
	case " $* " in *' -o secret '*) want='' ;; *) want=$HELM_STOPS ;; esac
	case " $* " in *' -o values '*) want=${HELM_STOPS#?} ;; esac
	says "$refused_name" 2 "$want" "docker-credential-replicated: $refused_sentence\n" dockerconfigjson "$@"
}

says 'Helm values' 0 "global:\n  replicated:\n    dockerconfigjson: $value\n" '' dockerconfigjson -o values
# shellcheck disable=SC2059
says 'a manifest' 0 "$(printf "$manifest" replicated-pull-secret $value)\n" '' dockerconfigjson -o secret --no-marks
# shellcheck disable=SC2059
says 'a name that YAML would read as a number' 0 "$(printf "$manifest" '"1234"' $value)\n" '' \
	dockerconfigjson -o secret --no-marks --name 1234
says 'all of it' 0 "apiVersion: v1\nkind: Secret\nmetadata:\n  name: pull.me\n  namespace: shop\n  labels:\n    app.kubernetes.io/part-of: shop\n    tier: \"1\"\n  annotations:\n    note: \"two\\\\\\\\nlines: yes\"\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: $value\n" '' \
	dockerconfigjson --output=secret --name=pull.me --namespace shop --label app.kubernetes.io/part-of=shop \
	--label tier=1 --annotation 'note=two\nlines: yes' --no-marks
mark='docker-credential-replicated/license-sha256: "ba7816bf8f01"'
says 'marks' 0 "apiVersion: v1\nkind: Secret\nmetadata:\n  name: replicated-pull-secret\n  labels:\n    app.kubernetes.io/managed-by: docker-credential-replicated\n  annotations:\n    $mark\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: $value\n" '' \
	dockerconfigjson -o secret
run dockerconfigjson -o secret --label a=b --label app.kubernetes.io/managed-by=argo --annotation c=d
is "a label on the command line overrides the mark" "$(sed -n '/labels/,/type/p' "$T/out")" "  labels:
    a: b
    app.kubernetes.io/managed-by: argo
  annotations:
    c: d
    $mark
type: kubernetes.io/dockerconfigjson"
refused 'marks of another format' "'--no-marks' is for the format 'secret' only: add '-o secret'" -o values --no-marks
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
refused 'a label twice' "'--label' is given twice for one key" -o secret --label app=a --label app=b
refused 'an option of another format' "'--name' is for the format 'secret' only: add '-o secret'" --name pull
refused 'an unknown format' 'unknown output format: use base64, json, set, values, secret or global' -o yaml
refused 'a word' "'dockerconfigjson' takes options only: name a domain with '--domain'" proxy.replicated.com

unset REPLICATED_LICENSE_ID
failed=docker-credential-replicated-failed-see-standard-error
stops() { # WANTED ARGUMENT...: what is on standard output of a call that fails
	wanted=$1
	shift
	REPLICATED_KEYRING=none run dockerconfigjson "$@"
	check "fails: $*" [ "$status" -ne 0 ]
	is "on standard output: $*" "$(cat "$T/out")" "$wanted"
	check "a sentence on standard error: $*" [ -s "$T/err" ]
}
for values in '-o values' '-ovalues' '--output values' '--output=values' '-o json -o values' '-o values --no-such-option'; do
	# shellcheck disable=SC2086 # words
	stops "$failed" $values
done
stops "$failed" -o set
stops "$failed" -o set --domain not/a/domain
stops "{$failed"
stops "{$failed" -o base64
stops "{$failed" -o no-such-format
stops "{$failed" --no-such-option
stops '' -o json
stops '' -o secret
stops '' -o secret --name replicated

# ---- ended before it has an answer ----
perl -MIO::Socket::UNIX -e 'my $s = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 5); 
	sub says { open my $file, ">", "$ARGV[0].$_[0]" } says("ready");
	my @asking; while (my $one = $s->accept) { push @asking, $one; says("asked") }' "$T/mute" &
mute=$!
trap 'kill $mute; finish_test' EXIT
while [ ! -e "$T/mute.ready" ]; do sleep 0.05; done
DBUS_SESSION_BUS_ADDRESS=unix:path=$T/mute
export DBUS_SESSION_BUS_ADDRESS
REPLICATED_TIMEOUT=1 run dockerconfigjson -o values
is 'the deadline: standard output stops Helm' "$status:$(cat "$T/out")" "1:$failed"
rm "$T/mute.asked"
"$HELPER" dockerconfigjson -o set < /dev/null > "$T/out" 2> "$T/err" &
asked=$!
for try in $(seq 1 100); do
	[ ! -e "$T/mute.asked" ] || break
	sleep 0.1
done
kill -TERM "$asked"
status=0
wait "$asked" || status=$?
is 'SIGTERM: standard output stops Helm' "$status:$(cat "$T/out")" "1:$failed"
done_testing
