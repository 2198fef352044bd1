#!/bin/sh
# SPDX-License-Identifier: MIT
# Fifty that store at the same time: none undoes what another has written.
. "${0%/*}/../lib.sh"
. "${0%/*}/vault.sh"
has_kernel_keyring || skip_all 'no kernel keyring on this machine'
init_vault hunter2
unlock_vault hunter2

writers=50
i=0
pids=
while [ "$i" -lt "$writers" ]; do
	i=$((i + 1))
	printf '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"license%s"}' "$i" > "$T/in.$i"
	"$HELPER" -p "p$i" store < "$T/in.$i" > "$T/out.$i" 2>&1 &
	pids="$pids $!"
done
# Readers meanwhile see a vault, never a piece of one.
reads=0 broken=0
while [ "$reads" -lt 50 ]; do
	"$HELPER" list > "$T/listed" 2>&1 || broken=$((broken + 1))
	reads=$((reads + 1))
done
failed=0
for pid in $pids; do
	wait "$pid" || failed=$((failed + 1))
done
is 'all stores succeed' "$failed" 0
is 'no reader saw half a vault' "$broken" 0
i=0 lost=0
while [ "$i" -lt "$writers" ]; do
	i=$((i + 1))
	input 'proxy.replicated.com'
	run -p "p$i" get
	grep -qF "\"license$i\"" "$T/out" || lost=$((lost + 1))
done
is 'no license is lost' "$lost" 0
is 'nothing else is left in the folder' "$(ls "${vault%/*}")" vault

# ---- two that create the vault at once ----
run vault lock
rm "$vault"
echo first > "$T/first"
echo second > "$T/second"
pids=
for name in first second; do
	"$HELPER" vault init < "$T/$name" > "$T/$name.out" 2>&1 &
	pids="$pids $!"
done
made=0
for pid in $pids; do
	if wait "$pid"; then made=$((made + 1)); fi
done
is 'one of two creates the vault' "$made" 1
is 'the other says that there is one' "$(cat "$T/first.out" "$T/second.out" | grep -c 'a vault already exists')" 1
winner=second
if grep -q 'already' "$T/second.out"; then winner=first; fi
cp "$T/$winner" "$T/in"
run vault unlock
is "its passphrase opens it" "$status" 0

# ---- while another program has the vault's lock, and keeps it ----
cp "$vault" "$T/vault"
flock --no-fork "${vault%/*}" sleep 60 &
fake=$!
while flock --nonblock "${vault%/*}" true; do sleep 0.1; done
waits() { # NAME ARGUMENT...
	waits_name=$1
	shift
	REPLICATED_TIMEOUT=3 run "$@"
	is "$waits_name" "$status $(cat "$T/out" "$T/err")" "1 ${ERROR}timed out after 3 s waiting for the vault: check which other program \
is changing it, or set REPLICATED_TIMEOUT higher"
}
{ cat "$T/$winner"; echo third; } > "$T/in"
waits 'vault passwd says what it waits for' vault passwd
rm "$vault"
cp "$T/$winner" "$T/in"
waits 'vault init, too' vault init
check 'it has made none' test ! -e "$vault"
kill "$fake"
wait "$fake" 2> "$T/waited" || true
fake=
cp "$T/vault" "$vault"
run vault unlock
is 'and the passphrase is the old one' "$status" 0

# ---- a license is stored while the passphrase changes, and with it the key that was found before ----
{ cat "$T/$winner"; echo third; } > "$T/both"
"$HELPER" vault passwd < "$T/both" > "$T/passwd.out" 2>&1 &
passwd=$!
while kill -0 "$passwd" 2> "$T/which" && flock --nonblock "${vault%/*}" true; do sleep 0.05; done
input '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"stored-meanwhile"}'
says 'store, while the passphrase changes' 0 '' '' store
wait "$passwd"
is 'it has changed' "$? $(cat "$T/passwd.out")" '0 changed the passphrase of the vault'
input 'proxy.replicated.com'
says 'and the license is there' 0 '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"stored-meanwhile"}\n' '' get
done_testing
