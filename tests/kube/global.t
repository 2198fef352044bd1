#!/bin/sh
# SPDX-License-Identifier: MIT
# dockerconfigjson -o global: what the Replicated registry adds to a chart, with the values of kots' own tests
# (pkg/upstream/helm_test.go, "airgap - a guestbook chart with the replicated subchart"), and what is refused.
. "${0%/*}/../lib.sh"

me=docker-credential-replicated
failed=docker-credential-replicated-failed-see-standard-error
REPLICATED_LICENSE_ID=license-id REPLICATED_DOMAINS=custom.proxy.com,custom.registry.com
export REPLICATED_LICENSE_ID REPLICATED_DOMAINS
domains='--domain custom.proxy.com --domain custom.registry.com'
docker_config=eyJhdXRocyI6eyJjdXN0b20ucHJveHkuY29tIjp7ImF1dGgiOiJURWxEUlU1VFJWOUpSRHBzYVdObGJuTmxMV2xrIn0sImN1c3RvbS5yZWdpc3RyeS5jb20iOnsiYXV0aCI6IlRFbERSVTVUUlY5SlJEcHNhV05sYm5ObExXbGsifX19
: > "$T/in"

# refused NAME STATUS SENTENCE ARGUMENT...
refused() {
	refused_name=$1 refused_status=$2 sentence=$3
	shift 3
	says "$refused_name" "$refused_status" "$failed\n" "$me: $sentence\n" dockerconfigjson -o global "$@"
}
# license FILE < what `spec` has
license() {
	{
		printf 'apiVersion: kots.io/%s\nkind: License\nspec:\n' "${2:-v1beta1}"
		sed 's/^/  /'
	} > "$T/$1"
}
# value_of FILE PATTERN: lines of what is printed
lines_of() {
	run dockerconfigjson -o global --license-file "$T/$1"
	grep -E "$2" "$T/out" | sed 's/^ *//' | tr '\n' '|'
}

# ---- kots' vector: the license in its file has no ID ----
cat > "$T/kots.yaml" << 'END'
apiVersion: kots.io/v1beta1
kind: License
metadata:
  name: kots-license
spec:
  appSlug: app-slug
  channelName: channel-name
  customerEmail: customer@example.com
  customerName: Customer Name
  endpoint: https://replicated.app
  entitlements:
    license-field:
      description: This is a license field
      signature: {}
      title: License Field
      value: license-field-value
      valueType: string
  licenseType: dev
  signature: ""
status: {}
END
chmod 644 "$T/kots.yaml"
cat > "$T/want-out" << END
global:
  replicated:
    channelName: channel-name
    customerEmail: customer@example.com
    customerName: "Customer Name"
    dockerconfigjson: $docker_config
    licenseFields:
      license-field:
        description: "This is a license field"
        name: license-field
        signature: {}
        title: "License Field"
        value: license-field-value
        valueType: string
    licenseID: license-id
    licenseType: dev
END
: > "$T/want-err"
want_status=0
# shellcheck disable=SC2086
run dockerconfigjson -o global --license-file "$T/kots.yaml" $domains
answered "kots' values"
{
	cat "$T/want-out"
	printf 'replicated:\n  license: |\n'
	sed 's/^/    /; s/^      licenseType/      licenseID: license-id\n&/' "$T/kots.yaml"
} > "$T/with-sdk"
cp "$T/with-sdk" "$T/want-out"
# shellcheck disable=SC2086
run dockerconfigjson -o global --license-file "$T/kots.yaml" --sdk $domains
answered 'with the SDK, whose license has the ID'
sed -i 's/^replicated:/my-replicated:/' "$T/want-out"
# shellcheck disable=SC2086
run dockerconfigjson -o global --license-file "$T/kots.yaml" --sdk=my-replicated $domains
answered 'under an alias'

