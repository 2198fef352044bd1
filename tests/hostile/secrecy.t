#!/bin/sh
# SPDX-License-Identifier: MIT
# The license is in no argument, environment, attribute, error, debug output, core, or readable memory.
. "${0%/*}/../lib.sh"
in_keyring "$@"

license=1vusOokxAVp1tkRGuyxnF23PJcq
me=docker-credential-replicated
H=proxy.replicated.com
found="{\"ServerURL\":\"$H\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n"
program=$build/bin/$me
store "$H" LICENSE_ID "$license"
store registry.replicated.com "$license" "$license"

item_properties > "$T/properties" 2>&1
is 'two items' "$(grep -c 'com.replicated.License' "$T/properties")" 2
absent 'no label and no attribute holds the license' "$license" "$T/properties"
says 'list does not, either' 0 "{\"$H\":\"LICENSE_ID\",\"registry.replicated.com\":\"LICENSE_ID\"}\n" '' list

# ---- variables that make libraries talk, or do other things ----
input "$H"
for variable in G_MESSAGES_DEBUG=all G_DBUS_DEBUG=all G_DEBUG=fatal-criticals 'G_DEBUG=all' DBUS_VERBOSE=1 "MALLOC_TRACE=$T/mtrace" \
	MALLOC_CHECK_=3 LC_ALL=xx_YY.utf8 LC_NUMERIC=de_DE.UTF-8 LANGUAGE=de "SSLKEYLOGFILE=$T/keys" "GIO_EXTRA_MODULES=$T" "GIO_MODULE_DIR=$T" \
	SECRET_BACKEND=service SECRET_BACKEND= GNUTLS_DEBUG_LEVEL=9 G_SLICE=always-malloc POSIXLY_CORRECT=1 SECRET_SERVICE_BUS_NAME=org.example.None \
	"GIO_USE_VFS=gvfs" "G_ENABLE_DIAGNOSTIC=1"; do
	status=0
	env "$variable" "$HELPER" get < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	printf '%b' "$found" > "$T/want-out"
	: > "$T/want-err"
	want_status=0
	answered "the same bytes with $variable"
done
status=0
env G_MESSAGES_DEBUG=all G_DBUS_DEBUG=all "$HELPER" list < "$T/in" > "$T/out" 2> "$T/err" || status=$?
is 'list with all debugging' "$status $(cat "$T/out" "$T/err")" "0 {\"$H\":\"LICENSE_ID\",\"registry.replicated.com\":\"LICENSE_ID\"}"
for backend in bogus file memory Service; do
	SECRET_BACKEND=$backend fails "SECRET_BACKEND=$backend" "SECRET_BACKEND is set to something other than 'service': unset it, then try again\n" get
	unset SECRET_BACKEND
done
for variable in SECRET_FILE_TEST_PASSWORD SECRET_FILE_TEST_PATH; do
	for value in x ''; do
		sentence="a SECRET_FILE_TEST_ variable is set, a switch for libsecret's own tests: unset it, then try again"
		status=0
		env "$variable=$value" "$HELPER" get < "$T/in" > "$T/out" 2> "$T/err" || status=$?
		is "$variable='$value'" "$status $(cat "$T/out")" "1 $sentence"
	done
done

# ---- what others on the machine see while a call is under way ----
REPLICATED_TIMEOUT=30
export REPLICATED_TIMEOUT
mkfifo "$T/slow"
watch() { # NAME ARGUMENT...: what /proc shows of a process that has read a license and waits for more
	watch_name=$1
	shift
	REPLICATED_LICENSE_ID=$license "$program" "$@" < "$T/slow" > "$T/out" 2> "$T/err" &
	watched=$!
	exec 9> "$T/slow"
	printf '{"ServerURL":"%s","Username":"u","Secret":"%s"' "$H" "$license" >&9
	sleep 0.3
	tr '\0' '\n' < "/proc/$watched/cmdline" > "$T/cmdline"
	cat "/proc/$watched/environ" > "$T/environ" 2> "$T/which"
	absent "$watch_name: not in its arguments" "$license" "$T/cmdline"
	absent "$watch_name: not in its environment" "$license" "$T/environ"
	grep -i '^Max core file size' "/proc/$watched/limits" > "$T/limits"
	is "$watch_name: no core" "$(awk '{ print $5, $6 }' "$T/limits")" '0 0'
	# To another user the files of an undumpable process belong to root.
	if [ "$(id -u)" -eq 0 ]; then owner=0; else owner=$(stat -c %u "/proc/$watched/mem"); fi
	is "$watch_name: its memory is root's" "$owner $(stat -c %u "/proc/$watched/mem")" '0 0'
	kill -ABRT "$watched"
	exec 9>&-
	wait "$watched" 2> "$T/which"
	absent "$watch_name: a crash says nothing of it" "$license" "$T/out" "$T/err"
	is "$watch_name: and leaves no core" "$(find . "$T" -maxdepth 1 -name 'core*' -newer "$T/limits")" ''
}
cd "$T" || exit 1
watch get get
watch store store
watch erase erase

