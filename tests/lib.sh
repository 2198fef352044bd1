# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# lib.sh - how the tests talk to the program, and what they print (TAP, for prove)
#
# A test is a conversation: input, exact standard output, exact standard error, exit status.
#
#	. "${0%/*}/../lib.sh"
#	in_keyring "$@"		# only where a keyring is needed: a real gnome-keyring on a bus of its own
#	input 'proxy.replicated.com\n'
#	says 'get: nothing is stored' 1 'credentials not found in native keychain\n' '' get
#	done_testing
#
# Texts go through printf %b. A failure prints a diff, and the files stay. Nothing of the person's own
# home, bus or keyring is touched.

top=$(cd "${0%/*}" && while [ ! -e Makefile ] && [ "$PWD" != / ]; do cd ..; done && pwd)
build=${BUILD:-$top/build}
case $build in /*) ;; *) build=$top/$build ;; esac

# Everything of a test is below one folder, the homes of the programs under test too.
if [ -z "${T-}" ]; then
	T=$(mktemp -d "${TMPDIR:-/tmp}/dcr-test.XXXXXX") || exit 1
	export T
fi
HOME=$T/home XDG_RUNTIME_DIR=$T/run XDG_DATA_HOME=$T/home/data XDG_CONFIG_HOME=$T/home/config XDG_CACHE_HOME=$T/home/cache
PATH=$build/bin:$PATH
LC_ALL=C
export HOME XDG_RUNTIME_DIR XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME PATH LC_ALL
# What GLib calls critical, such as a string that is NULL, ends the program, which then says so.
export G_DEBUG=fatal-criticals
# What docker would choose as the store of other logins is another on each machine, and so is whether status looks at
# Terraform: what is installed here of these is hidden, by a folder with links to all other programs.
hide_programs() {
	mkdir -p "$T/programs"
	(
		IFS=:
		# A compiler that is ccache by another name looks for itself on PATH, and finds this link alone.
		for compiler in cc gcc; do
			for folder in $PATH; do
				case $(readlink -f "$folder/$compiler") in
				*/ccache | '') ;;
				*) [ ! -x "$folder/$compiler" ] || ln -s "$folder/$compiler" "$T/programs/" 2> "$T/links.log" ;;
				esac
			done
		done
		for folder in $PATH; do ln -s "$folder"/* "$T/programs/" 2> "$T/links.log"; done
	)
	rm -f "$T/programs/docker-credential-secretservice" "$T/programs/docker-credential-pass" \
		"$T/programs/docker-credential-replicated" "$T/programs/terraform" "$T/programs/tofu" "$T/links.log"
	PATH=$build/bin:$T/programs
}
for hidden in docker-credential-secretservice docker-credential-pass terraform tofu; do
	[ "$hidden" = "${HELPER-}" ] || ! command -v "$hidden" > /dev/null || hide_programs
done
# The folders of the system's programs, without those.
system_path=/usr/bin:/bin
[ ! -d "$T/programs" ] || system_path=$T/programs
mkdir -p "$HOME" "$XDG_RUNTIME_DIR" "$XDG_DATA_HOME/keyrings" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME"
chmod 700 "$XDG_RUNTIME_DIR"
unset DISPLAY WAYLAND_DISPLAY DOCKER_CONFIG REGISTRY_AUTH_FILE HELM_REGISTRY_CONFIG DOCKER_AUTH_CONFIG \
	TF_CLI_CONFIG_FILE TERRAFORM_CONFIG \
	REPLICATED_PROFILE REPLICATED_DOMAINS REPLICATED_TIMEOUT REPLICATED_KEYRING REPLICATED_VAULT_PASSPHRASE_FILE \
	REPLICATED_LICENSE_ID REPLICATED_LICENSE_ID_FILE CREDENTIALS_DIRECTORY SECRET_BACKEND
[ -n "${IN_KEYRING-}" ] || unset DBUS_SESSION_BUS_ADDRESS

HELPER=${HELPER:-docker-credential-replicated}
NOT_FOUND='credentials not found in native keychain\n'
# What dockerconfigjson prints on an error, so that Helm stops: for base64, and for a word without a format.
HELM_STOPS='{docker-credential-replicated-failed-see-standard-error\n'
NO_SERVER_URL='no credentials server URL\n'
NO_USERNAME='no credentials username\n'
# By the service that answers: gnome-keyring, and one that nobody knows.
LOCKED='keyring is locked: log in to the desktop or open Passwords and Keys, or run in a terminal: read -rs P; printf %s "$P" | gnome-keyring-daemon --replace --unlock\n'
LOCKED_ELSEWHERE='keyring is locked: unlock it in the program that provides the Secret Service, then try again\n'

tests=0 failures=0
: > "$T/in"

finish_test() {
	ended=$?
	[ -z "${fake-}" ] || kill "$fake"
	# A test's own trap may have run a command before this one.
	[ "$ended" -ne 0 ] || [ "$failures" -eq 0 ] || ended=1
	[ "$ended" -eq 0 ] && rm -rf "$T"
	[ ! -d "$T" ] || echo "# files of this test: $T"
	exit "$ended"
}
trap finish_test EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# ok NAME | not_ok NAME [TEXT]
ok() {
	tests=$((tests + 1))
	echo "ok $tests - $1"
}
not_ok() {
	tests=$((tests + 1))
	failures=$((failures + 1))
	echo "not ok $tests - $1"
	[ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/# /'
}
skip() { # NAME REASON
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}
skip_all() { # REASON
	echo "1..0 # SKIP $1"
	exit 0
}
done_testing() {
	if is_vault && [ -r /proc/keys ]; then
		vault lock
		check 'no key of this test stays in the kernel' no_kernel_key "$T/"
	fi
	echo "1..$tests"
	[ "$failures" -eq 0 ] || exit 1
	exit 0
}
# check NAME COMMAND...: passes where the command succeeds
check() {
	name=$1
	shift
	if detail=$("$@" 2>&1); then ok "$name"; else not_ok "$name" "failed: $*
$detail"; fi
}
is() { # NAME GOT WANT
	if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got:  $2
want: $3"; fi
}

# input TEXT: what the next runs read on standard input
input() {
	printf '%b' "$1" > "$T/in"
}

# run ARGUMENT...: runs the helper; leaves $T/out, $T/err and $status
run() {
	status=0
	"$HELPER" "$@" < "$T/in" > "$T/out" 2> "$T/err" || status=$?
}

# says NAME STATUS STDOUT STDERR ARGUMENT...: runs it, and all three must be exactly so
says() {
	says_name=$1 want_status=$2
	printf '%b' "$3" > "$T/want-out"
	printf '%b' "$4" > "$T/want-err"
	shift 4
	run "$@"
	answered "$says_name"
}
# The comparison alone, for runs that need a command line of their own.
answered() { # NAME, with $status, $want_status and the four files
	if [ "$status" -eq "$want_status" ] && cmp -s "$T/want-out" "$T/out" && cmp -s "$T/want-err" "$T/err"; then
		ok "$1"
	else
		not_ok "$1" "exit status $status, expected $want_status
$(diff -u "$T/want-out" "$T/out")
$(diff -u "$T/want-err" "$T/err")"
	fi
}
# fails NAME SENTENCE ARGUMENT...: a protocol verb fails with this sentence, on both streams
fails() {
	fails_name=$1 sentence=$2
	shift 2
	says "$fails_name" 1 "$sentence" "docker-credential-replicated: $sentence" "$@"
}

# absent NAME SECRET FILE...: neither the secret nor its base64 stands in the files
absent() {
	absent_name=$1 secret=$2
	shift 2
	encoded=$(printf '%s' "$secret" | base64 -w 0 | sed 's/=*$//')
	if grep -rqF -e "$secret" -e "$encoded" "$@"; then
		not_ok "$absent_name" "found in: $(grep -rlF -e "$secret" -e "$encoded" "$@")"
	else
		ok "$absent_name"
	fi
}

# ---- a keyring of our own ----

# Runs the test again on a private bus with an unlocked gnome-keyring. With TEST_KEYRING=vault an unlocked vault
# takes its place, and no bus is needed: tests/check runs those tests so that don't look into the Secret Service
# themselves. With TEST_KEYRING=keepassxc or kwallet it is that program, on a screen of its own (tests/keyring/lab).
in_keyring() {
	case ${TEST_KEYRING-} in
	vault)
		start_vault
		return
		;;
	keepassxc | kwallet)
		. "$top/tests/keyring/screen.sh"
		# shellcheck source=/dev/null
		. "$top/tests/keyring/$TEST_KEYRING.sh"
		in_bare_bus "$@"
		start_service
		return
		;;
	esac
	for program in gnome-keyring-daemon secret-tool; do
		command -v "$program" > "$T/which" || skip_all "no $program on this machine: run 'make deps-check'"
	done
	on_private_bus "$@"
	start_keyring
}
write_bus_config() {
	cat > "$T/bus.conf" << CONF
<busconfig><type>session</type><listen>unix:dir=$T</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
CONF
}
# The same on a bus that has no service and starts none.
in_bare_bus() {
	write_bus_config
	BUS_CONFIG=$T/bus.conf on_private_bus "$@"
}
on_private_bus() {
	[ -z "${IN_KEYRING-}" ] || return 0
	for program in dbus-run-session gdbus; do
		command -v "$program" > "$T/which" || skip_all "no $program on this machine: run 'make deps-check'"
	done
	trap - EXIT
	IN_KEYRING=1 exec dbus-run-session ${BUS_CONFIG:+--config-file="$BUS_CONFIG"} -- sh "$0" "$@" 2> "$T/bus.log"
}
start_keyring() {
	printf pw | gnome-keyring-daemon --unlock --components=secrets > "$T/keyring.log" 2>&1
	gdbus wait --session --timeout 10 org.freedesktop.secrets
}
# The process that answers for the keyring.
pidof_keyring() {
	gdbus call --session -d org.freedesktop.DBus -o /org/freedesktop/DBus \
		-m org.freedesktop.DBus.GetConnectionUnixProcessID org.freedesktop.secrets | tr -dc '0-9 ' | cut -d ' ' -f 2
}
service_call() { # METHOD ARGUMENT...
	method=$1
	shift
	gdbus call --session -d org.freedesktop.secrets -o /org/freedesktop/secrets -m "org.freedesktop.Secret.Service.$method" "$@"
}
lock_keyring() {
	if is_vault; then
		vault lock
		return
	fi
	service_call Lock "[objectpath '/org/freedesktop/secrets/collection/login']" > "$T/lock.log"
}
# gnome-keyring opens a collection by a prompt only; without one, by a new daemon.
unlock_keyring() {
	if is_vault; then
		vault unlock
		return
	fi
	printf pw | gnome-keyring-daemon --replace --unlock --components=secrets > "$T/keyring.log" 2>&1
}
# A daemon that has never been unlocked, as after autologin or over ssh: the commonest locked keyring.
restart_keyring_locked() {
	if is_vault; then
		vault lock
		return
	fi
	gnome-keyring-daemon --replace --components=secrets < /dev/null > "$T/keyring.log" 2>&1
	gdbus wait --session --timeout 10 org.freedesktop.secrets
}
# All properties, attributes among them, of every item of the profile "default"; no secrets.
item_properties() {
	service_call SearchItems "{'profile': 'default'}" | grep -o '/org/freedesktop/secrets/collection/[^/]*/[0-9]*' |
		while read -r path; do
			gdbus call --session -d org.freedesktop.secrets -o "$path" \
				-m org.freedesktop.DBus.Properties.GetAll org.freedesktop.Secret.Item
		done
}
is_vault() {
	[ "${TEST_KEYRING-}" = vault ]
}
vault() { # OPERATION
	# Whatever profile a test has left in the environment.
	echo pw | env -u REPLICATED_PROFILE "$build/bin/docker-credential-replicated" vault "$1" > "$T/vault.log" 2>&1
}
# Whether the kernel has no key whose name holds the text. A key that was removed is still listed until the kernel has
# collected it.
no_kernel_key() { # TEXT
	for _ in $(seq 1 100); do
		grep -qF "$1" /proc/keys || return 0
		sleep 0.1
	done
	return 1
}
start_vault() {
	REPLICATED_KEYRING=vault
	export REPLICATED_KEYRING
	LOCKED="vault is locked: run 'docker-credential-replicated vault unlock'\n"
	vault init
	vault unlock || skip_all "the vault cannot be unlocked on this machine: $(cat "$T/vault.log")"
	trap 'ended=$?; vault lock; (exit "$ended"); finish_test' EXIT
}

store() { # SERVER USERNAME SECRET
	printf '{"ServerURL":"%s","Username":"%s","Secret":"%s"}' "$1" "$2" "$3" > "$T/in"
	run store
	[ "$status" -eq 0 ] || not_ok "store for $1" "$(cat "$T/out" "$T/err")"
}

# ---- a Secret Service that does as it is told: tests/fake/secret-service.c ----

start_fake() { # WORD...; as a process with the name FAKE_NAME, if that is set
	: > "$T/fake.log"
	ln -sf "$build/tests/fake/secret-service" "$T/${FAKE_NAME:=secret-service}"
	"$T/$FAKE_NAME" "$@" > "$T/fake.log" 2> "$T/fake.err" &
	fake=$!
	while ! grep -q '^ready' "$T/fake.log"; do
		kill -0 "$fake" 2> "$T/which" || break
		sleep 0.02
	done
}
stop_fake() {
	[ -z "${fake-}" ] || kill "$fake" 2> "$T/which"
	wait "${fake-}" 2> "$T/which"
	fake=
}
# fake_was_asked METHOD: how often
fake_was_asked() {
	grep -c "^$1 " "$T/fake.log"
}