# ---- the ID in the file ----
sed 's/^  licenseType/  licenseID: license-id\n&/' "$T/kots.yaml" > "$T/id.yaml"
chmod 600 "$T/id.yaml"
cp "$T/with-sdk" "$T/want-out"
# shellcheck disable=SC2086
run dockerconfigjson -o global --license-file "$T/id.yaml" --sdk $domains
answered 'a file with the ID gives the same'
# shellcheck disable=SC2002,SC2086 # a pipe
cat "$T/id.yaml" > "$T/in"
# shellcheck disable=SC2086
run dockerconfigjson -o global --license-file - --sdk $domains
answered 'and from standard input'
: > "$T/in"
for mode in 640 604; do
	chmod $mode "$T/id.yaml"
	echo "$me: the license is in plain text in the license file, and other users can read it: remove the line with 'licenseID' there, because it is read from the keyring" > "$T/want-err"
	# shellcheck disable=SC2086
	run dockerconfigjson -o global --license-file "$T/id.yaml" --sdk $domains
	answered "one that others can read is worth a note: $mode"
done
sed 's/licenseID: .*/licenseID: other-id/' "$T/id.yaml" > "$T/other.yaml"
refused 'another ID' 1 "the license file has another license ID than profile 'default': use the license file of that license, or select its profile with '-p'" \
	--license-file "$T/other.yaml"
absent 'and neither is shown' other-id "$T/out" "$T/err"

# ---- types, signatures, order ----
license fields << 'END'
customerName: "Acme: #1"
licenseType: no
entitlements:
  f10: {value: 100, valueType: Integer}
  f9: {value: true, title: 1.0}
  text: {value: "100", signature: {v1: YWJj, v2: eHl6}}
  date: {value: 2027-01-01T00:00:00Z, description: null}
  empty: {value: "", signature: {v1: ""}}
  missing: {valueType: String}
  lines: {value: "two\nlines"}
  "Test Field": {value: 0x10}
END
is 'values have the types of kots' "$(lines_of fields '^ {8}value: ')" \
	'value: 16|value: "2027-01-01T00:00:00Z"|value: ""|value: true|value: 100|value: "two\nlines"|value: null|value: "100"|'
is 'fields are sorted as in kots' "$(lines_of fields '^ {6}[^ ]')" '"Test Field":|date:|empty:|f9:|f10:|lines:|missing:|text:|'
is 'signatures of version 1' "$(lines_of fields '^ {8}(signature|  )')" \
	'signature: {}|signature: {}|signature: {}|signature: {}|signature: {}|signature: {}|signature: {}|signature:|v1: YWJj|'
is 'texts stay texts' "$(lines_of fields '(customer|licenseType|title: "?1)')" 'customerEmail: ""|customerName: "Acme: #1"|title: "1.0"|licenseType: "no"|'
license v2 v1beta2 << 'END'
entitlements:
  a: {value: 1, signature: {v1: YWJj, v2: eHl6}}
  b: {valueType: Integer}
END
is 'version 2' "$(lines_of v2 '^ {8}')" \
	'description: ""|name: a|signature:|v2: eHl6|title: ""|value: 1|valueType: ""|description: ""|name: b|signature: {}|title: ""|value: 0|valueType: Integer|'
license lines << 'END'
entitlements:
  a: {value: yes, signature: {v1: "YW\r\nJj\n"}}
  b: {value: no, signature: {v1: null}, title: ~}
  c: {value: 1.0, signature: {v1: ""}}
END
is 'line ends in a signature do not count, and null is none' "$(lines_of lines '^ {8}(signature|title|value|  )')" \
	'signature:|v1: YWJj|title: ""|value: true|valueType: ""|signature: {}|title: ""|value: false|valueType: ""|signature: {}|title: ""|value: 1|valueType: ""|'
echo 'entitlements: null' | license none
is 'null is the same as no fields' "$(lines_of none licenseFields)" 'licenseFields: {}|'
license none << 'END'
channelName: Stable
END
is 'no fields' "$(lines_of none '(licenseFields|channelName)')" 'channelName: Stable|licenseFields: {}|'

# ---- what is refused ----
bad_value="the field 'x' in the license file has a value that is not text, a whole number or a boolean: download the license again"
for value in null 1.5 99999999999999999999 .inf; do
	echo "entitlements: {x: {value: $value}}" | license bad
	refused "the value $value" 1 "$bad_value" --license-file "$T/bad"
