# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# real-clients/lib.sh - what the tests with real clients share: registries, their token server, certificates,
# docker's daemon, and the conversation that every client has to stand
#
#	. "${0%/*}/lib.sh"
#	in_keyring "$@"
#	start_registry htpasswd		# $registry is its host:port, chosen by the kernel
#	conversation 'skopeo, htpasswd'	# through the client_… functions of the test
#	finish
#
# Everything listens on loopback or on a socket below $T. Servers die with the test, whatever ends it.

# shellcheck disable=SC2034,SC2154 # some names are for the tests, some are theirs
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

clients=${CLIENTS:-$build/clients}   # what tests/real-clients/deps has put there: helm3, helm4, kubectl
LICENSE=1vusOokxAVp1tkRGuyxnF23PJcq
WRONG=2wvtPplyBWq2ulSHvzyoG34QKdr
IMAGE=proxy/my-app/quay.io/my-org/api   # below a registry: the path that Replicated's proxy uses
TAG=1.0

PATH=$PATH:/usr/sbin:/sbin # where Debian keeps dockerd, ip, nginx
mkdir -p "$T/seen"
: > "$T/servers"
: > "$T/calls"

# give_up WHAT LOG: what the whole test stands on failed; it ends here, and says why
give_up() {
	not_ok "$1" "$(tail -n 20 "$2")"
	done_testing
}

need() { # PROGRAM...
	for needed; do
		command -v "$needed" > "$T/which" || missing "$needed"
	done
}
# missing PROGRAM: skips the test; but where apt has installed all clients, that is a failure
missing() {
	: > "$T/missing.log"
	[ ! -e "$clients/from-debian" ] || give_up "$1 is on this machine" "$T/missing.log"
	skip_all "no $1 on this machine: run tests/real-clients/deps"
}

# ---- servers ----

# start_server NAME COMMAND...: in the background; its output is $T/NAME.log
start_server() {
	server_log=$T/$1.log
	shift
	: > "$server_log" # here: in the background it would be too late for who looks into it
	setpriv --pdeathsig KILL "$@" < /dev/null >> "$server_log" 2>&1 &
	echo $! >> "$T/servers"
}

# until_works SECONDS COMMAND...
until_works() {
	patience=$(($1 * 20))
	shift
	until "$@" > "$T/until.log" 2>&1; do
		patience=$((patience - 1))
		[ "$patience" -gt 0 ] || return 1
		sleep 0.05
	done
}

ended() {
	! kill -0 "$1"
}

# In the reverse order, each by its process id; docker's daemon needs a while to take its mounts away.
stop_servers() {
	sed '1!G;h;$!d' "$T/servers" > "$T/to-stop"
	while read -r pid; do
		kill "$pid" 2> "$T/kill.log" || continue
		until_works 15 ended "$pid" || kill -9 "$pid"
		wait "$pid" 2> "$T/kill.log"
	done < "$T/to-stop"
	: > "$T/servers"
}

# Without root, podman keeps a process that holds its namespaces, and folders that can't be written to.
leave_podman() {
	pause=$XDG_RUNTIME_DIR/libpod/tmp/pause.pid
	[ ! -s "$pause" ] || kill "$(cat "$pause")"
	[ "$(id -u)" -eq 0 ] || chmod -R u+w "$T"
}

finish_client_test() {
	last=$?
	stop_servers
	leave_podman
	(exit "$last")
	finish_test
}
trap finish_client_test EXIT

finish() {
	nowhere_in_clear
	done_testing
}

# ---- namespaces ----

