#!/bin/sh
# SPDX-License-Identifier: MIT
# check over TLS as nginx speaks it: bad certificates, old versions, redirects, tokens from the same host, and
# through a proxy to Replicated's own names.
# shellcheck source=tests/registry/lib.sh
. "${0%/*}/lib.sh"
need docker-registry htpasswd nginx node openssl perl
with_ports 11
trust_nobody

# ---- certificates ----

make_authority
certificate good 'IP:127.0.0.1,DNS:localhost,DNS:proxy.replicated.com'
certificate wrong-name 'DNS:registry.evil.example'
expired_certificate expired 'IP:127.0.0.1'
with_openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=self -addext subjectAltName=IP:127.0.0.1 \
	-keyout "$T/self-signed.key" -out "$T/self-signed.crt"

# One without other names, whose subject is the license: libcurl quotes it.
with_openssl req -newkey rsa:2048 -nodes -subj "/CN=$LICENSE" -keyout "$T/license-named.key" -out "$T/license-named.csr"
with_openssl x509 -req -in "$T/license-named.csr" -CA "$authority" -CAkey "$T/ca.key" -CAcreateserial -days 2 \
	-out "$T/license-named.crt"

# ---- servers ----

# shellcheck disable=SC2086 # a list of words
set -- $PORTS
good=127.0.0.1:$1 tokens_front=127.0.0.1:$2 expired=127.0.0.1:$3 wrong_name=127.0.0.1:$4 self_signed=127.0.0.1:$5
tls10=127.0.0.1:$6 tls11=127.0.0.1:$7 redirect=127.0.0.1:$8 website=127.0.0.1:$9
shift 9
license_named=127.0.0.1:$1 bearer_front=127.0.0.1:$2
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
{
	# shellcheck disable=SC2016 # nginx's own variable
	nginx_begins 'port $server_port'
	server "$good" good "$(registry_at "$plain")"
	server "$tokens_front" good "$(registry_at "$bearer")" "location /token { proxy_pass http://$tokens; }"
	server "$expired" expired "$(registry_at "$plain")"
	server "$wrong_name" wrong-name "$(registry_at "$plain")"
	server "$self_signed" self-signed "$(registry_at "$plain")"
	server "$tls10" good 'ssl_protocols TLSv1;' 'ssl_ciphers DEFAULT@SECLEVEL=0;' "$(registry_at "$plain")"
	server "$tls11" good 'ssl_protocols TLSv1.1;' 'ssl_ciphers DEFAULT@SECLEVEL=0;' "$(registry_at "$plain")"
	server "$redirect" good "return 302 https://$website\$request_uri;"
	server "$website" good 'default_type text/html;' 'return 200 "<html>welcome</html>";'
	server "$license_named" license-named "$(registry_at "$plain")"
	# shellcheck disable=SC2016 # nginx's own variables
	server "$bearer_front" good 'default_type application/json;' \
		'location /token { return 200 "{\"token\":\"token-of-the-test\"}"; }' \
		'location / { if ($http_authorization = "Bearer token-of-the-test") { return 200 "{}"; } add_header WWW-Authenticate "Bearer realm=\"https://proxy.replicated.com/token\"" always; return 401; }'
	echo '}'
} > "$T/nginx.conf"
start_nginx "$website"

# ---- certificates and versions ----

REPLICATED_DOMAINS=$license_named,$good,$tokens_front,$expired,$wrong_name,$self_signed,$tls10,$tls11,$redirect,$website,$plain
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
on "$license_named" 'one whose subject is the license' certificate-wrong-name 'not shown: it contains the license'
on "$self_signed" 'a self-signed one' certificate-unknown-authority SSL_CERT_FILE
SSL_CERT_FILE=$T/self-signed.crt
on "$self_signed" 'a self-signed one that is trusted' accepted ''
on "$good" 'only that one is' certificate-unknown-authority SSL_CERT_FILE
SSL_CERT_FILE=$T/missing
on "$good" 'a file that is not there trusts nobody new' certificate-unknown-authority SSL_CERT_FILE
SSL_CERT_FILE=$authority
on "$tls10" 'TLS 1.0' old-tls 'TLS 1.2 or newer'
on "$tls11" 'TLS 1.1' old-tls 'TLS 1.2 or newer'

