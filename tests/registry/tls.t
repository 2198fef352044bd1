#!/bin/sh
# SPDX-License-Identifier: MIT
# check over TLS as nginx speaks it: bad certificates, old versions, redirects, tokens from the same host, and
# through a proxy to Replicated's own names.
# shellcheck source=tests/registry/lib.sh
. "${0%/*}/lib.sh"
need docker-registry htpasswd nginx node openssl perl
with_ports 9

# ---- certificates ----

make_authority
certificate good 'IP:127.0.0.1,DNS:localhost,DNS:proxy.replicated.com'
certificate wrong-name 'DNS:registry.evil.example'
expired_certificate expired 'IP:127.0.0.1'
with_openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=self -addext subjectAltName=IP:127.0.0.1 \
	-keyout "$T/self-signed.key" -out "$T/self-signed.crt"

# ---- servers ----

# shellcheck disable=SC2086 # a list of words
set -- $PORTS
good=127.0.0.1:$1 tokens_front=127.0.0.1:$2 expired=127.0.0.1:$3 wrong_name=127.0.0.1:$4 self_signed=127.0.0.1:$5
tls10=127.0.0.1:$6 tls11=127.0.0.1:$7 redirect=127.0.0.1:$8 website=127.0.0.1:$9
start_registry htpasswd
plain=$registry
start_token_server
start_registry bearer "https://$tokens_front/token"
bearer=$registry

server() { # ADDRESS CERTIFICATE DIRECTIVE...
	echo "server { listen $1 ssl; ssl_certificate $T/$2.crt; ssl_certificate_key $T/$2.key;"
	shift 2
	printf '%s\n' "$@" '}'
}
registry_at() {
	echo "location / { proxy_pass http://$1; proxy_set_header Host \$http_host; proxy_set_header X-Forwarded-Proto https; }"
}
mkdir "$T/nginx"
{
	echo "worker_processes 1; daemon off; pid $T/nginx/pid; error_log $T/nginx/error.log; events { }"
	[ "$(id -u)" -ne 0 ] || echo 'user root;'
	echo "http { log_format ports 'port \$server_port'; access_log $T/nginx/access.log ports;"
	for path in client_body proxy fastcgi uwsgi scgi; do
		echo "${path}_temp_path $T/nginx/$path;"
	done
	server "$good" good "$(registry_at "$plain")"
	server "$tokens_front" good "$(registry_at "$bearer")" "location /token { proxy_pass http://$tokens; }"
	server "$expired" expired "$(registry_at "$plain")"
	server "$wrong_name" wrong-name "$(registry_at "$plain")"
	server "$self_signed" self-signed "$(registry_at "$plain")"
	server "$tls10" good 'ssl_protocols TLSv1;' 'ssl_ciphers DEFAULT@SECLEVEL=0;' "$(registry_at "$plain")"
	server "$tls11" good 'ssl_protocols TLSv1.1;' 'ssl_ciphers DEFAULT@SECLEVEL=0;' "$(registry_at "$plain")"
	server "$redirect" good "return 302 https://$website\$request_uri;"
	server "$website" good 'default_type text/html;' 'return 200 "<html>welcome</html>";'
	echo '}'
} > "$T/nginx.conf"
start_server nginx nginx -p "$T/nginx" -e "$T/nginx/error.log" -c "$T/nginx.conf"
# shellcheck disable=SC2317 # called by until_works
listens() {
	node -e 'require("net").connect(...process.argv[1].split(":").reverse()).on("connect", () => process.exit(0)).on("error", () => process.exit(1))' "$1"
}
until_works 10 listens "$website" || give_up nginx "$T/nginx/error.log"

# ---- certificates and versions ----

REPLICATED_DOMAINS=$good,$tokens_front,$expired,$wrong_name,$self_signed,$tls10,$tls11,$redirect,$website,$plain
SSL_CERT_FILE=$authority
export SSL_CERT_FILE
on() { # ADDRESS
	registry=$1
	shift
	concludes "$@"
}
on "$good" 'a good certificate' accepted ''
on "localhost:${good#*:}" 'by name, not declared' accepted '' "$good"
on "$expired" 'an expired one' certificate-expired "this machine's clock"
on "$wrong_name" 'one for another name' certificate-wrong-name 'spelling of the domain'
on "$self_signed" 'a self-signed one' certificate-unknown-authority SSL_CERT_FILE
SSL_CERT_FILE=$T/self-signed.crt
on "$self_signed" 'a self-signed one that is trusted' accepted ''
on "$good" 'only that one is' certificate-unknown-authority SSL_CERT_FILE
SSL_CERT_FILE=$T/missing
on "$good" 'a file that is not there trusts nobody new' certificate-unknown-authority SSL_CERT_FILE
SSL_CERT_FILE=$authority
on "$tls10" 'TLS 1.0' old-tls 'TLS 1.2 or newer'
on "$tls11" 'TLS 1.1' old-tls 'TLS 1.2 or newer'
on "$redirect" 'a redirect' redirected "to: https://$website/v2/"
on "$website" 'a web site' not-a-registry 'log-in page'

