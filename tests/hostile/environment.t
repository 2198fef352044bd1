#!/bin/sh
# SPDX-License-Identifier: MIT
# Odd surroundings: no home, another working folder, few descriptors, masks and signals that were inherited,
# another name, installed elsewhere.
. "${0%/*}/../lib.sh"
in_keyring "$@"

license=1vusOokxAVp1tkRGuyxnF23PJcq
me=docker-credential-replicated
H=proxy.replicated.com
program=$build/bin/$me
found="{\"ServerURL\":\"$H\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}"
store "$H" LICENSE_ID "$license"
input "$H"

# gives NAME COMMAND...: the command answers as ever
gives() {
	name=$1
	shift
	status=0
	"$@" < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	is "$name" "$status $(cat "$T/out" "$T/err")" "0 $found"
}
bus=$DBUS_SESSION_BUS_ADDRESS

# ---- environment ----
gives 'only the bus' env -i DBUS_SESSION_BUS_ADDRESS="$bus" "$program" get
gives 'no HOME' env -u HOME -u XDG_CONFIG_HOME "$program" get
gives 'HOME that is not there' env HOME="$T/none" XDG_CONFIG_HOME="$T/none/config" "$program" get
gives 'HOME that is relative' env HOME=home XDG_CONFIG_HOME=config "$program" get
gives 'HOME that is empty' env HOME= XDG_CONFIG_HOME= "$program" get
gives 'no PATH' env -u PATH "$program" get
gives 'DOCKER_CONFIG means nothing to get' env DOCKER_CONFIG="$T/none" "$program" get
gives 'no XDG_RUNTIME_DIR' env -u XDG_RUNTIME_DIR "$program" get
gives 'an empty REPLICATED_PROFILE, KEYRING, DOMAINS' env REPLICATED_PROFILE= REPLICATED_KEYRING= REPLICATED_DOMAINS= "$program" get
gives 'the keyring by its name' env REPLICATED_KEYRING=secret-service "$program" get
for keyring in none ../secret-service /etc/passwd secret-service.so 'Secret-Service' "$license"; do
	REPLICATED_KEYRING=$keyring
	export REPLICATED_KEYRING
	run get
	is "REPLICATED_KEYRING=$keyring: one sentence" "$status $(wc -l < "$T/out") $(grep -c 'no keyring called' "$T/out")" '1 1 1'
	input registry.example.com
	says "REPLICATED_KEYRING=$keyring: a foreign host is not found" 1 "$NOT_FOUND" '' get
	input "$H"
done
unset REPLICATED_KEYRING
mkdir -p "$XDG_CONFIG_HOME/$me"
for config in '[domains' 'no group' '[domains]
extra=https://evil.com'; do
	printf '%s\n' "$config" > "$XDG_CONFIG_HOME/$me/config"
	run list
	is "a damaged config file is an error: $config" "$status $(wc -l < "$T/out") $(grep -c "$XDG_CONFIG_HOME/$me/config" "$T/out")" '1 1 1'
done
rm -r "${XDG_CONFIG_HOME:?}/$me"

# ---- what is inherited ----
# shellcheck disable=SC2016
gives 'every signal blocked' perl -e 'use POSIX; my $all = POSIX::SigSet->new; $all->fillset; sigprocmask(SIG_BLOCK, $all); exec @ARGV' "$program" get
mkfifo "$T/silent"
sleep 30 > "$T/silent" &
silent=$!
status=0
REPLICATED_TIMEOUT=1 perl -e 'use POSIX; my $all = POSIX::SigSet->new; $all->fillset; sigprocmask(SIG_BLOCK, $all); $SIG{ALRM} = "IGNORE"; exec @ARGV' \
	"$program" get < "$T/silent" > "$T/out" 2> "$T/err" || status=$?