# registry-check takes nothing else from the environment, also from another program that starts it.
printf '%s\n' 'openssl_conf = conf' '[conf]' 'providers = all' '[all]' 'null = none' '[none]' 'activate = 1' > "$T/openssl.cnf"
printf '{"domain":"%s","username":"LICENSE_ID","license":"%s"}' "$good" "$LICENSE" > "$T/question"
OPENSSL_CONF=$T/openssl.cnf "$CHECK" < "$T/question" > "$T/out" 2> "$T/err"
is "not OpenSSL's settings" "$? $(grep -o '"outcome":"[^"]*"' "$T/out")$(cat "$T/err")" '0 "outcome":"accepted"'

on "$redirect" 'a redirect' redirected "to: https://$website/v2/"
on "$website" 'a web site' not-a-registry 'log-in page'

on "$tokens_front" 'tokens from the same host' accepted ''
on "$tokens_front" 'tokens: an image that is not there' no-such-image '' "$tokens_front/$IMAGE:$TAG"
REPLICATED_LICENSE_ID=$WRONG
on "$tokens_front" 'tokens: another license' rejected 'Invalid credentials'
REPLICATED_LICENSE_ID=$LICENSE

check 'requests are logged by port' grep -q "^port ${good#*:}$" "$T/nginx/access.log"
nowhere 'servers that are not trusted got no license' "$T/nginx/access.log" -x -e "port ${expired#*:}" -e "port ${wrong_name#*:}" \
	-e "port ${tls10#*:}" -e "port ${tls11#*:}"

# ---- through a proxy ----

start_proxy proxy TARGET="$good"
proxy=$address
start_proxy closed
closed=$address

unset REPLICATED_DOMAINS
HTTPS_PROXY=http://proxy-user:proxy-password@$proxy
export HTTPS_PROXY
on proxy.replicated.com "Replicated's own name, through a proxy" accepted ''
check 'asked for with CONNECT' grep -qa '^CONNECT proxy.replicated.com:443 HTTP/1.1' "$T/proxy-received"
check "with the proxy's own password" grep -qa "^Proxy-Authorization: Basic $(printf proxy-user:proxy-password | base64)" \
	"$T/proxy-received"
license_forms
nowhere 'the proxy sees nothing of the license' "$T/proxy-received" -iF -f "$T/forms"
start_proxy bearer-proxy TARGET="$bearer_front"
HTTPS_PROXY=http://$address
on proxy.replicated.com 'a token, through a proxy' accepted ''
is 'which gets no header for the registry' "$(grep -ao 'CONNECT proxy.replicated.com:443' "$T/bearer-proxy-received" | grep -c .) $(grep -aic -e '^authorization' -e token-of-the-test "$T/bearer-proxy-received")" '3 0'

# A proxy that itself speaks TLS needs a valid certificate.
certificate of-a-proxy 'IP:127.0.0.1'
start_proxy trusted TARGET="$good" KEY="$T/of-a-proxy.key" CERT="$T/of-a-proxy.crt"
trusted=$address
HTTPS_PROXY=https://proxy-user:proxy-password@$address
on proxy.replicated.com 'through a proxy over TLS' accepted ''
start_proxy untrusted TARGET="$good" KEY="$T/self-signed.key" CERT="$T/self-signed.crt"
HTTPS_PROXY=https://proxy-user:proxy-password@$address
on proxy.replicated.com 'a proxy over TLS whose authority is unknown' proxy HTTPS_PROXY
start_proxy other-name TARGET="$good" KEY="$T/wrong-name.key" CERT="$T/wrong-name.crt"
HTTPS_PROXY=https://proxy-user:proxy-password@$address
on proxy.replicated.com 'a proxy over TLS with another name' proxy HTTPS_PROXY
check 'neither gets the password' test ! -e "$T/untrusted-received" -a ! -e "$T/other-name-received"
HTTPS_PROXY=https://proxy-user:proxy-password@localhost:${trusted#*:}
on proxy.replicated.com 'the right proxy by another name' proxy HTTPS_PROXY

# A proxy's URL that is not understood is not shown with its password.
for HTTPS_PROXY in 'http://kim:s3cr3t-pass@a b:3128' 'http://kim:s3cr3t-pass@proxy.example:99999' 'gopher://kim:s3cr3t-pass@127.0.0.1:1' \
	'http://kim:s3cr3t-pass#3128' 'kim:s3cr3t-pass'; do
	on proxy.replicated.com "the proxy's URL $HTTPS_PROXY" proxy ''
	absent 'without its password' s3cr3t "$T/out" "$T/err"
done

start_proxy dropping TARGET=drop
HTTPS_PROXY=http://$address
on proxy.replicated.com 'a proxy that hangs up' proxy HTTPS_PROXY
HTTPS_PROXY=http://$closed
on proxy.replicated.com 'a proxy that refuses' proxy HTTPS_PROXY
NO_PROXY=127.0.0.1 REPLICATED_DOMAINS=127.0.0.1:$NOBODY_LISTENS
export NO_PROXY REPLICATED_DOMAINS
on "$REPLICATED_DOMAINS" 'NO_PROXY: the registry itself refuses' connection-refused ''
on proxy.replicated.com 'NO_PROXY names another: the proxy refuses' proxy HTTPS_PROXY
unset NO_PROXY REPLICATED_DOMAINS
HTTPS_PROXY=http://127.0.0.1:$NOBODY_LISTENS
on proxy.replicated.com 'a proxy that is not there' proxy HTTPS_PROXY
HTTPS_PROXY=http://proxy.invalid:3128
on proxy.replicated.com 'a proxy without address' proxy HTTPS_PROXY
# What SOCKS lets through is the registry's own. An empty variable does not name a proxy.
start_proxy socks TARGET="$good"
HTTPS_PROXY='' ALL_PROXY=socks5h://$address
export ALL_PROXY
on proxy.replicated.com 'through SOCKS' accepted ''
start_proxy socks-to-untrusted TARGET="$self_signed"
ALL_PROXY=socks5h://$address
on proxy.replicated.com 'SOCKS: the certificate of the registry' certificate-unknown-authority SSL_CERT_FILE
ALL_PROXY=socks5h://127.0.0.1:$NOBODY_LISTENS
on proxy.replicated.com 'SOCKS that is not there' proxy HTTPS_PROXY
unset ALL_PROXY

REPLICATED_DOMAINS=$good,$plain
export REPLICATED_DOMAINS
for HTTPS_PROXY in "http://$closed" "http://127.0.0.1:$NOBODY_LISTENS"; do
	on "$good" "this machine, past $HTTPS_PROXY" accepted ''
	on "$plain" "this machine without TLS, past $HTTPS_PROXY" accepted ''
done
unset HTTPS_PROXY
# A proxy that leads to the registry: https is tried first, finds no TLS there, and http does not go through it.
start_proxy tunnel TARGET="$plain"
http_proxy=http://$address ALL_PROXY=http://$address
export http_proxy ALL_PROXY
on "$plain" 'http never goes through a proxy' accepted ''
is 'which saw only https' "$(grep -ac '^CONNECT ' "$T/tunnel-received") $(grep -aic -e '^GET ' -e '^HEAD' -e '^authorization' "$T/tunnel-received")" '1 0'
finish
