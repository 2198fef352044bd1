#!/bin/sh
# SPDX-License-Identifier: MIT
# Full disks, failing disks, kills: the vault holds the old license or the new one, never less.
. "${0%/*}/../lib.sh"
. "${0%/*}/vault.sh"
has_kernel_keyring || skip_all 'no kernel keyring on this machine'

init_vault hunter2
unlock_vault hunter2
NOW_LOCKED="${ERROR}the vault is locked now, because the kernel keyring does not accept a key: run \
'docker-credential-replicated vault unlock'\n"
request='{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"%s"}'
# Leaks cannot be looked for under strace.
export ASAN_OPTIONS=detect_leaks=0

is_stored() { # SECRET
	input 'proxy.replicated.com'
	run get
	grep -qF "\"Secret\":\"$1\"" "$T/out"
}
# try_store SECRET INJECTION: stores while the kernel misbehaves so; leaves $outcome
try_store() {
	# shellcheck disable=SC2059 # a format of ours
	printf "$request" "$1" > "$T/in"
	outcome=0
	# The subshell takes the word of the shell about who was killed.
	(strace -f -o "$T/strace" -e "trace=${2%%:*}" -e "inject=$2" "$HELPER" store < "$T/in" > "$T/out" 2> "$T/err"; exit $?) \
		2> "$T/killed" || outcome=$?
	cp "$T/err" "$T/store-err"
}
# What must hold after each: exit status 0 is the new license; else it is the old or the new one; a sentence,
# unless it was killed; and the next call works, and leaves nothing behind.
check_after() { # OLD NEW HOW
	if [ "$outcome" -eq 0 ]; then
		is_stored "$2" || trouble="$trouble
$3: exit status 0, and not stored"
	else
		is_stored "$2" || is_stored "$1" || trouble="$trouble
$3: neither the old license nor the new one: $(cat "$T/out")"
		[ "$outcome" -ne 1 ] || [ -s "$T/store-err" ] || trouble="$trouble
$3: no sentence"
	fi
	store proxy.replicated.com LICENSE_ID "$1"
	[ "$(ls "${vault%/*}")" = vault ] || trouble="$trouble
$3: left behind: $(ls "${vault%/*}")"
}

if strace -o "$T/strace" -e trace=none true 2> "$T/err"; then
	store proxy.replicated.com LICENSE_ID old
	trouble='' kills=0
	for call in openat write fsync rename unlink flock fchmod close keyctl; do
		n=0 outcome=1
		while [ "$outcome" -ne 0 ] && [ "$n" -lt 50 ]; do
			n=$((n + 1)) kills=$((kills + 1))
			try_store new "$call:signal=SIGKILL:when=$n"
			check_after old new "killed at $call number $n"
		done
	done
	is 'killed at each system call that matters' "$trouble" ''
	check 'there were many of them' [ "$kills" -gt 40 ]

	trouble=''
	for fault in write:ENOSPC write:EIO write:EDQUOT fsync:EIO fsync:ENOSPC rename:EDQUOT rename:EROFS rename:EBUSY \
		flock:ENOLCK fchmod:EPERM close:EIO unlink:EACCES; do
		call=${fault%:*} number=${fault#*:} n=0 outcome=1
		while [ "$outcome" -ne 0 ] && [ "$n" -lt 30 ]; do
			n=$((n + 1))
			try_store new "$call:error=$number:when=$n"
			check_after old new "$call number $n fails with $number"
			case $call in flock | fchmod | rename) break ;; esac
		done
	done
	is 'each call that can fail fails once' "$trouble" ''
	try_store new 'write:error=ENOSPC:when=1'
	is 'a full disk is named' "$(cat "$T/store-err")" "${ERROR}vault cannot be written: the file '$vault': No space \
left on device: check that the disk is not full and its folder can be written, then try again"
	try_store new 'write:error=EINTR:when=1'
	is 'an interrupted write goes on' "$outcome" 0

	# The kernel keyring of the user is full.
	without_room() { # ARGUMENT...
		status=0
		strace -f -o "$T/strace" -e trace=add_key -e inject=add_key:error=EDQUOT "$HELPER" "$@" < "$T/in" > "$T/out" \
			2> "$T/err" || status=$?
	}
	printf 'hunter2\nhunter3\n' > "$T/in"
	want_status=0
	without_room vault passwd
	echo 'changed the passphrase of the vault' > "$T/want-out"
	printf '%b' "$NOW_LOCKED" > "$T/want-err"
	answered 'passwd: the quota of keys is full'
	check 'the old key takes no room there' no_kernel_key "docker-credential-replicated:vault:$vault"
	says 'the vault is locked' 1 "$VAULT_LOCKED" "$ERROR$VAULT_LOCKED" list
	echo hunter3 > "$T/in"
	want_status=1
	: > "$T/want-out"
	echo "${ERROR}vault cannot be unlocked: the kernel keyring does not accept a key: Disk quota exceeded" > "$T/want-err"
	without_room vault unlock
	answered 'unlock: the quota of keys is full'
	# It is read, and the key derived, before the lock is taken, for which other processes wait.
	echo hunter3 > "$T/passphrase"
	chmod 600 "$T/passphrase"
	printf "$request" again > "$T/in"
	REPLICATED_VAULT_PASSPHRASE_FILE=$T/passphrase strace -f -o "$T/strace" -e trace=openat,flock "$HELPER" store \
		< "$T/in" > "$T/out" 2> "$T/err"
	is 'store with a passphrase file reads it once, before it locks the vault' \
		"$? $(sed -n "s|.*\($T/passphrase\)\".*|file|p; s/.*flock.*LOCK_EX.*/lock/p" "$T/strace" | tr '\n' ' ')" '0 file lock '
	unlock_vault hunter3
	says 'the new passphrase opens it' 0 '{"proxy.replicated.com":"LICENSE_ID"}\n' '' list

	# The key was removed, expired or revoked meanwhile; the first call looks for it, the second one is about it.
	# with_keyctl FAULT ARGUMENT...: leaves $status
	with_keyctl() {
		fault=$1
		shift
		status=0
		strace -f -o "$T/strace" -e trace=keyctl -e "inject=keyctl:$fault" "$HELPER" "$@" < "$T/in" > "$T/out" \
			2> "$T/err" || status=$?
	}
	input 'proxy.replicated.com'
	want_status=1
	printf '%b' "$VAULT_LOCKED" > "$T/want-out"
	printf '%b' "$ERROR$VAULT_LOCKED" > "$T/want-err"
	for error in ENOKEY EKEYEXPIRED EKEYREVOKED; do
		with_keyctl "error=$error:when=1" get
		answered "get: the key is gone ($error)"
		with_keyctl "error=$error:when=2" get
		answered "get: the key goes away ($error)"
	done
	# The key is there when the licenses are listed, and not a moment later.
	name='login: the key goes away before the license is asked for'
	if command -v python3 > "$T/which"; then
		"${0%/*}/../runtime/on-terminal" see 'vault is locked' end -- "$(command -v strace)" -f -o "$T/strace" -e trace=keyctl \
			-e inject=keyctl:error=ENOKEY:when=3+ "$(command -v "$HELPER")" login --no-check > "$T/screen" 2>&1
		is "$name" "$(grep -c "vault is locked: run '$HELPER vault unlock'" "$T/screen") $(grep -c 'License ID' "$T/screen")" '1 0'
	else
		skip "$name" 'no python3 on this machine'
	fi
	with_keyctl error=EACCES status
	is 'status: there is no kernel keyring' "$status $(sed -n '/keyring /{N;p;}' "$T/out")" \
		"1 bad  keyring  vault is locked, and there is no kernel keyring here to unlock it in (Permission denied)
              set REPLICATED_VAULT_PASSPHRASE_FILE to the path of a file with the passphrase"
	want_status=0
	echo 'vault is locked' > "$T/want-out"
	: > "$T/want-err"
	for error in ENOKEY ENOENT; do
		with_keyctl "error=$error:when=2" vault lock
		answered "lock: another one was faster ($error)"
	done
	want_status=1
	: > "$T/want-out"
	echo "${ERROR}vault cannot be locked: the kernel keyring does not remove the key: Permission denied" > "$T/want-err"
	with_keyctl error=EACCES:when=2 vault lock
	answered 'lock: the key stays'
else
	skip 'system calls that fail' 'no strace on this machine'
fi

# ---- real file systems, in a mount namespace of our own ----
cat > "$T/in-namespace" << 'EOF'
set -e
mkdir -p "$XDG_DATA_HOME/docker-credential-replicated"
mount -t tmpfs -o size=16k,mode=700 none "$XDG_DATA_HOME/docker-credential-replicated"
case $1 in
full)
	echo hunter2 | "$HELPER" vault init > "$T/made"
	echo hunter2 | "$HELPER" vault unlock > "$T/unlocked"
	dd if=/dev/zero of="$XDG_DATA_HOME/docker-credential-replicated/filler" bs=1k 2> "$T/dd.log" || true
	;;
read-only)
	echo hunter2 | "$HELPER" vault init > "$T/made"
	echo hunter2 | "$HELPER" vault unlock > "$T/unlocked"
	printf '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"old"}' | "$HELPER" store
	mount -o remount,ro "$XDG_DATA_HOME/docker-credential-replicated"
	;;
read-only-empty) mount -o remount,ro "$XDG_DATA_HOME/docker-credential-replicated" ;;
esac
shift
"$HELPER" "$@" < "$T/in"
EOF
export HELPER
namespace='unshare -m --propagation private'
[ "$(id -u)" -eq 0 ] || namespace='unshare -rm --propagation private'
# in_namespace KIND STATUS STDOUT STDERR ARGUMENT...
in_namespace() {
	kind=$1 want_status=$2
	printf '%b' "$3" > "$T/want-out"
	printf '%b' "$4" > "$T/want-err"
	shift 4
	status=0
	# shellcheck disable=SC2086 # a command and its options
	$namespace sh "$T/in-namespace" "$kind" "$@" > "$T/out" 2> "$T/err" || status=$?
	answered "$kind file system: $1"
	run vault lock
}
TRY_AGAIN=': check that the disk is not full and its folder can be written, then try again\n'
run vault lock
# shellcheck disable=SC2086 # a command and its options
if $namespace mount -t tmpfs none "$XDG_CACHE_HOME" 2> "$T/err"; then
	# shellcheck disable=SC2059 # a format of ours
	printf "$request" new > "$T/in"
	sentence="vault cannot be written: the file '$vault': No space left on device$TRY_AGAIN"
	in_namespace full 1 "$sentence" "$ERROR$sentence" store
	sentence="vault cannot be written: the file '$vault': Read-only file system$TRY_AGAIN"
	in_namespace read-only 1 "$sentence" "$ERROR$sentence" store
	input 'proxy.replicated.com'
	in_namespace read-only 0 '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"old"}\n' '' get
	input 'hunter2\nhunter3\n'
	in_namespace read-only 1 '' "$ERROR$sentence" vault passwd
	input 'hunter2\n'
	in_namespace read-only-empty 1 '' "$ERROR$sentence" vault init
else
	skip 'full and read-only file systems' 'no mount namespaces on this machine'
fi
done_testing
