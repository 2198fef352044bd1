#!/bin/sh
# SPDX-License-Identifier: MIT
# What status says of a vault, and that nothing of a desktop is touched where one answers.
. "${0%/*}/../lib.sh"
. "${0%/*}/vault.sh"

license=1vusOokxAVp1tkRGuyxnF23PJcq
init_vault hunter2
keyring_line() { # what status says of the keyring
	run status
	sed -n '/^[a-z]* *keyring/,/^[a-z]/p' "$T/out" | sed '1!{/^[a-z]/d;}'
}
is 'status: locked' "$(keyring_line)" "bad  keyring  vault: $vault, locked
              run 'docker-credential-replicated vault unlock'"
has_kernel_keyring || skip_all 'no kernel keyring on this machine'
input 'hunter2\n'
run vault unlock --lifetime 1h
until=$(sed 's/vault is unlocked until //' "$T/out")
case $(keyring_line) in
"ok   keyring  vault: $vault, unlocked until ${until%:*}:"*) ok 'status: unlocked, and until when' ;;
*) not_ok 'status: unlocked, and until when' "$(keyring_line)
not: $until" ;;
esac
run status --json
check 'status --json: it holds neither passphrase nor key' sh -c "! grep -q hunter2 '$T/out'"

# ---- the key, in the kernel ----
key=$(grep -F "docker-credential-replicated:vault:$vault" /proc/keys)
is 'one key, of its owner alone' "$(echo "$key" | awk '{ print $5, $6, $8 }')" "003f0000 $(id -u) user"
case $key in
*' 59m '* | *'  1h '* | *' 60m '*) ok 'with an expiry' ;;
*) not_ok 'with an expiry' "$key" ;;
esac

# ---- the file ----
inode=$(stat -c %i "$vault")
input 'registry.replicated.com'
says 'erase of what is not stored' 0 '' '' erase
is 'the vault is not written for it' "$(stat -c %i "$vault")" "$inode"

# ---- libraries and connections ----
store proxy.replicated.com LICENSE_ID "$license"
input 'proxy.replicated.com'
LD_DEBUG=libs LD_DEBUG_OUTPUT=$T/loaded "$HELPER" get < "$T/in" > "$T/out" 2> "$T/err"
check 'get answers' grep -q "$license" "$T/out"
check 'it loads the vault' grep -q 'vault\.so' "$T"/loaded.*
for library in libsystemd libgcrypt libgio libgobject libcurl secret-service; do
	check "and no $library" sh -c "! grep -q 'calling init.*$library' '$T'/loaded.*"
done
# Leaks cannot be looked for under strace.
if ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=%network -o "$T/strace" "$HELPER" get < "$T/in" > "$T/out" 2> "$T/err"; then
	is 'it connects to nothing' "$(grep -c 'connect\|socket' "$T/strace")" 0
else
	skip 'it connects to nothing' 'no strace on this machine'
fi

# ---- how long a guess takes ----
# cost COMMAND...: its milliseconds
cost() {
	started=$(date +%s%N)
	"$@" < "$T/in" > "$T/out" 2>&1
	echo $((($(date +%s%N) - started) / 1000000))
}
input 'wrong\n'
guess=$(cost "$HELPER" vault unlock)
check "a wrong guess is expensive: $guess ms" [ "$guess" -ge 200 ]
run vault lock
input 'proxy.replicated.com'
best=100000
for _ in 1 2 3 4 5; do
	milliseconds=$(cost "$HELPER" get)
	[ "$milliseconds" -ge "$best" ] || best=$milliseconds
done
check "locked is reported without deriving the key: $best of $guess ms" [ "$best" -lt $((guess / 2)) ]
done_testing
