#!/bin/sh
# SPDX-License-Identifier: MIT
# A vault's file that is not as it was written: never an answer, never "not found", one sentence.
. "${0%/*}/../lib.sh"
. "${0%/*}/vault.sh"
has_kernel_keyring || skip_all 'no kernel keyring on this machine'

license=1vusOokxAVp1tkRGuyxnF23PJcq
init_vault hunter2
unlock_vault hunter2
store proxy.replicated.com LICENSE_ID "$license"
cp "$vault" "$T/good"
size=$(stat -c %s "$vault")
input 'proxy.replicated.com'

# poke OFFSET OCTAL: one byte of the vault
poke() {
	printf '%b' "\\0$2" | dd of="$vault" bs=1 seek="$1" conv=notrunc 2> "$T/dd.log"
}
restore() {
	cp "$T/good" "$vault"
}
# What every damage must look like from outside.
is_refused() { # NAME
	run get
	if [ "$status" -eq 1 ] && grep -q '^vault cannot be opened: ' "$T/out" &&
		[ "$(wc -l < "$T/out")" -eq 1 ] && ! grep -q "$license" "$T/out" "$T/err"; then
		return 0
	fi
	not_ok "$1" "exit status $status
$(cat "$T/out" "$T/err")"
	return 1
}

# ---- every byte of the head, every 13th of the rest (the unit tests flip every bit of all) ----
bad=0
offset=0
while [ "$offset" -lt "$size" ]; do
	old=$(od -An -tu1 -j "$offset" -N 1 "$T/good" | tr -d ' ')
	poke "$offset" "$(printf '%03o' $((old ^ 1)))"
	is_refused "byte $offset flipped" || bad=$((bad + 1))
	restore
	if [ "$offset" -lt 76 ]; then offset=$((offset + 1)); else offset=$((offset + 13)); fi
done
is 'a flipped byte is refused, wherever it is' "$bad" 0

bad=0
for length in 0 1 7 8 11 12 20 36 51 52 75 76 77 91 92 93 1000 $((size - 1)); do
	head -c "$length" "$T/good" > "$vault"
	is_refused "cut to $length bytes" || bad=$((bad + 1))
done
is 'a file cut off is refused, wherever it was cut' "$bad" 0
cat "$T/good" "$T/good" > "$vault"
is_refused 'twice the file' && ok 'a file that is too long is refused'
restore

# ---- a head that asks for too much ----
for case in '12 000 0 passes over 262144 KiB' '13 020 4099 passes over 262144 KiB' '19 001 3 passes over 17039360 KiB' \
	'18 100 3 passes over 4194304 KiB' '15 377 4278190083 passes over 262144 KiB' '18 000 3 passes over 0 KiB'; do
	# shellcheck disable=SC2086 # three words and a text
	set -- $case
	poke "$1" "$2"
	shift 2
	started=$(date +%s)
	fails "a head that asks for $*" "vault cannot be opened: the file '$vault' asks for $* of memory, which no \
vault of this program does: restore it from a backup\n" get
	check 'is refused at once' [ $(($(date +%s) - started)) -le 1 ]
	restore
done
poke 8 003
fails 'a version from the future' "vault cannot be opened: the file '$vault' has version 3, and this program knows \
2: install a newer docker-credential-replicated\n" get
fails 'and nothing is written over it' "vault cannot be opened: the file '$vault' has version 3, and this program \
knows 2: install a newer docker-credential-replicated\n" erase
restore

# ---- what people type ----
poke 200 000
poke 201 000
DAMAGED="vault cannot be opened: the file '$vault' is damaged: restore it from a backup\n"
input "another$license\n"
for words in 'login --no-check' 'login --no-check --domain proxy.replicated.com' 'login --no-check --keyring vault' \
	'logout' 'logout --all'; do
	# shellcheck disable=SC2086 # words
	says "$words: one sentence" 1 '' "$ERROR$DAMAGED" $words
done
run status
is 'status: one line about the keyring, and none that it is open' "$status $(grep -e keyring -e license "$T/out")" \
	"1 bad  keyring  vault cannot be opened: the file '$vault' is damaged"
run status --json
is 'and its code' "$(grep -o '"code":"[a-z]*-[a-z]*able"' "$T/out")" '"code":"licenses-unreadable"'
restore
input 'proxy.replicated.com'

# ---- another vault in its place ----
mv "${vault%/*}" "$T/aside"
init_vault other
cp "$vault" "$T/other"
rm -r "${vault%/*}"
mv "$T/aside" "${vault%/*}"
cp "$T/other" "$vault"
input 'proxy.replicated.com'
fails 'another vault is not opened by the key of this one' "$VAULT_LOCKED" get
restore
says 'the old one still is' 0 \
	"{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n" '' get
head -c 52 "$T/other" > "$vault"
tail -c +53 "$T/good" >> "$vault"
fails 'the head of another vault' "$VAULT_LOCKED" get
input 'other\n'
says 'the head of another vault, and its passphrase' 1 '' \
	"${ERROR}vault cannot be opened: the passphrase is wrong, or the file '$vault' is damaged\n" vault unlock
input 'proxy.replicated.com'

# ---- no file at all ----
NO_VAULT="vault cannot be opened: '$vault' is not a vault: move it away, then restore the vault from a backup, or run 'docker-credential-replicated vault init'\n"
rm "$vault"
mkdir "$vault"
fails 'a folder in its place' "$NO_VAULT" get
rmdir "$vault"
mkfifo "$vault"
fails 'a FIFO in its place' "$NO_VAULT" get
rm "$vault"
ln -s vault "$vault"
fails 'a link to itself' "vault cannot be opened: the file '$vault' cannot be read: Too many levels of symbolic links: check that you can read it, then try again\n" get
rm "$vault"
mv "${vault%/*}" "$T/aside"
: > "${vault%/*}"
fails 'a file in place of its folder' "vault cannot be opened: the file '$vault' cannot be read: Not a directory: check that you can read it, then try again\n" get
rm "${vault%/*}"
mv "$T/aside" "${vault%/*}"
truncate -s 17M "$vault"
fails 'a file of 17 MiB' "$NO_VAULT" get
rm "$vault"
cp "$T/good" "$T/elsewhere"
ln -s "$T/elsewhere" "$vault"
says 'a link is followed' 0 \
	"{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n" '' get
store registry.replicated.com LICENSE_ID "$license"
check 'and kept' test -L "$vault"
check 'what it leads to was written' sh -c "! cmp -s '$T/good' '$T/elsewhere'"
done_testing
