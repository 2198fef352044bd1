#!/bin/sh
# SPDX-License-Identifier: MIT
# The core promise: which keys get a license, and which never do.
#
# The license comes from a variable here and there is no bus at all: a key that is not ours must not even
# look for a keyring. tests/unit/test-domain.c asks the same of the pure function.
. "${0%/*}/../lib.sh"
license=1vusOokxAVp1tkRGuyxnF23PJcq
REPLICATED_LICENSE_ID=$license
REPLICATED_DOMAINS='images.acme.example, Registry.ACME.example:8443 ,[::1]:5000,localhost:5001,127.0.0.1:5002,plain.example:80'
export REPLICATED_LICENSE_ID REPLICATED_DOMAINS

expect() { # ours | foreign | control, then the key
	printf '%b' "$2" > "$T/in"
	case $1 in
	ours) says "ours: $2" 0 "{\"ServerURL\":\"$2\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n" '' get ;;
	foreign) says "not ours: $2" 1 "$NOT_FOUND" '' get ;;
	control) fails "refused: $2" 'the server URL contains a control character: send one registry domain on one line\n' get ;;
	empty) says "nothing: '$2'" 1 "$NO_SERVER_URL" '' get ;;
	esac
}
while read -r what key; do
	case $what in '' | '#') continue ;; esac
	expect "$what" "$key"