is 'the deadline works where SIGALRM was blocked and ignored' "$status $(cut -d ' ' -f 1-5 "$T/out")" '1 timed out after 1 s'
kill "$silent"
gives 'a timer of somebody else' perl -e 'alarm 1; exec @ARGV' "$program" get
gives 'umask 0' sh -c 'umask 0; exec "$@"' sh "$program" get
gives 'few descriptors' sh -c 'ulimit -n 32; exec "$@"' sh "$program" get
if [ "$(id -u)" -ne 0 ]; then
	gives 'no memory that may be locked' sh -c 'ulimit -l 0; exec "$@"' sh "$program" get
elif command -v setpriv > "$T/which"; then
	gives 'no memory that may be locked' sh -c 'ulimit -l 0; exec setpriv --bounding-set=-ipc_lock "$@"' sh "$program" get
else
	skip 'no memory that may be locked' 'no setpriv on this machine'
fi
gives 'descriptors left open' sh -c 'exec 3< /dev/null 4> /dev/null 9< /dev/null; exec "$@"' sh "$program" get
cd / || exit 1
gives 'another working folder' "$program" get
mkdir "$T/gone"
cd "$T/gone" && rmdir "$T/gone"
gives 'a working folder that was deleted' "$program" get
cd "$T" || exit 1

# ---- names and places ----
gives 'no name at all' perl -e 'exec { $ARGV[0] } "", "get"' "$program"
mkdir "$T/links"
ln -s "$program" "$T/links/$me"
ln -s "$T/links/$me" "$T/links/another-name"
gives 'through a link' "$T/links/$me" get
gives 'through two, of another name' "$T/links/another-name" get
gives 'by a relative path' sh -c 'cd links && exec "./$1" get' sh "$me"
gives 'found on PATH' env PATH="$T/links:/usr/bin:/bin" "$me" get
gives 'libraries of a hostile folder' env LD_LIBRARY_PATH="$T" GIO_MODULE_DIR="$T" GIO_EXTRA_MODULES="$T" "$program" get

# Another user, as sudo makes one, who names our bus: refused, and never not-found.
if [ "$(id -u)" -eq 0 ] && command -v setpriv > "$T/which"; then
	mkdir -p "$T/copy/libexec"
	cp -r "$build/bin" "$T/copy/"
	cp -r "$build/libexec/$me" "$T/copy/libexec/"
	chmod 755 "$T"
	for verb in get list; do
		status=0
		env HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent setpriv --reuid=65534 --regid=65534 --clear-groups \
			"$T/copy/bin/$me" "$verb" < "$T/in" > "$T/out" 2> "$T/err" || status=$?
		is "$verb as another user: a sentence that names the session's user" \
			"$status $(wc -l < "$T/out") $(grep -c '^keyring .*as the user' "$T/out")" '1 1 1'
		is "$verb as another user: on both streams" "$(cat "$T/err")" "$me: $(cat "$T/out")"
	done
else
	skip 'another user' 'needs root and setpriv, to be another user'
fi

# Installed, from DESTDIR and where it is in the end.
# By the name it was built under: another one would build it anew, below the tests that run meanwhile.
make -C "$top" --no-print-directory -s BUILD="${build#"$top/"}" DEV="$(case $build in *dev) echo 1 ;; *) echo 0 ;; esac)" \
	DESTDIR="$T/destdir" PREFIX=/usr install > "$T/install" 2>&1
gives 'from DESTDIR' "$T/destdir/usr/bin/$me" get
mv "$T/destdir/usr" "$T/moved"
gives 'moved as a whole' "$T/moved/bin/$me" get
rm -r "$T/moved/libexec"
status=0
"$T/moved/bin/$me" get < "$T/in" > "$T/out" 2> "$T/err" || status=$?
is 'without its back end: a sentence' "$status $(wc -l < "$T/out") $(grep -c "^cannot load the keyring 'secret-service': install the program again" "$T/out")" '1 1 1'
input registry.example.com
status=0
"$T/moved/bin/$me" get < "$T/in" > "$T/out" 2> "$T/err" || status=$?
is 'without its back end: a foreign host is not found' "$status $(cat "$T/out" "$T/err")" "1 $(printf '%b' "$NOT_FOUND")"
done_testing