# Runs the test again where mounts, processes, network and /etc are its own. The names of Replicated's own
# registries can then lead to servers of the test, and docker's daemon, which keeps a key in /etc/docker,
# leaves nothing behind.
in_namespaces() {
	if [ -z "${IN_NAMESPACES-}" ]; then
		[ "$(id -u)" -eq 0 ] || skip_all 'private namespaces need root'
		unshare -mnpf --mount-proc --kill-child true 2> "$T/unshare.log" ||
			skip_all "no namespaces on this machine: $(tail -n 1 "$T/unshare.log")"
		trap - EXIT
		IN_NAMESPACES=1 exec unshare -mnpf --mount-proc --kill-child sh "$0" "$@"
	fi
	[ "$IN_NAMESPACES" = 1 ] || return 0
	IN_NAMESPACES=2
	export IN_NAMESPACES
	{
		ip link set lo up && mkdir "$T/etc" && mount -t tmpfs tmpfs "$T/etc" &&
			cp -a /etc/. "$T/etc" && mount --move "$T/etc" /etc
	} > "$T/unshare.log" 2>&1 || skip_all "no private /etc on this machine: $(tail -n 1 "$T/unshare.log")"
}

# ---- certificates ----

# with_openssl ARGUMENT...: where it fails the test ends, since all that follows would fail by it
with_openssl() {
	openssl "$@" > "$T/openssl.log" 2>&1 || give_up "openssl $1" "$T/openssl.log"
}

make_authority() {
	authority=$T/ca.crt
	with_openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=authority of the test' \
		-keyout "$T/ca.key" -out "$authority"
}

request_certificate() { # NAME SUBJECT-ALTERNATIVE-NAMES
	printf 'subjectAltName=%s\n' "$2" > "$T/$1.ext"
	with_openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$T/$1.key" -out "$T/$1.csr"
}
# certificate NAME SUBJECT-ALTERNATIVE-NAMES: $T/NAME.crt and .key, signed by the authority
certificate() {
	request_certificate "$@"
	with_openssl x509 -req -in "$T/$1.csr" -CA "$authority" -CAkey "$T/ca.key" -CAcreateserial -days 2 \
		-extfile "$T/$1.ext" -out "$T/$1.crt"
}
# The same, expired: `openssl x509` has no dates in the past in all its versions, `openssl ca` has.
expired_certificate() {
	request_certificate "$@"
	: > "$T/ca.index"
	printf '[ca]\ndefault_ca=test\n[test]\ndatabase=%s\nnew_certs_dir=%s\nrand_serial=yes\ndefault_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n' \
		"$T/ca.index" "$T" > "$T/ca.conf"
	with_openssl ca -batch -notext -config "$T/ca.conf" -cert "$authority" -keyfile "$T/ca.key" -in "$T/$1.csr" \
		-extfile "$T/$1.ext" -startdate 20200101000000Z -enddate 20200201000000Z -out "$T/$1.crt"
}

# ---- registries ----
# All of them keep their images in one place, so that what one was given, all have.

registry_listens() {
	grep -q 'listening on' "$T/$1.log"
}

# start_docker_registry NAME [VARIABLE=VALUE...]: $registry is where it listens
start_docker_registry() {
	registry_name=$1
	shift
	printf 'version: 0.1\nlog: {level: warn, accesslog: {disabled: true}}\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: "127.0.0.1:0", relativeurls: true, secret: of-the-test}\n' \
		"$T/images" > "$T/registry.yml"
	start_server "$registry_name" env "$@" REGISTRY_LOG_LEVEL=info docker-registry serve "$T/registry.yml"
	until_works 10 registry_listens "$registry_name" || give_up "the registry $registry_name" "$T/$registry_name.log"
	registry=$(sed -n 's/.*listening on \([0-9.:]*[0-9]\).*/\1/p' "$T/$registry_name.log" | head -n 1)
}

passwords() {
	[ -e "$T/htpasswd" ] || printf '%s' "$LICENSE" | htpasswd -niB -C 4 LICENSE_ID > "$T/htpasswd" 2> "$T/htpasswd.log" ||
		give_up htpasswd "$T/htpasswd.log"
}

token_server_listens() {
	grep -q '^listening' "$T/tokens.log"
}

