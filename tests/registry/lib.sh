# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# registry/lib.sh - what the tests of `check` share: the license from outside, the sentences, and the servers of
# the tests with real clients
#
# shellcheck disable=SC2034,SC2154 # some names are for the tests, some come from the other libraries
# shellcheck source=tests/real-clients/lib.sh
. "${0%/*}/../real-clients/lib.sh"

CHECK=$build/libexec/docker-credential-replicated/registry-check
REPLICATED_LICENSE_ID=$LICENSE
# On a busy machine a server of the test may take its time; what is about time sets its own.
REPLICATED_TIMEOUT=60
export REPLICATED_LICENSE_ID REPLICATED_TIMEOUT
# What this machine's person has set must not decide.
unset SSL_CERT_FILE SSL_CERT_DIR http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY

REJECTED="license rejected (expired or wrong)"
REJECTED_REMEDY="ask the vendor for a valid license and log in with it; until then 'docker-credential-replicated logout' lets public images be pulled again"
NO_IMAGE='no such image, or its upstream registry is not linked: check its name and tag; if they are right, ask the vendor to link the upstream registry to the app'

# The beginning of $T/nginx.conf: everything that nginx writes is in $T/nginx. A request is a line of LINE, made of
# nginx's own variables, in $T/nginx/access.log.
nginx_begins() { # LINE
	mkdir "$T/nginx"
	echo "worker_processes 1; daemon off; pid $T/nginx/pid; error_log $T/nginx/error.log; events { }"
	[ "$(id -u)" -ne 0 ] || echo 'user root;'
	echo "http { log_format line '$1'; access_log $T/nginx/access.log line;"
	for path in client_body proxy fastcgi uwsgi scgi; do
		echo "${path}_temp_path $T/nginx/$path;"
	done
}
# shellcheck disable=SC2317 # called by until_works
listens() { # ADDRESS
	node -e 'require("net").connect(...process.argv[1].split(":").reverse()).on("connect", () => process.exit(0)).on("error", () => process.exit(1))' "$1"
}
start_nginx() { # ADDRESS: the one that the file names last
	start_server nginx nginx -p "$T/nginx" -e "$T/nginx/error.log" -c "$T/nginx.conf"
	until_works 10 listens "$1" || give_up nginx "$T/nginx/error.log"
}

# shellcheck disable=SC2317 # called by until_works
says_address() {
	grep -q listening "$T/$1.log"
}
start_proxy() { # NAME [VARIABLE=VALUE...]: tests/fake/connect-proxy.js; $address is where it listens
	proxy_name=$1
	shift
	start_server "$proxy_name" env LOG="$T/$proxy_name-received" "$@" node "$top/tests/fake/connect-proxy.js"
	until_works 10 says_address "$proxy_name" || give_up "the proxy $proxy_name" "$T/$proxy_name.log"
	address=$(sed -n 's/^listening on //p' "$T/$proxy_name.log")
}

# trust_nobody: the system's hundred and more authorities are not read for each connection, which takes most of the
# time of a test that makes many
trust_nobody() {
	mkdir "$T/no-authorities"
	SSL_CERT_FILE=/dev/null SSL_CERT_DIR=$T/no-authorities
	export SSL_CERT_FILE SSL_CERT_DIR
}

# concludes NAME OUTCOME [TEXT] [TARGET...]: check --json gives that outcome for the first target, and its
# sentence holds TEXT; only "accepted" exits 0
concludes() {
	concludes_name=$1 outcome=$2 text=$3
	shift 3
	input ''
	run check --json "${@:-$registry}"
	cat "$T/out" "$T/err" >> "$T/seen/log"
	want_status=1
	[ "$outcome" != accepted ] || want_status=0
	if [ "$status" -eq "$want_status" ] && grep -q "\"outcome\":\"$outcome\"" "$T/out" && grep -qF -e "$text" "$T/out" &&
		[ ! -s "$T/err" ]; then
		ok "$concludes_name"
	else
		not_ok "$concludes_name" "exit status $status, expected $want_status, outcome $outcome, text '$text'
$(cat "$T/out" "$T/err")"
	fi
}

# A port of this machine that nobody listens on: no system gives it out by itself.
NOBODY_LISTENS=1

# with_ports COUNT "$@": runs the test again with that many ports of 127.0.0.1, a word each in $PORTS. They listen
# already, so that nobody else can take them, and nginx takes them over, as it does from an nginx before it.
with_ports() {
	[ -z "${PORTS-}" ] || return 0
	trap - EXIT
	exec perl -e 'use strict; use Socket; use POSIX ();
		my @ports;
		for my $fd (101 .. 100 + shift) {
			socket(my $socket, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
			bind($socket, sockaddr_in(0, INADDR_LOOPBACK)) and listen($socket, 128) or die "listen: $!";
			POSIX::dup2(fileno($socket), $fd) or die "dup2: $!"; # no close-on-exec
			push @ports, (sockaddr_in(getsockname($socket)))[0];
			$ENV{NGINX} .= "$fd;";
		}
		$ENV{PORTS} = "@ports";
		exec @ARGV or die "exec: $!";
	' "$1" sh "$0"
}

# nowhere NAME FILE GREP-OPTION...: none of these patterns stands in the file or folder
nowhere() {
	nowhere_name=$1 nowhere_in=$2
	shift 2
	if found=$(grep -rqa "$@" "$nowhere_in" && grep -rla "$@" "$nowhere_in"); then
		not_ok "$nowhere_name" "found in: $found"
	else
		ok "$nowhere_name"
	fi
}

# license_forms: the license as it may travel, a line each, to "$T/forms"
license_forms() {
	{
		forms_of "$LICENSE"
		forms_of "LICENSE_ID:$LICENSE"
		printf '%s' "$LICENSE" | od -An -tx1 | tr -d ' \n'
		echo
		printf '%s' "$LICENSE" | rev
		echo
	} > "$T/forms"
}
