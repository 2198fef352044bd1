#!/bin/sh
# SPDX-License-Identifier: MIT
# image: what is rewritten, what stays, and that one bad reference keeps all the others back.
. "${0%/*}/../lib.sh"

digest=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
behind=proxy.replicated.com/proxy/my-app

# rewrites REFERENCE RESULT [ARGUMENT...]
rewrites() {
	reference=$1 result=$2
	shift 2
	says "$reference is $result" 0 "$result\n" '' image --app my-app "$@" "$reference"
}
# refused NAME STATUS SENTENCE ARGUMENT...
refused() {
	refused_name=$1 refused_status=$2 refused_sentence=$3
	shift 3
	says "$refused_name" "$refused_status" '' "docker-credential-replicated: $refused_sentence\n" image "$@"
}

rewrites redis:latest $behind/redis:latest
rewrites redis $behind/redis
rewrites library/nginx $behind/library/nginx
rewrites quay.io/my-org/api $behind/quay.io/my-org/api
rewrites quay.io/my-org/api:v1.0.1 $behind/quay.io/my-org/api:v1.0.1
rewrites quay.io/my-org/api@$digest $behind/quay.io/my-org/api@$digest
rewrites quay.io/my-org/api:v1@$digest $behind/quay.io/my-org/api:v1@$digest
rewrites index.docker.io/library/nginx $behind/index.docker.io/library/nginx
rewrites registry-1.docker.io/org/api:1 $behind/docker.io/org/api:1
rewrites registry-1.docker.io:443/org/api:1 $behind/docker.io/org/api:1
rewrites Registry.Hub.Docker.com/org/api@sha256:0000000000000000000000000000000000000000000000000000000000000001 $behind/docker.io/org/api@sha256:0000000000000000000000000000000000000000000000000000000000000001
rewrites docker.io/my-org/api:1 $behind/docker.io/my-org/api:1
rewrites 123.dkr.ecr.us-west-2.amazonaws.com/a/b:1 $behind/123.dkr.ecr.us-west-2.amazonaws.com/a/b:1
rewrites quay.io/my-org/api images.acme.example/proxy/my-app/quay.io/my-org/api --domain images.acme.example

for stays in $behind/quay.io/my-org/api:1 proxy.replicated.com/proxy/another/redis proxy.replicated.com/library/x:1 \
	proxy.replicated.com/anonymous/quay.io/a/b registry.replicated.com/my-app/api oci://registry.replicated.com/my-app/chart \
	oci://registry.replicated.com/my-app/beta/chart:1.2.3 registry.staging.replicated.com/my-app/x \
	PROXY.replicated.com:443/library/x; do
	rewrites "$stays" "$stays"
done
rewrites images.acme.example/proxy/my-app/redis images.acme.example/proxy/my-app/redis --domain images.acme.example
REPLICATED_DOMAINS=registry.acme.example
export REPLICATED_DOMAINS
rewrites registry.acme.example/my-app/api registry.acme.example/my-app/api
unset REPLICATED_DOMAINS

says 'the way back' 0 "redis:latest\nquay.io/my-org/api@$digest\nquay.io/a/b\nproxy.replicated.com/library/x\noci://a.example/b\noci://$behind/a.example/b\n" '' \
	image --reverse $behind/redis:latest $behind/quay.io/my-org/api@$digest quay.io/a/b proxy.replicated.com/library/x \
	oci://a.example/b oci://$behind/a.example/b
says 'the reverse, for one app' 0 'redis\nproxy.replicated.com/proxy/other/redis\n' '' \
	image --reverse --app my-app $behind/redis proxy.replicated.com/proxy/other/redis
says 'the reverse, with a custom domain' 0 'a/b\n' '' \
	image --reverse --domain images.acme.example:8443 images.acme.example:8443/proxy/my-app/a/b

input 'redis\n\n  quay.io/a/b:1 \r\nproxy.replicated.com/library/x'
says 'other references next to words of the way back' 0 "nginx\n$behind/nginx\n" '' image --reverse nginx "$behind/nginx" --app other
says 'a list on standard input' 0 "$behind/redis\n$behind/quay.io/a/b:1\nproxy.replicated.com/library/x\n" '' \
	image --app my-app -
says 'a list between others' 0 "$behind/a\n$behind/redis\n$behind/quay.io/a/b:1\nproxy.replicated.com/library/x\n$behind/b\n" '' \
	image --app my-app a - b
refused 'a list twice' 2 "'-' is given twice: standard input can be read only once" --app my-app - -
input ''
says 'an empty list' 0 '' '' image --app my-app -
input 'redis\nquay.io/Org/api\n'
refused 'one bad line' 1 "line 2 of standard input: 'quay.io/Org/api' is not an image reference: the path component 'Org' is not lower-case letters and digits, separated by '.', '_', '__' or '-'" \
	--app my-app -
input 'redis\0000quay.io/x\n'
refused 'a NUL byte' 1 'the list on standard input contains a NUL byte: it is not text' --app my-app -

refused 'one bad reference of two' 1 "'a:b:c' is not an image reference: the tag 'b:c' is not 1 to 128 letters, digits, '_', '.' and '-', not starting with '.' or '-'" \
	--app my-app redis a:b:c
refused 'an upstream with a port' 1 "the upstream 'quay.io:5000' cannot be pulled through the proxy: a port or an IPv6 address cannot be part of the path of an image" \
	--app my-app quay.io:5000/a/b
refused 'a line break in a reference' 1 "'a?b' is not an image reference: the path component 'a?b' is not lower-case letters and digits, separated by '.', '_', '__' or '-'" \
	--app my-app 'a
b'
refused 'no app' 2 "'--app' is required: the slug of the app whose license is used" redis
refused 'a bad app' 2 "'--app' requires an app slug: at most 128 lower-case letters and digits, separated by '-', '.' or '_'" \
	--app My/App redis
refused 'a bad domain' 2 "'--domain' requires host[:port], without scheme or path" --app my-app --domain https://x redis
refused 'no reference' 2 "'image' requires image references, or '-' to read them from standard input, one per line" --app my-app
done_testing