# $tokens: host:port of a token server that gives a token for the license and nothing else
start_token_server() {
	[ -e "$T/ca.crt" ] || make_authority
	certificate tokens 'DNS:tokens'
	start_server tokens env LICENSE="$LICENSE" KEY="$T/tokens.key" CERTIFICATE="$T/tokens.crt" \
		node "$top/tests/real-clients/token-server.js"
	until_works 10 token_server_listens || give_up 'the token server' "$T/tokens.log"
	tokens=$(sed -n 's/^listening on //p' "$T/tokens.log")
}

# start_registry htpasswd|tls|bearer [REALM NAME]: also declared to the helper as a domain of ours; $transport
# is how podman's family is told what to expect there
start_registry() {
	transport=--tls-verify=false
	case $1 in
	htpasswd)
		passwords
		start_docker_registry htpasswd REGISTRY_AUTH_HTPASSWD_REALM=replicated REGISTRY_AUTH_HTPASSWD_PATH="$T/htpasswd"
		;;
	tls)
		passwords
		[ -e "$T/ca.crt" ] || make_authority
		certificate registry 'IP:127.0.0.1'
		start_docker_registry tls REGISTRY_AUTH_HTPASSWD_REALM=replicated REGISTRY_AUTH_HTPASSWD_PATH="$T/htpasswd" \
			REGISTRY_HTTP_TLS_CERTIFICATE="$T/registry.crt" REGISTRY_HTTP_TLS_KEY="$T/registry.key"
		mkdir -p "$T/certs"
		cp "$authority" "$T/certs"
		transport=--cert-dir=$T/certs
		;;
	bearer)
		[ -n "${tokens-}" ] || start_token_server
		start_docker_registry "${3:-bearer}" REGISTRY_AUTH_TOKEN_REALM="${2:-http://$tokens/token}" \
			REGISTRY_AUTH_TOKEN_SERVICE=replicated REGISTRY_AUTH_TOKEN_ISSUER=tokens \
			REGISTRY_AUTH_TOKEN_ROOTCERTBUNDLE="$T/ca.crt"
		;;
	esac
	REPLICATED_DOMAINS=$registry
	export REPLICATED_DOMAINS
}

# An image of one small file, put where all registries look, through one that asks for no license.
fill_registries() {
	mkdir -p "$T/layout"
	echo 'hello from an image' > "$T/hello"
	{
		umoci init --layout "$T/layout/api" && umoci new --image "$T/layout/api:$TAG" &&
			umoci insert --rootless --image "$T/layout/api:$TAG" "$T/hello" /hello &&
			umoci config --image "$T/layout/api:$TAG" --config.cmd /hello
	} > "$T/umoci.log" 2>&1 || give_up 'make an image' "$T/umoci.log"
	trust_all_images
	start_docker_registry open
	transport=--tls-verify=false
	skopeo copy --dest-tls-verify=false "oci:$T/layout/api:$TAG" "docker://$registry/$IMAGE:$TAG" > "$T/copy.log" 2>&1 ||
		give_up 'fill the registry' "$T/copy.log"
}

# works_here CLIENT PULL...: skips the test where the client can't even pull what needs no license, as podman
# can't in some containers; right after fill_registries, whose registry is open to all
works_here() {
	client=$1
	shift
	see "$@"
	[ "$status" -eq 0 ] || skip_all "$client does not work on this machine: $(tail -n 1 "$T/said")"
}

# podman's family refuses to work without a policy, and people's own is in their own home.
trust_all_images() {
	mkdir -p "$HOME/.config/containers" "$XDG_CONFIG_HOME/containers"
	echo '{"default":[{"type":"insecureAcceptAnything"}]}' | tee "$HOME/.config/containers/policy.json" \
		> "$XDG_CONFIG_HOME/containers/policy.json"
}

# ---- docker's daemon ----

start_dockerd() {
	DOCKER_HOST=unix://$T/docker.sock
	export DOCKER_HOST
	start_server dockerd dockerd -H "$DOCKER_HOST" --data-root "$T/docker" --exec-root "$T/docker-exec" -p "$T/docker.pid" \
		--iptables=false --ip6tables=false --bridge=none --storage-driver=vfs --insecure-registry 127.0.0.0/8
	until_works 30 docker version ||
		skip_all "docker's daemon does not run here: $(grep -o 'msg=.*' "$T/dockerd.log" | tail -n 1)"
}

