#!/bin/sh
# SPDX-License-Identifier: MIT
# A vault from init to lock: what each step says, and what get, list, store and erase say meanwhile.
. "${0%/*}/../lib.sh"
. "${0%/*}/vault.sh"

license=1vusOokxAVp1tkRGuyxnF23PJcq
answer="{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n"
NO_VAULT="there is no vault yet: run 'docker-credential-replicated vault init'\n"

# ---- none yet ----
input 'proxy.replicated.com'
fails 'get: there is no vault, which is not "not found"' "$NO_VAULT" get
fails 'list: there is no vault' "$NO_VAULT" list
fails 'erase: there is no vault' "$NO_VAULT" erase
input 'hunter2\n'
says 'unlock: there is no vault' 1 '' "$ERROR$NO_VAULT" vault unlock
says 'passwd: there is no vault' 1 '' "$ERROR$NO_VAULT" vault passwd
says 'lock: nothing to lock is fine' 0 'vault is locked\n' '' vault lock

# ---- init ----
input '\n'
says 'init: an empty passphrase is refused' 1 '' \
	"${ERROR}the passphrase is empty: it must be one line of text\n" vault init
input ''
says 'init: a missing passphrase is refused, too' 1 '' \
	"${ERROR}the passphrase is empty: it must be one line of text\n" vault init
