#!/bin/sh
# SPDX-License-Identifier: MIT
# What the files of the system may change, and what they may not: authorities, OpenSSL's settings, the home directory of
# the user. In namespaces of its own, where /etc is the test's.
# shellcheck source=tests/registry/lib.sh
. "${0%/*}/lib.sh"
need docker-registry htpasswd nginx node openssl
in_namespaces "$@"

make_authority
certificate good 'IP:127.0.0.1,DNS:proxy.replicated.com'
# The network is the test's, too.
good=127.0.0.1:5001 tls10=127.0.0.1:5002 tls11=127.0.0.1:5003
server() { # ADDRESS DIRECTIVE
	echo "server { listen $1 ssl; ssl_certificate $T/good.crt; ssl_certificate_key $T/good.key; $2"
	# shellcheck disable=SC2016 # nginx's own variable
	echo 'location / { if ($http_authorization = "") { add_header WWW-Authenticate "Basic realm=x" always; return 401; } default_type application/json; return 200 "{}"; } }'
}
{
	# shellcheck disable=SC2016 # nginx's own variable
	nginx_begins '$http_authorization'
	server "$good" ''
	server "$tls10" 'ssl_protocols TLSv1; ssl_ciphers DEFAULT@SECLEVEL=0;'
	server "$tls11" 'ssl_protocols TLSv1.1; ssl_ciphers DEFAULT@SECLEVEL=0;'
	echo '}'
} > "$T/nginx.conf"
start_nginx "$tls11"
REPLICATED_DOMAINS=$good,$tls10,$tls11
export REPLICATED_DOMAINS
on() { # ADDRESS
	registry=$1
	shift
	concludes "$@"
}

# ---- authorities ----

certificate other 'IP:127.0.0.1'
mkdir -p "/etc/docker/certs.d/$good" "$T/empty"
on "$good" 'an authority that nobody names' certificate-unknown-authority SSL_CERT_FILE
cp "$authority" "/etc/docker/certs.d/$good/ca.crt"
on "$good" "an authority in docker's certs.d" accepted ''
printf '%s' '-----BEGIN CERTIFICATE---------END CERTIFICATE-----' > "/etc/docker/certs.d/$good/a.crt"
on "$good" 'beside one whose certificate has no body' accepted ''
mv "/etc/docker/certs.d/$good/ca.crt" "/etc/docker/certs.d/$good/ca.pem"
on "$good" 'only files that end in .crt count' certificate-unknown-authority SSL_CERT_FILE
rm -r /etc/docker/certs.d
cat "$authority" >> /etc/ssl/certs/ca-certificates.crt
on "$good" "an authority in the system's file" accepted ''
SSL_CERT_FILE='' SSL_CERT_DIR=
export SSL_CERT_FILE SSL_CERT_DIR
on "$good" 'which empty variables do not take the place of' accepted ''
SSL_CERT_FILE=$T/other.crt SSL_CERT_DIR=$T/empty
on "$good" "the system's file does not count beside SSL_CERT_FILE" certificate-unknown-authority SSL_CERT_FILE
unset SSL_CERT_FILE
on "$good" 'but beside SSL_CERT_DIR' accepted ''
unset SSL_CERT_DIR

# The first file that is there counts, wherever the system has it, and the folders.
mkdir -p /etc/pki/tls/certs
cp "$authority" /etc/ssl/ca-bundle.pem
mv /etc/ssl/certs "$T/certs"
mkdir /etc/ssl/certs
on "$good" "an authority in another system's file" accepted ''
cp "$T/other.crt" /etc/ssl/certs/ca-certificates.crt
on "$good" 'not beside that of this one' certificate-unknown-authority SSL_CERT_FILE
cp "$authority" /etc/pki/tls/certs/ca.pem
on "$good" "but an authority in another system's folder is taken" accepted ''
rm -r /etc/ssl/certs /etc/ssl/ca-bundle.pem /etc/pki/tls/certs/ca.pem
on "$good" 'no authorities at all' certificate-unknown-authority SSL_CERT_FILE
mv "$T/certs" /etc/ssl/certs

