# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# replicated-domains.sh - proxy.replicated.com and registry.replicated.com in a network of the test's own: nginx
# ends TLS under these names in front of two Bearer-token registries; in_namespaces comes first

proxy=proxy.replicated.com
replicated=registry.replicated.com
# On the loopback device of this network alone (RFC 5737): docker trusts 127.0.0.0/8 without any certificate.
address=192.0.2.1

behind_nginx() { # NAME BACKEND TOKEN-PATH
	cat <<-END
		server {
			listen $address:443 ssl;
			server_name $1;
			location = $3 { proxy_pass http://$tokens/token; }
			location / { proxy_pass http://$2; }
		}
	END
}
start_replicated() {
	ip address add "$address/32" dev lo
	printf '127.0.0.1 localhost\n%s %s %s\n' "$address" "$proxy" "$replicated" > /etc/hosts
	rm -rf /etc/docker/certs.d

	fill_registries
	start_registry bearer "https://$proxy/token" proxy
	proxy_backend=$registry
	start_registry bearer "https://$replicated/v2/token" replicated
	unset REPLICATED_DOMAINS
	certificate replicated "DNS:$proxy,DNS:$replicated"
	{
		printf 'user root;\ndaemon off;\npid %s/nginx.pid;\nerror_log stderr;\nevents {}\n' "$T"
		printf 'http {\naccess_log off;\nclient_max_body_size 0;\nproxy_set_header Host %s;\n' "\$host"
		for kept in client_body proxy fastcgi uwsgi scgi; do
			echo "${kept}_temp_path $T/nginx-$kept;"
		done
		printf 'ssl_certificate %s/replicated.crt;\nssl_certificate_key %s/replicated.key;\n' "$T" "$T"
		behind_nginx "$proxy" "$proxy_backend" /token
		behind_nginx "$replicated" "$registry" /v2/token
		echo '}'
	} > "$T/nginx.conf"
	start_server nginx nginx -c "$T/nginx.conf" -e stderr
	until_works 10 openssl s_client -connect "$address:443" -servername "$proxy" ||
		not_ok 'nginx' "$(cat "$T/nginx.log")"
}
# docker and podman's family read it in this folder; Helm is told.
trust_replicated() {
	for domain in "$proxy" "$replicated"; do
		mkdir -p "/etc/docker/certs.d/$domain"
		cp "$authority" "/etc/docker/certs.d/$domain"
	done
}