on "$tokens_front" 'tokens from the same host' accepted ''
on "$tokens_front" 'tokens: an image that is not there' no-such-image '' "$tokens_front/$IMAGE:$TAG"
REPLICATED_LICENSE_ID=$WRONG
on "$tokens_front" 'tokens: another license' rejected 'Invalid credentials'
REPLICATED_LICENSE_ID=$LICENSE

check 'requests are logged by port' grep -q "^port ${good#*:}$" "$T/nginx/access.log"
nowhere 'none came to those that are not trusted' "$T/nginx/access.log" -x -e "port ${expired#*:}" -e "port ${wrong_name#*:}" \
	-e "port ${tls10#*:}" -e "port ${tls11#*:}"

if [ "$(id -u)" -eq 0 ] && [ -d /etc/docker ] && unshare -m true 2> "$T/unshare.log"; then
	unset SSL_CERT_FILE
	registry=$good
	mkdir -p "$T/certs.d/$good"
	cp "$authority" "$T/certs.d/$good/ca.crt"
	status=0
	# shellcheck disable=SC2016 # for the other shell
	unshare -m sh -c 'mount -t tmpfs none /etc/docker && cp -r "$1" /etc/docker/ && "$2" check "$3"' sh "$T/certs.d" \
		"$build/bin/docker-credential-replicated" "$good" > "$T/out" 2> "$T/err" || status=$?
	is "an authority in docker's certs.d" "$status $(cat "$T/out" "$T/err")" "0 $good: accepted"
	SSL_CERT_FILE=$authority
	export SSL_CERT_FILE
else
	skip "an authority in docker's certs.d" 'needs root, mount namespaces and /etc/docker'
fi

# ---- through a proxy ----

start_server proxy env LOG="$T/proxy-received" TARGET="$good" node "$top/tests/fake/connect-proxy.js"
start_server closed env LOG="$T/closed-received" node "$top/tests/fake/connect-proxy.js"
# shellcheck disable=SC2317 # called by until_works
says_address() {
	grep -q listening "$T/$1.log"
}
until_works 10 says_address proxy
until_works 10 says_address closed
proxy=$(sed -n 's/^listening on //p' "$T/proxy.log") closed=$(sed -n 's/^listening on //p' "$T/closed.log")

unset REPLICATED_DOMAINS
HTTPS_PROXY=http://proxy-user:proxy-password@$proxy
export HTTPS_PROXY
on proxy.replicated.com "Replicated's own name, through a proxy" accepted ''
check 'asked for by CONNECT' grep -qa '^CONNECT proxy.replicated.com:443 HTTP/1.1' "$T/proxy-received"
check "with the proxy's own password" grep -qa "^Proxy-Authorization: Basic $(printf proxy-user:proxy-password | base64)" \
	"$T/proxy-received"
license_forms
nowhere 'the proxy sees nothing of the license' "$T/proxy-received" -iF -f "$T/forms"
HTTPS_PROXY=http://$closed
on proxy.replicated.com 'a proxy that refuses' proxy HTTPS_PROXY
HTTPS_PROXY=http://127.0.0.1:$NOBODY_LISTENS
on proxy.replicated.com 'a proxy that is not there' proxy HTTPS_PROXY
HTTPS_PROXY=http://proxy.invalid:3128
on proxy.replicated.com 'a proxy without address' proxy HTTPS_PROXY

REPLICATED_DOMAINS=$good,$plain
export REPLICATED_DOMAINS
for HTTPS_PROXY in "http://$closed" "http://127.0.0.1:$NOBODY_LISTENS"; do
	on "$good" "this machine, past $HTTPS_PROXY" accepted ''
	on "$plain" "this machine without TLS, past $HTTPS_PROXY" accepted ''
done
unset HTTPS_PROXY
: > "$T/closed-received"
http_proxy=http://$closed ALL_PROXY=http://$closed
export http_proxy ALL_PROXY
on "$plain" 'http never goes through a proxy' accepted ''
# https is tried first, and that is for the proxy to refuse.
nowhere 'the proxy saw no request without TLS' "$T/closed-received" -i -e '^GET' -e '^HEAD' -e '^Authorization'
finish