# ---- a cluster that notes what it gets: tests/fake/kube-api.js ----

cluster_listens() {
	grep -q '^listening' "$T/cluster.log"
}
start_cluster() {
	start_server cluster node "$top/tests/fake/kube-api.js"
	until_works 10 cluster_listens || not_ok 'the cluster' "$(cat "$T/cluster.log")"
	mkdir -p "$HOME/.kube"
	cat > "$HOME/.kube/config" <<-END
		apiVersion: v1
		kind: Config
		current-context: test
		contexts: [{name: test, context: {cluster: test, user: me}}]
		users: [{name: me, user: {}}]
		clusters: [{name: test, cluster: {server: "http://$(sed -n 's/^listening on //p' "$T/cluster.log")"}}]
	END
}

# Every docker on PATH but one that is the same file: Debian's, and a newer one where there is one.
all_dockers() {
	echo "$PATH" | tr ':' '\n' | while read -r folder; do
		[ ! -x "$folder/docker" ] || readlink -f "$folder/docker"
	done | sort -u
}

# ---- the helper as clients see it ----

# A helper on PATH that notes which verb was called with which key, and is the real one otherwise.
note_calls() {
	mkdir -p "$T/noting"
	cat > "$T/noting/docker-credential-replicated" <<-END
		#!/bin/sh
		case \$1 in
		get | erase) key=\$(cat); echo "\$1 \$key" >> "$T/calls"; printf '%s' "\$key" | exec "$build/bin/docker-credential-replicated" "\$@" ;;
		*) echo "\$1" >> "$T/calls"; exec "$build/bin/docker-credential-replicated" "\$@" ;;
		esac
	END
	chmod +x "$T/noting/docker-credential-replicated"
	PATH=$T/noting:$PATH
}

lacks() { # TEXT FILE
	! grep -q -e "$1" "$2"
}

# lacks_below TEXT FOLDER
lacks_below() {
	! grep -rqa -e "$1" "$2"
}

# configured CLIENT DOMAIN...: the client's configuration file names us for these domains
configured() {
	whom=$1
	shift
	for domain; do
		shift
		set -- "$@" --domain "$domain"
	done
	check "configure --client $whom" "$HELPER" configure --client "$whom" "$@"
}
# unconfigured CLIENT FILE: and no more, whatever the client has written into it since
unconfigured() {
	check "configure --client $1 --remove" "$HELPER" configure --client "$1" --remove
	check "$1: the file does not name us any more" lacks replicated "$2"
}

# A daemon that runs is not unlocked by --unlock alone: another one has to take its place.
keyring_is_unlocked() {
	# Asked in between, the bus would start a third one.
	gdbus call --session -d org.freedesktop.DBus -o /org/freedesktop/DBus -m org.freedesktop.DBus.NameHasOwner \
		org.freedesktop.secrets | grep -q true || return 1
	gdbus call --session -d org.freedesktop.secrets -o /org/freedesktop/secrets/collection/login \
		-m org.freedesktop.DBus.Properties.Get org.freedesktop.Secret.Collection Locked | grep -q false
}
unlock_keyring() {
	printf pw | gnome-keyring-daemon --replace --unlock --components=secrets > "$T/keyring.log" 2>&1
	until_works 10 keyring_is_unlocked || not_ok 'unlock the keyring' "$(cat "$T/keyring.log" "$T/until.log")"
}

# ---- what people see ----

