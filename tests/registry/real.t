#!/bin/sh
# SPDX-License-Identifier: MIT
# check against Debian's docker-registry: with passwords, over TLS, with tokens.
# shellcheck source=tests/registry/lib.sh
. "${0%/*}/lib.sh"
need docker-registry htpasswd openssl

input ''
start_registry htpasswd
says 'a registry on this machine without TLS' 0 "$registry: accepted\n" '' check "$registry"
says 'in JSON' 0 "{\"profile\":\"default\",\"checks\":[{\"domain\":\"$registry\",\"accepted\":true,\"outcome\":\"accepted\",\"message\":\"accepted\"}]}\n" \
	'' check --json "https://$registry/v2/"
for spelling in "$registry/" "$registry/v2" "HTTPS://$registry" "oci://$registry/v2/"; do
	says "spelled $spelling" 0 "$registry: accepted\n" '' check "$spelling"
done
for word in "$registry/a/" "http://$registry" "http://$registry/v2/"; do
	run check "$word"
	is "not spelled $word" "$status $(cut -d : -f 1,2 "$T/err")" "2 docker-credential-replicated: '${word%%:*}"
done
says 'an image that is not there' 1 "$registry/$IMAGE:$TAG: $NO_IMAGE\n" '' check "$registry/$IMAGE:$TAG"
REPLICATED_LICENSE_ID=$WRONG
says 'another license' 1 "$registry: $REJECTED, it says \"authentication required\": $REJECTED_REMEDY\n" '' check "$registry"
REPLICATED_LICENSE_ID=$LICENSE
plain=$registry

start_registry tls
concludes 'TLS of an unknown authority' certificate-unknown-authority /etc/docker/certs.d/"$registry"/ca.crt
run check "$registry"
# libcurl's own words, in parentheses, differ from one release to the next.
is 'in words' "$status $(sed 's/ (SSL certificate .*unable to get local issuer certificate.*): if/: if/' "$T/out") $(cat "$T/err")" \
	"1 $registry: its certificate is signed by an unknown authority: if you trust that authority, set SSL_CERT_FILE to its certificate, or put it into /etc/docker/certs.d/$registry/ca.crt "
SSL_CERT_FILE=$authority
export SSL_CERT_FILE
concludes 'TLS, its authority in SSL_CERT_FILE' accepted ''
SSL_CERT_FILE=/nowhere SSL_CERT_DIR=/nowhere
export SSL_CERT_DIR
concludes 'a machine without authorities' certificate-unknown-authority ''
REPLICATED_DOMAINS=$plain,$registry
concludes 'requires none without TLS' accepted '' "$plain"
unset SSL_CERT_FILE
SSL_CERT_DIR=/nowhere:$T/certs
export SSL_CERT_DIR
concludes 'TLS, its authority in SSL_CERT_DIR, under any name' accepted ''
printf '%s\n' '-----BEGIN CERTIFICATE-----' 'not base64!' '-----END CERTIFICATE-----' > "$T/certs/a-broken.crt"
printf '%s' '-----BEGIN CERTIFICATE---------END CERTIFICATE-----' > "$T/certs/a-crash.crt"
concludes 'broken files in the same folder' accepted ''
SSL_CERT_FILE=$T/certs/a-crash.crt SSL_CERT_DIR=/nowhere
export SSL_CERT_FILE
concludes 'a file whose certificate has no body' certificate-unknown-authority ''
unset SSL_CERT_FILE
SSL_CERT_DIR=/nowhere:$T/certs
REPLICATED_LICENSE_ID=$WRONG
concludes 'TLS, another license' rejected 'authentication required'
REPLICATED_LICENSE_ID=$LICENSE

REPLICATED_DOMAINS=$plain,$registry
says 'several, each with its line and in order' 1 \
	"$registry: accepted\n$plain: accepted\n$plain/nothing:1: $NO_IMAGE\n" '' check "$registry" "$plain" "$plain/nothing:1"

if command -v umoci > "$T/which" && command -v skopeo > "$T/which"; then
	fill_registries
	REPLICATED_DOMAINS=$plain
	concludes 'an image that is there' accepted '' "$plain/$IMAGE:$TAG"
	concludes 'as helm writes it' accepted '' "oci://$plain/$IMAGE:$TAG"
	digest=$(skopeo inspect --tls-verify=false --format '{{.Digest}}' "docker://$registry/$IMAGE:$TAG")
	concludes 'by its digest' accepted '' "$plain/$IMAGE:nonsense@$digest"
	concludes 'another tag' no-such-image '' "$plain/$IMAGE:2.0"
else
	skip 'an image that is there' 'no umoci or skopeo on this machine'
fi

start_registry bearer
concludes 'no token is requested from another host' token-elsewhere "http://$tokens/token"
done_testing