# For a proxy, too, neither their file nor their folder.
with_openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=proxy -addext subjectAltName=IP:127.0.0.1 \
	-keyout "$T/of-proxy.key" -out "$T/of-proxy.crt"
cp "$T/of-proxy.crt" "/etc/ssl/certs/$(openssl x509 -noout -subject_hash -in "$T/of-proxy.crt").0"
cat "$T/of-proxy.crt" >> /etc/ssl/certs/ca-certificates.crt
start_proxy of-proxy TARGET="$good" KEY="$T/of-proxy.key" CERT="$T/of-proxy.crt"
HTTPS_PROXY=https://proxy-user:proxy-password@$address
export HTTPS_PROXY
on proxy.replicated.com 'a proxy that the system trusts' accepted ''
SSL_CERT_FILE=$authority SSL_CERT_DIR=$T/empty
export SSL_CERT_FILE SSL_CERT_DIR
on proxy.replicated.com 'is not trusted beside SSL_CERT_FILE' proxy HTTPS_PROXY
unset SSL_CERT_FILE SSL_CERT_DIR HTTPS_PROXY

# ---- versions of TLS, where the system's OpenSSL allows them all ----

printf '%s\n' 'openssl_conf = conf' '[conf]' 'ssl_conf = ssl' '[ssl]' 'system_default = all' '[all]' 'MinProtocol = TLSv1' \
	'CipherString = DEFAULT@SECLEVEL=0' > /etc/ssl/openssl.cnf
if OPENSSL_CONF=/etc/ssl/openssl.cnf openssl s_client -tls1 -connect "$tls10" < /dev/null > "$T/s_client.log" 2>&1; then
	on "$tls10" 'TLS 1.0 is refused anyway' old-tls 'TLS 1.2 or newer'
	on "$tls11" 'and TLS 1.1' old-tls 'TLS 1.2 or newer'
	unset REPLICATED_DOMAINS
	for version in TLSv1 TLSv1.1 TLSv1.2; do
		outcome=proxy text=HTTPS_PROXY
		[ "$version" != TLSv1.2 ] || outcome=accepted text=
		start_proxy "proxy-$version" TARGET="$good" KEY="$T/good.key" CERT="$T/good.crt" VERSION="$version"
		HTTPS_PROXY=https://proxy-user:proxy-password@$address
		export HTTPS_PROXY
		on proxy.replicated.com "a proxy that speaks $version" "$outcome" "$text"
	done
	check 'one that is too old gets no password' test ! -e "$T/proxy-TLSv1-received" -a ! -e "$T/proxy-TLSv1.1-received"
	unset HTTPS_PROXY
	REPLICATED_DOMAINS=$good,$tls10,$tls11
	export REPLICATED_DOMAINS
else
	skip 'TLS 1.0 is refused anyway' "this OpenSSL has no TLS 1.0: $(grep -m 1 -i error "$T/s_client.log")"
	skip 'and TLS 1.1' 'nor has it TLS 1.1'
	skip 'a proxy that speaks TLS 1.0' 'nor can a proxy speak it'
fi

# ---- a netrc where libcurl looks without HOME ----

sed -i "s|^\\([^:]*:[^:]*:$(id -u):[^:]*:[^:]*:\\)[^:]*|\\1$T/netrc-home|" /etc/passwd
mkdir "$T/netrc-home"
printf 'machine 127.0.0.1 login netrc-user password netrc-password\ndefault login netrc-user password netrc-password\n' > "$T/netrc-home/.netrc"
chmod 600 "$T/netrc-home/.netrc"
is 'the home directory of the user' "$(getent passwd "$(id -u)" | cut -d : -f 6)" "$T/netrc-home"
: > "$T/nginx/access.log"
on "$good" 'beside a netrc' accepted ''
is 'the first request has no login' "$(head -n 1 "$T/nginx/access.log")" -
absent 'and none has that of the netrc' "$(printf netrc-user:netrc-password | base64)" "$T/nginx/access.log"
finish
