#!/bin/sh
# SPDX-License-Identifier: MIT
# credential-provider: kubelet's API, with licenses from outside, and an answer or a sentence within 10 s whatever the bus does.
. "${0%/*}/../lib.sh"

group=credentialprovider.kubelet.k8s.io
license=1vusOokxAVp1tkRGuyxnF23PJcq

# asks IMAGE [VERSION]
asks() {
	input "{\"kind\":\"CredentialProviderRequest\",\"apiVersion\":\"$group/${2:-v1}\",\"image\":\"$1\"}"
}
# answer KEY DURATION AUTH [VERSION]
answer() {
	printf '{"kind":"CredentialProviderResponse","apiVersion":"%s","cacheKeyType":"%s","cacheDuration":"%s","auth":{%s}}\\n' \
		"$group/${4:-v1}" "$1" "$2" "$3"
}
entry() { # HOST
	echo "\"$1\":{\"username\":\"LICENSE_ID\",\"password\":\"$license\"}"
}
refused() { # NAME STATUS SENTENCE ARGUMENT...
	refused_name=$1 refused_status=$2 refused_sentence=$3
	shift 3
	says "$refused_name" "$refused_status" '' "docker-credential-replicated: $refused_sentence\n" credential-provider "$@"
}
strictly() { # NAME VERSION: the last answer passes kubelet's decoder
	is "$1" "$(perl "${0%/*}/strict-response.pl" "$2" < "$T/out")" accepted
}

# ---- where the license comes from ----
printf '%s\n' "$license" > "$T/license" && chmod 600 "$T/license"
mkdir "$T/credentials" && cp "$T/license" "$T/credentials/replicated-license-id"
asks proxy.replicated.com/proxy/my-app/quay.io/org/api
REPLICATED_LICENSE_ID=$license
export REPLICATED_LICENSE_ID
says 'from the environment' 0 "$(answer Registry 1h0m0s "$(entry proxy.replicated.com)")" '' credential-provider
REPLICATED_SOCKET=$T/nobody.sock
export REPLICATED_SOCKET
says 'from the environment, which comes before a socket' 0 "$(answer Registry 1h0m0s "$(entry proxy.replicated.com)")" '' credential-provider
unset REPLICATED_LICENSE_ID REPLICATED_SOCKET
CREDENTIALS_DIRECTORY=$T/credentials
export CREDENTIALS_DIRECTORY
says 'from systemd' 0 "$(answer Registry 1h0m0s "$(entry proxy.replicated.com)")" '' credential-provider
unset CREDENTIALS_DIRECTORY
REPLICATED_LICENSE_ID_FILE=$T/missing
export REPLICATED_LICENSE_ID_FILE
refused 'a file that is not there' 1 "cannot open the license ID file '$T/missing': No such file or directory"
REPLICATED_LICENSE_ID_FILE=$T/license
says 'from a file' 0 "$(answer Registry 1h0m0s "$(entry proxy.replicated.com)")" '' credential-provider

# ---- versions, hosts, durations ----
for version in v1 v1beta1 v1alpha1; do
	asks registry.replicated.com/my-app/api $version
	says "the API $version" 0 "$(answer Registry 1h0m0s "$(entry registry.replicated.com)" $version)" '' credential-provider
	strictly "kubelet's decoder takes $version" $version
done
asks proxy.replicated.com:443/library/x
says 'a host with its port as written' 0 "$(answer Registry 1h0m0s "$(entry proxy.replicated.com:443)")" '' credential-provider
strictly 'kubelet takes a port' v1
asks proxy.replicated.com/proxy/my-app/redis:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
says 'an image with tag and digest' 0 "$(answer Registry 12h "$(entry proxy.replicated.com)")" '' \
	credential-provider --cache-duration 12h
REPLICATED_DOMAINS=images.acme.example:8443
export REPLICATED_DOMAINS
asks images.acme.example:8443/proxy/my-app/redis
says 'a custom domain' 0 "$(answer Registry 1h0m0s "$(entry images.acme.example:8443)")" '' credential-provider

for image in quay.io/org/api redis proxy.replicated.com.evil.example/x images.acme.example/x proxy.replicated.com: \
	proxy.replicated.com:444/x user@proxy.replicated.com/x https://proxy.replicated.com/x '' proxy.replicated.com evil.example/proxy.replicated.com/x; do
	asks "$image"
	says "the image '$image' is of no Replicated domain" 0 "$(answer Registry 1h0m0s '')" '' credential-provider
done
strictly 'kubelet takes an empty answer' v1

asks quay.io/org/api
for duration in 0s 0 1h 90m 1.5h .5s 1h2m3s4ms5us6ns +5m 2540400h10m10s; do
	says "the duration $duration" 0 "$(answer Registry $duration '')" '' credential-provider --cache-duration $duration
done
strictly 'kubelet takes a duration' v1
for duration in '' 1 5 h . .h 1d -5m '1h ' ' 1h' '1h 2m' 1H 1hm 9999999999h 1e3s 0x1s 1,5h; do
	refused "the duration '$duration'" 2 "'--cache-duration' requires a Go duration, such as 1h0m0s, or 0s for none" \
		"--cache-duration=$duration"
done

# ---- requests that are none ----
unknown="the request has an apiVersion that is not known here: set one of $group/v1, v1beta1 and v1alpha1 in the CredentialProviderConfig"
asks x v2
refused 'an unknown version' 1 "$unknown"
input "{\"kind\":\"CredentialProviderRequest\",\"apiVersion\":\"v1\",\"image\":\"x\"}"
refused 'a version without its group' 1 "$unknown"
input "{\"kind\":\"CredentialProviderResponse\",\"apiVersion\":\"$group/v1\",\"image\":\"x\"}"
refused 'another kind' 1 'the request is not a CredentialProviderRequest'
input "{\"kind\":\"CredentialProviderRequest\",\"apiVersion\":\"$group/v1\"}"
refused 'no image' 1 "the request has no string member 'image': was it sent by kubelet?"
input "{\"kind\":\"CredentialProviderRequest\",\"apiVersion\":\"$group/v1\",\"image\":7}"
refused 'an image that is not text' 1 "the request has no string member 'image': was it sent by kubelet?"
input "{\"kind\":\"CredentialProviderRequest\",\"apiVersion\":\"$group/v1\",\"image\":\"x\",\"image\":\"y\"}"
refused 'an image twice' 1 'the request contains the same member twice: remove one of them'
input ''
refused 'nothing' 1 'the request is not JSON: send one object as RFC 8259 defines it'
head -c 1048577 /dev/zero | tr '\0' ' ' > "$T/in"
refused 'too much' 1 'the request on standard input is longer than 1048576 bytes'
refused 'a word' 2 "'credential-provider' takes options only: kubelet sends the image on standard input" get
input "{\"kind\":\"CredentialProviderRequest\",\"apiVersion\":\"$group/v1\",\"image\":\"registry.replicated.com/x\",\"serviceAccountToken\":\"t\",\"serviceAccountAnnotations\":{\"k\":\"v\"},\"later\":[1]}"
says 'members of a later kubelet' 0 "$(answer Registry 1h0m0s "$(entry registry.replicated.com)")" '' credential-provider
refused 'an annotation without profiles' 2 "'--profile-annotation' and '--allow-profile' require each other" --profile-annotation k
refused 'an invalid profile' 2 "'--allow-profile' requires a profile name: 1 to 32 lower-case letters, digits and dashes" \
	--profile-annotation k --allow-profile A
refused 'an annotation that names another profile' 1 "the annotation 'k' of the service account names a profile that '--allow-profile' does not list" \
	--profile-annotation k --allow-profile acme
says 'without the annotation: the profile of the call' 0 "$(answer Registry 1h0m0s "$(entry registry.replicated.com)")" '' \
	credential-provider --profile-annotation other --allow-profile acme
unset REPLICATED_LICENSE_ID_FILE REPLICATED_DOMAINS

# ---- in kubelet's time, and without a person ----
in_time() { # with a limit of its own, far below kubelet's minute
	started=$(date +%s)
	status=0
	timeout 40 "$HELPER" credential-provider < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	took=$(($(date +%s) - started))
}
cat > "$T/mute.pl" << 'END'
use IO::Socket::UNIX;
my $socket = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 5) or die;
open my $ready, '>', "$ARGV[0].ready" or die;
close $ready;
sleep 30;
END
perl "$T/mute.pl" "$T/mute" &
mute=$!
trap 'kill $mute; finish_test' EXIT
while [ ! -e "$T/mute.ready" ]; do sleep 0.05; done

asks proxy.replicated.com/proxy/my-app/redis
DBUS_SESSION_BUS_ADDRESS=unix:path=$T/mute in_time
is 'a bus that does not answer: exit 1 and a message that kubelet logs' "$status:$(cat "$T/out" "$T/err")" \
	'1:docker-credential-replicated: timed out after 10 s waiting for the keyring: check that its service runs and answers'
check 'a bus that does not answer: after 10 s, not 20' [ "$took" -le 18 ]
in_time
is 'no bus and no license: a sentence' "$status:$(cat "$T/out"):$(grep -c REPLICATED_LICENSE_ID_FILE "$T/err")" 1::1
asks quay.io/org/api
DBUS_SESSION_BUS_ADDRESS=unix:path=$T/mute in_time
is 'a bus that does not answer, and an image of another registry: the bus is not used' "$status:$(wc -c < "$T/err")" 0:0
rm "$T/in"
mkfifo "$T/in"
sleep 60 > "$T/in" &
writer=$!
trap 'kill $mute $writer; finish_test' EXIT
in_time
is 'a request that does not end: a sentence' "$status:$(cat "$T/out" "$T/err")" \
	'1:docker-credential-replicated: timed out after 10 s waiting for the end of standard input: close it'
done_testing