done << 'TABLE'
ours proxy.replicated.com
ours registry.replicated.com
ours proxy.staging.replicated.com
ours registry.staging.replicated.com
ours proxy.replicated.com:443
ours https://proxy.replicated.com
ours https://proxy.replicated.com/
ours https://proxy.replicated.com:443/v2/
ours HTTPS://PROXY.Replicated.com/
ours proxy.replicated.com/
ours proxy.replicated.com//
ours proxy.replicated.com/proxy/my-app/quay.io/org/api
ours registry.replicated.com/app/channel/chart
ours images.acme.example
ours registry.acme.example:8443
ours https://REGISTRY.acme.EXAMPLE:8443/v2/
ours [::1]:5000
ours http://[::1]:5000/
ours http://localhost:5001
ours http://127.0.0.1:5002/v2/
ours plain.example:80
# ours, but in clear: the license does not travel
foreign http://proxy.replicated.com
foreign http://proxy.replicated.com:443
foreign HTTP://registry.replicated.com/
foreign http://plain.example:80
# lookalikes
foreign registry.replicated.com.evil.com
foreign evilregistry.replicated.com
foreign evil-registry.replicated.com
foreign x.registry.replicated.com
foreign registry.replicated.com.
foreign registry.replicated.com..
foreign .registry.replicated.com
foreign registry..replicated.com
foreign registry.replicated.co
foreign registry.replicated.comm
foreign registry.replicated
foreign replicated.com
foreign registry-replicated.com
foreign registry_replicated.com
foreign registry.replicated.com-
foreign -registry.replicated.com
foreign regіstry.replicated.com
foreign registry。replicated.com
foreign registry.replicated%2ecom
foreign registry.replicated.com%00.evil.com
foreign registry.replicated.com%0a
foreign xn--registry-9za.replicated.com
# user info, query, fragment, backslash
foreign https://registry.replicated.com@evil.com/
foreign user:pw@registry.replicated.com
foreign https://user@registry.replicated.com/
foreign @registry.replicated.com
foreign evil.com/registry.replicated.com
foreign evil.com?x=registry.replicated.com
foreign registry.replicated.com?x=y
foreign https://registry.replicated.com/?x
foreign registry.replicated.com#x
foreign evil.com#registry.replicated.com
foreign evil.com\\@registry.replicated.com
foreign registry.replicated.com\\@evil.com
foreign registry.replicated.com\\.evil.com
foreign registry.replicated.com/a\\b
# ports
foreign registry.replicated.com:
foreign registry.replicated.com:0443
foreign registry.replicated.com:0
foreign registry.replicated.com:80
foreign registry.replicated.com:8443
foreign registry.replicated.com:4433
foreign registry.replicated.com:44
foreign registry.replicated.com:+443
foreign registry.replicated.com:443:443
foreign registry.replicated.com:65979
foreign registry.replicated.com:99999999999
foreign registry.acme.example
foreign registry.acme.example:443
foreign localhost
foreign [::1]
foreign [::1]:5001
foreign [0:0:0:0:0:0:0:2]:5000
foreign ::1:5000
foreign 127.1:5002
foreign 0x7f.1:5002
foreign 2130706433:5002
# schemes and paths
foreign ftp://registry.replicated.com
foreign https:registry.replicated.com
foreign https:/registry.replicated.com
foreign https:///registry.replicated.com
foreign https://https://registry.replicated.com
foreign //registry.replicated.com
foreign https//registry.replicated.com
foreign registry.replicated.com/../evil.com
foreign registry.replicated.com/./x
foreign registry.replicated.com/%2e%2e/x
foreign registry.replicated.com/a b
foreign registry.replicated.com evil.com
foreign /registry.replicated.com
foreign https://
foreign https:///
foreign //
foreign :443
foreign *
foreign *.replicated.com
foreign [registry.replicated.com]
foreign [::1%lo]:5000
# control bytes, wherever
control registry.exa\nmple
control registry.replicated.com\nevil.com
control registry.replicated.com\r\nevil.com
control registry.replicated.com\revil.com
control evil.com\nregistry.replicated.com
control registry.replicated.com\r
control \rregistry.replicated.com
control registry.replicated.com\0
control registry.replicated.com\0.evil.com
control registry.replicated.com\033[2J
control registry.replicated.com\0177
control registry.replicated.com\013
control registry.replicated.com\f
control registry.replica\tted.com
control \0
TABLE

for blank in '' ' ' '\t' '\n' '\r\n' ' \t\r\n \n'; do expect empty "$blank"; done
for end in '\n' '\r\n' ' ' '\t' ' \r\n\n'; do
	input "$end  registry.replicated.com$end"
	says "spaces at the ends ('$end') are ignored" 0 \
		"{\"ServerURL\":\"registry.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n" '' get
done

# Names at their limits: 63 bytes a label, 253 a name.
label=$(printf '%063d' 0 | tr 0 a)
name="$label.$label.$label.$(printf '%061d' 0 | tr 0 a)"
REPLICATED_DOMAINS=$name
input "$name\n"
says 'a name of 253 bytes' 0 "{\"ServerURL\":\"$name\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n" '' get
input "${name}a"
says '254 bytes are too long' 1 "$NOT_FOUND" '' get
input "a$label.replicated.com"
says 'a label of 64 is none' 1 "$NOT_FOUND" '' get

# What is declared must be a domain; nothing is guessed.
input 'anything.example'
for bad in 'https://images.acme.example' 'images.acme.example/path' 'a..b' 'images.acme.example:0' '*.acme.example' 'user@images.acme.example'; do
	REPLICATED_DOMAINS=images.acme.example,$bad
	fails "REPLICATED_DOMAINS with $bad" "REPLICATED_DOMAINS contains '$bad', which is not a registry domain: use host[:port], without scheme or path, separated by commas\n" get
done
# Whoever asks whose a domain is, says so: nothing is taken for somebody else's.
REPLICATED_DOMAINS=a/b
damage="REPLICATED_DOMAINS contains 'a/b', which is not a registry domain: use host[:port], without scheme or path, separated by commas\n"
image=images.acme.example/api:1
for verb in erase list; do
	input images.acme.example
	fails "$verb with REPLICATED_DOMAINS that cannot be read" "$damage" $verb
done
input '{"ServerURL":"images.acme.example","Username":"u","Secret":"s"}'
fails 'store with REPLICATED_DOMAINS that cannot be read' "$damage" store
input "{\"kind\":\"CredentialProviderRequest\",\"apiVersion\":\"credentialprovider.kubelet.k8s.io/v1\",\"image\":\"$image\"}"
for words in credential-provider "image --app my-app $image" "image --reverse $image" 'check nginx' 'check images.acme.example' \
	"check $image" 'values --app my-app --registry images.acme.example' 'login --domain images.acme.example' configure \
	'terraform-credentials get images.acme.example'; do
	says "$words with REPLICATED_DOMAINS that cannot be read" 1 '' "docker-credential-replicated: $damage" $words
done
for words in dockerconfigjson 'dockerconfigjson --domain images.acme.example'; do
	says "$words with REPLICATED_DOMAINS that cannot be read" 1 "$HELM_STOPS" "docker-credential-replicated: $damage" $words
done

REPLICATED_DOMAINS=' , ,'
input 'anything.example'
says 'a list of nothing declares nothing' 1 "$NOT_FOUND" '' get
done_testing