# A program that `status` starts, another one of this name on PATH, is not even told that there was a variable.
mkdir "$T/first"
printf '#!/bin/sh\n/usr/bin/env > "%s"\n' "$T/environment" > "$T/first/$me"
chmod 755 "$T/first/$me"
PATH=$T/first:$PATH REPLICATED_LICENSE_ID=$license "$program" status < /dev/null > "$T/out" 2> "$T/err"
is 'the variable of a license is not passed on' "$(grep -c '^PATH=\|REPLICATED_LICENSE_ID' "$T/environment")$(grep -o "$license" "$T/environment")" 1

# As the same user, who is not root: neither memory nor environment can be opened.
if [ "$(id -u)" -eq 0 ] && command -v setpriv > "$T/which"; then
	chmod 711 "$T"
	mkdir "$T/other"
	chown 65534 "$T/other"
	cat > "$T/peek" << 'PEEK'
program=$1
mkfifo other/pipe
REPLICATED_LICENSE_ID=secret-in-environ "$program" get < other/pipe > other/out 2> other/err &
exec 9> other/pipe
sleep 0.3
for file in mem environ maps; do
	if dd if=/proc/$!/$file of=other/dump bs=1 count=1 2> other/dd; then echo "$file can be read"; fi
done
kill $!
PEEK
	# The program of a build tree that others may not enter is copied, with its back ends.
	mkdir -p "$T/copy/libexec"
	cp -r "$build/bin" "$T/copy/"
	cp -r "$build/libexec/$me" "$T/copy/libexec/"
	setpriv --reuid=65534 --regid=65534 --clear-groups sh "$T/peek" "$T/copy/bin/$me" > "$T/peeked" 2>&1
	is 'the same user reads nothing of it in /proc' "$(cat "$T/peeked")" ''
else
	skip 'the same user reads nothing of it in /proc' 'needs root and setpriv, to be another user'
fi

# ---- memory that cannot be locked ----
if sh -c 'ulimit -l 0' 2> "$T/which"; then
	status=0
	# Root may lock memory without a limit.
	limited=
	[ "$(id -u)" -ne 0 ] || ! setpriv --bounding-set -ipc_lock true 2> "$T/which" || limited='setpriv --bounding-set -ipc_lock'
	# shellcheck disable=SC3045 # looked for above
	(
		ulimit -l 0
		# shellcheck disable=SC2086 # words
		exec $limited "$HELPER" get < "$T/in"
	) > "$T/out" 2> "$T/err" || status=$?
	is 'no lockable memory: the same answer' "$status $(cat "$T/out")" "0 $(printf '%b' "$found")"
	is 'no lockable memory: and no complaint' "$(cat "$T/err")" ''
else
	skip 'no lockable memory' 'this shell has no ulimit -l'
fi

# ---- what every kind of failure says ----
: > "$T/said"
lock_keyring
for arguments in get store erase list dockerconfigjson "get $license" "$license" "--license=$license" "-p $license get" \
	"--profile=$license get" "dockerconfigjson -o $license" "dockerconfigjson --output=$license" "dockerconfigjson --$license" \
	"dockerconfigjson --license-id=$license" "dockerconfigjson --domain=$license..x" "help $license"; do
	for request in '{"ServerURL":"'$H'","Username":"u","Secret":"'$license'"}' '{"ServerURL":"'$H'","Username":"u","Secret":"'$license'"' \
		'{"ServerURL":"'$H'","Username":"'$license:x'","Secret":"'$license'"}' '{"ServerURL":"evil.com","Username":"u","Secret":"'$license'"}' \
		"$license" '{"'$license'":"'$license'","'$license'":1}'; do
		printf '%s' "$request" > "$T/in"
		# shellcheck disable=SC2086 # words of a command line
		run $arguments
		case $arguments in "$license") ;; *) cat "$T/out" "$T/err" >> "$T/said" ;; esac
		[ "$status" -ne 0 ] || case $arguments in list | erase) ;; *) not_ok "fails: $arguments" "$(cat "$T/out")" ;; esac
	done
done
absent 'no failure repeats a license' "$license" "$T/said"
done_testing