# Everything a client says is kept, to be looked through for the license at the end.
see() { # COMMAND...
	status=0
	"$@" < "$T/in" > "$T/said" 2>&1 || status=$?
	cat "$T/said" >> "$T/seen/log"
}
works() { # NAME COMMAND...
	seen_name=$1
	shift
	see "$@"
	if [ "$status" -eq 0 ]; then ok "$seen_name"; else not_ok "$seen_name" "exit status $status from: $*
$(tail -n 12 "$T/said")"; fi
}
refused() { # NAME TEXT COMMAND...: fails, and says TEXT (a basic regular expression)
	seen_name=$1 text=$2
	shift 2
	see "$@"
	if [ "$status" -ne 0 ] && grep -q -i -e "$text" "$T/said"; then
		ok "$seen_name"
	else
		not_ok "$seen_name" "exit status $status; expected a failure that says '$text' from: $*
$(tail -n 12 "$T/said")"
	fi
}

# The license, as it is and as base64 at each of the three places it can begin at in a group of three.
forms_of() { # SECRET
	echo "$1"
	for start in 1 2 3; do
		rest=$(printf '%s' "$1" | cut -c "$start-")
		printf '%s' "$rest" | cut -c "1-$((${#rest} / 3 * 3))" | tr -d '\n' | base64 -w 0
		echo
	done
}
nowhere_in_clear() {
	{
		forms_of "$LICENSE"
		forms_of "$WRONG"
	} > "$T/forms"
	if grep -rqaF -f "$T/forms" "$HOME" "$XDG_RUNTIME_DIR" "$T/seen"; then
		not_ok 'no file of a client holds the license' \
			"found in: $(grep -rlaF -f "$T/forms" "$HOME" "$XDG_RUNTIME_DIR" "$T/seen")"
	else
		ok 'no file of a client holds the license, nor did one say it'
	fi
}

# conversation NAME: what every client has to stand with $registry. The test defines
#	client_login		reads the license from standard input
#	client_pull		exit status 0 where the registry gave the image
#	client_logout
# and $denied, what this client says when the registry wants a (better) license.
conversation() {
	input ''
	refused "$1: no license, no image" "$denied" client_pull
	input "$WRONG"
	refused "$1: login with a wrong license fails" "$denied" client_login
	input "$registry"
	says "$1: and stores nothing" 1 "$NOT_FOUND" '' get
	input "$LICENSE"
	works "$1: login" client_login
	input "$registry"
	says "$1: the license is in the keyring" 0 \
		"{\"ServerURL\":\"$registry\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$LICENSE\"}\n" '' get
	input ''
	works "$1: the image comes" client_pull
	lock_keyring
	refused "$1: a locked keyring is said as such" 'keyring is locked: ' client_pull
	unlock_keyring
	works "$1: unlocked, the image comes again" client_pull
	works "$1: logout" client_logout
	refused "$1: after logout no image" "$denied" client_pull
	store "$registry" LICENSE_ID "$WRONG"
	refused "$1: a wrong license from the keyring is refused" "$denied" client_pull
	input "$registry"
	says "$1: it is taken out again" 0 '' '' erase
	: > "$T/out"
}

# moves_plain_text NAME CLIENT FILE: who has logged in without a helper has the license in FILE until `configure`
moves_plain_text() {
	# Any entry keeps docker and Helm from choosing a helper on their own.
	mkdir -p "${3%/*}"
	printf '{"credHelpers":{"other.example":"none"}}' > "$3"
	input "$LICENSE"
	works "$1: login without a helper" client_login
	check "$1: the license is in its file, as base64" grep -q "$(printf 'LICENSE_ID:%s' "$LICENSE" | base64 -w 0)" "$3"
	configured "$2" "$registry"
	input "$registry"
	says "$1: it is in the keyring now" 0 \
		"{\"ServerURL\":\"$registry\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$LICENSE\"}\n" '' get
	: > "$T/out"
	check "$1: and no more in the file" lacks '"auth"' "$3"
	check "$1: what else was there is there" grep -q '"other.example": *"none"' "$3"
	works "$1: the image still comes" client_pull
	# Ours: Helm 3 knows just what it has stored itself ("not logged in").
	works "$1: docker-credential-replicated logout" "$HELPER" logout "$registry"
	refused "$1: then it does not come" "$denied" client_pull
	rm "$3"
}