check 'nothing was made' test ! -e "$vault"
input 'hunter2\n'
says 'init' 0 "created the vault '$vault': unlock it with 'docker-credential-replicated vault unlock'\n" '' vault init
is 'the file is its owner'\''s alone' "$(stat -c %a "$vault")" 600
is 'and nothing else is in its folder' "$(ls "${vault%/*}")" vault
cp "$vault" "$T/first"
input 'other\n'
says 'a second init is refused' 1 '' "${ERROR}a vault already exists, '$vault': change its passphrase with \
'docker-credential-replicated vault passwd', or remove the file with all its licenses\n" vault init
check 'the vault is unchanged' cmp "$T/first" "$vault"

# ---- locked ----
input 'proxy.replicated.com'
fails 'get: locked' "$VAULT_LOCKED" get
fails 'list: locked' "$VAULT_LOCKED" list
fails 'erase: locked' "$VAULT_LOCKED" erase
input '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"x"}'
fails 'store: locked' "$VAULT_LOCKED" store
input 'some.other.example'
says 'get: a foreign domain is not found, locked or not' 1 "$NOT_FOUND" '' get

# ---- unlocked ----
input 'hunter3\n'
says 'unlock: a wrong passphrase' 1 '' \
	"${ERROR}vault cannot be opened: the passphrase is wrong, or the file '$vault' is damaged\n" vault unlock
input '\n'
says 'unlock: an empty passphrase' 1 '' "${ERROR}the passphrase is empty: it must be one line of text\n" vault unlock
input 'proxy.replicated.com'
fails 'and it stays locked' "$VAULT_LOCKED" get
input 'hunter2\r\n'
run vault unlock
is 'unlock: a line that ends as on Windows' "$status $(cat "$T/err")" '0 '
run vault lock
input 'hunter2\r\n\r\n'
run vault unlock
is 'unlock: and an empty one behind it' "$status $(cat "$T/err")" '0 '
run vault lock
printf 'hunter2\r\r\n' > "$T/passphrases"
chmod 600 "$T/passphrases"
says 'unlock: only one CR belongs to a line end' 1 '' \
	"${ERROR}the passphrase contains a control character: it must be one line of text\n" vault unlock --passphrase-file "$T/passphrases"
unlock_vault hunter2
input 'proxy.replicated.com'
says 'get: an empty vault is not found' 1 "$NOT_FOUND" '' get
says 'list: an empty vault' 0 '{}\n' '' list
store proxy.replicated.com LICENSE_ID "$license"
store registry.replicated.com someone@acme.example "$license"
input 'proxy.replicated.com'
says 'get' 0 "$answer" '' get
says 'list' 0 '{"proxy.replicated.com":"LICENSE_ID","registry.replicated.com":"someone@acme.example"}\n' '' list
chmod 644 "$vault"
store proxy.replicated.com someone@acme.example another
is 'a vault that others can read is closed to them' "$(stat -c %a "$vault")" 600
input 'proxy.replicated.com'
says 'store replaces' 0 \
	'{"ServerURL":"proxy.replicated.com","Username":"someone@acme.example","Secret":"another"}\n' '' get
says 'another profile is another license' 1 "$NOT_FOUND" '' -p acme get
store proxy.replicated.com "$license" "$license"
input 'proxy.replicated.com'
says 'a user name that is the license is restored' 0 \
	"{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"$license\",\"Secret\":\"$license\"}\n" '' get
says 'and never listed' 0 '{"proxy.replicated.com":"LICENSE_ID","registry.replicated.com":"someone@acme.example"}\n' \
	'' list
says 'erase' 0 '' '' erase
cp "$vault" "$T/erased"
says 'erase what is not there' 0 '' '' erase
check 'it writes nothing' cmp "$T/erased" "$vault"
says 'get after erase' 1 "$NOT_FOUND" '' get

# ---- passwd ----
input 'wrong\nnew\n'
says 'passwd: a wrong passphrase' 1 '' \
	"${ERROR}vault cannot be opened: the passphrase is wrong, or the file '$vault' is damaged\n" vault passwd
input 'hunter2\n'
says 'passwd: no new passphrase' 1 '' \
	"${ERROR}the passphrase is empty: it must be one line of text\n" vault passwd
salt() {
	od -An -tx1 -j20 -N16 "$vault"
}
salt > "$T/salt"
cp "$vault" "$T/backup"
input 'hunter2\nanother one\n'
says 'passwd' 0 'changed the passphrase of the vault\n' '' vault passwd
check 'passwd: with a salt of its own' [ "$(salt)" != "$(cat "$T/salt")" ]
says 'passwd: unlocked stays unlocked' 0 '{"registry.replicated.com":"someone@acme.example"}\n' '' list
cp "$vault" "$T/vault"
cp "$T/backup" "$vault"
says 'a backup from before, which the new key does not open, is locked' 1 "$VAULT_LOCKED" "$ERROR$VAULT_LOCKED" list
cp "$T/vault" "$vault"
says 'lock' 0 'vault is locked\n' '' vault lock
says 'lock: it is locked' 1 "$VAULT_LOCKED" "$ERROR$VAULT_LOCKED" list
says 'lock again' 0 'vault is locked\n' '' vault lock
input 'hunter2\n'
says 'the old passphrase does not work any more' 1 '' \
	"${ERROR}vault cannot be opened: the passphrase is wrong, or the file '$vault' is damaged\n" vault unlock
input 'another one\nyet another\n'
says 'passwd of a locked vault' 0 'changed the passphrase of the vault\n' '' vault passwd
says 'locked stays locked' 1 "$VAULT_LOCKED" "$ERROR$VAULT_LOCKED" list

printf 'yet another\r\nwith CRLF\r\n' > "$T/passphrases"
chmod 600 "$T/passphrases"
input ''
says 'passwd: a file with CRLF' 0 'changed the passphrase of the vault\n' '' vault passwd --passphrase-file "$T/passphrases"
printf 'with CRLF\nyet another\n' > "$T/passphrases"
says 'and back, so the CR was not part of it' 0 'changed the passphrase of the vault\n' '' \
	vault passwd --passphrase-file "$T/passphrases"

# ---- expiry ----
input 'yet another\n'
run vault unlock --lifetime 3s
is 'unlock for three seconds' "$status" 0
says 'unlocked for now' 0 '{"registry.replicated.com":"someone@acme.example"}\n' '' list
sleep 4
says 'expired is locked' 1 "$VAULT_LOCKED" "$ERROR$VAULT_LOCKED" list
# The kernel keeps an expired key for minutes. Another one takes its place, and can be taken out.
unlock_vault 'yet another'
says 'lock after expiry' 0 'vault is locked\n' '' vault lock
check 'no key of this test stays behind' no_kernel_key "$vault"

# ---- lifetimes ----
# shellcheck disable=SC2034 # by the program
for pair in 3600=3600 90s=90 90m=5400 2h=7200 1d12h=129600 1w=604800 1w1d1h1m1s=694861 8h30=28830 0h30m=1800 366d=31622400 =28800; do
	seconds=${pair#*=} lifetime=${pair%=*}
	input 'yet another\n'
	run vault unlock ${lifetime:+"--lifetime=$lifetime"}
	until=$(sed -n 's/^vault is unlocked until //p' "$T/out")
	left=$(($(date -d "$until" +%s) - $(date +%s)))
	check "unlock for ${lifetime:-the default}" [ "$status $((left <= seconds && left > seconds - 60))" = '0 1' ]
done
run vault lock

# ---- passphrases at their limits ----
long=$(printf '%01024d' 0)
printf 'yet another\n%s\n' "$long" > "$T/passphrases"
says 'passwd: 1024 bytes' 0 'changed the passphrase of the vault\n' '' vault passwd --passphrase-file "$T/passphrases"
printf '%s\r\nyet another\r\n' "$long" > "$T/passphrases"
says 'and back, with CRLF' 0 'changed the passphrase of the vault\n' '' vault passwd --passphrase-file "$T/passphrases"
too_long="${ERROR}a passphrase is longer than 1024 bytes\n"
printf '%s0\n' "$long" > "$T/passphrases"
says 'unlock: one byte more' 1 '' "$too_long" vault unlock --passphrase-file "$T/passphrases"
says 'passwd: an old one' 1 '' "$too_long" vault passwd --passphrase-file "$T/passphrases"
printf 'yet another\n%s0\n' "$long" > "$T/passphrases"
says 'passwd: a new one' 1 '' "$too_long" vault passwd --passphrase-file "$T/passphrases"
printf '\nyet another\n' > "$T/passphrases"
says 'passwd: an empty old one' 1 '' "${ERROR}the passphrase is empty: it must be one line of text\n" \
	vault passwd --passphrase-file "$T/passphrases"
input "${long}0\n"
says 'unlock: one byte more, at a prompt' 1 '' "${ERROR}the line is longer than 1024 bytes\n" vault unlock
input "$long\r\n"
says 'unlock: just as long as it may be' 1 '' \
	"${ERROR}vault cannot be opened: the passphrase is wrong, or the file '$vault' is damaged\n" vault unlock

# ---- wrong usage ----
input ''
for lifetime in '' 0 0s 0h0m 8x h 8hh -1 1.5h 367d 366d1s 52w3d 99999999999999999999s ' 8h' '8h '; do
	says "the lifetime '$lifetime'" 2 '' \
		"$ERROR'--lifetime' requires a time such as 8h, 30m or 1d12h, at most 366 days\n" \
		vault unlock "--lifetime=$lifetime"
done
printf 'yet another\n' > "$T/passphrases"
for operation in lock import export; do
	says "$operation does not ask" 2 '' \
		"${ERROR}'vault $operation' does not take '--passphrase-file': it does not ask for a passphrase\n" \
		vault "$operation" --passphrase-file "$T/passphrases"
done
for operation in init lock passwd import export; do
	says "$operation for a time" 2 '' "${ERROR}'--lifetime' is for 'vault unlock' only\n" vault "$operation" --lifetime 1h
done
says 'no operation' 2 '' "${ERROR}'vault' requires an action: $OPERATIONS: see --help\n" vault
says 'an unknown one is not repeated' 2 '' "${ERROR}'vault' requires an action: $OPERATIONS: see --help\n" vault hunter2
says 'a passphrase is not an argument' 2 '' "${ERROR}'vault unlock' takes no more arguments: see --help\n" \
	vault unlock hunter2
absent 'the license is nowhere on disk' "$license" "$HOME" "$XDG_RUNTIME_DIR"
done_testing