done
echo 'entitlements: {x: {value: [1]}}' | license bad
refused 'a list as value' 1 "the field 'x' in the license file has a value that is not a scalar: download the license again" --license-file "$T/bad"
echo 'entitlements: {x: {value: 1, signature: {v1: "a b"}}}' | license bad
refused 'a signature' 1 "the field 'x' in the license file has a signature that is not base64: download the license again" --license-file "$T/bad"
echo 'entitlements: {x: {value: 1, signature: {v1: [x]}}}' | license bad
refused 'a list as signature' 1 "the field 'x' in the license file has a signature that is not base64: download the license again" --license-file "$T/bad"
echo 'entitlements: {x: 1}' | license bad
refused 'a field that is text' 1 "the field 'x' in the license file has no members: download the license again" --license-file "$T/bad"
for name in description title valueType; do
	echo "entitlements: {x: {value: 1, $name: [x]}}" | license bad
	refused "a list as $name" 1 "the license file contains a '$name' that is not text" --license-file "$T/bad"
done
echo 'entitlements: x' | license bad
refused 'fields that are text' 1 "the license file contains 'entitlements' that are not a mapping" --license-file "$T/bad"
echo 'entitlements: [x]' | license bad
refused 'a list of fields' 1 "the license file contains 'entitlements' that are not a mapping" --license-file "$T/bad"
for name in channelName customerEmail customerName licenseType; do
	echo "$name: [x]" | license bad
	refused "a list as $name" 1 "the license file contains a '$name' that is not text" --license-file "$T/bad"
done
printf 'kind: Config\nspec:\n  appSlug: app-slug\n' > "$T/bad"
refused 'a file of another kind' 1 "the license file is not a Replicated license: give a license with 'kind: License', or just the license ID" --license-file "$T/bad"
printf 'kind: License\nspec:\n  entitlements: {x: {value: 1, signature: {v1: YWJj, v2: eHl6}}}\n' > "$T/bad"
is 'without a version it is version 1' "$(lines_of bad 'v[12]:')" 'v1: YWJj|'
printf 'apiVersion: kots.io/v1beta1\nkind: License\n' > "$T/bad"
refused 'no spec' 1 'the license file has no spec: download the license again' --license-file "$T/bad"
echo license-id > "$T/bad"
refused 'just the ID' 1 'the license file is empty or has just a license ID: the whole license file is required' --license-file "$T/bad"
for text in '' '\n\n' 'licenseID:' "''"; do
	printf '%b' "$text" > "$T/bad"
	refused "nothing: $text" 1 'the license file is empty or has just a license ID: the whole license file is required' --license-file "$T/bad"
done
refused 'a missing file' 1 'cannot open the license file: No such file or directory' --license-file "$T/missing"

refused 'no license file' 2 "'-o global' requires '--license-file FILE': the names and fields are only in the license file"
refused 'nor with --sdk' 2 "'-o global' requires '--license-file FILE': the names and fields are only in the license file" --sdk
for name in global -x .x a/b 'a b' 'a: b' "$(printf '%64s' '' | tr ' ' a)"; do
	refused "the SDK as '$(printf %.10s "$name")'" 2 "'--sdk' requires the name or alias of the SDK's subchart, such as 'replicated'" \
		--license-file "$T/kots.yaml" "--sdk=$name"
done
says 'another format' 2 "$failed\n" "$me: '--license-file' is for the format 'global' only: add '-o global'\n" \
	dockerconfigjson -o values --license-file "$T/kots.yaml"
says 'the SDK in another format' 2 "$HELM_STOPS" "$me: '--sdk' is for the format 'global' only: add '-o global'\n" dockerconfigjson --sdk
refused 'an option of a Secret' 2 "'--name' is for the format 'secret' only: add '-o secret'" --license-file "$T/kots.yaml" --name x
unset REPLICATED_LICENSE_ID
REPLICATED_KEYRING=none run dockerconfigjson -o global --license-file "$T/kots.yaml"
is 'no license is available' "$status:$(cat "$T/out")" "1:$failed"
done_testing
