#!/bin/sh
# SPDX-License-Identifier: MIT
# Where the kernel keyring is forbidden, as in most containers: the passphrase from a file, on every call.
. "${0%/*}/../lib.sh"
. "${0%/*}/vault.sh"

license=1vusOokxAVp1tkRGuyxnF23PJcq
cat > "$T/contained" << EOF
#!/bin/sh
exec '$build/tests/fake/without-keyctl' '$build/bin/docker-credential-replicated' "\$@"
EOF
chmod +x "$T/contained"
HELPER=$T/contained
"$build/tests/fake/without-keyctl" true || skip_all 'no seccomp filters on this machine'
NO_KEYRING='vault is locked, and there is no kernel keyring here to unlock it in (Operation not permitted): set '
NO_KEYRING="${NO_KEYRING}REPLICATED_VAULT_PASSPHRASE_FILE to the path of a file with the passphrase\n"

init_vault hunter2
input 'proxy.replicated.com'
fails 'get names the other way' "$NO_KEYRING" get
fails 'list too' "$NO_KEYRING" list
input 'hunter2\n'
says 'unlock says so before it asks' 1 '' "$ERROR$NO_KEYRING" vault unlock
says 'lock: no vault is ever left unlocked' 0 'vault is locked\n' '' vault lock

# ---- the file ----
export REPLICATED_VAULT_PASSPHRASE_FILE=
input 'proxy.replicated.com'
fails 'an empty variable names none' "$NO_KEYRING" get
export REPLICATED_VAULT_PASSPHRASE_FILE="$T/passphrase"
input 'proxy.replicated.com'
fails 'a passphrase file that is missing' \
	"cannot open the passphrase file '$T/passphrase': No such file or directory\n" get
printf 'hunter2\n' > "$T/passphrase"
chmod 644 "$T/passphrase"
fails 'one that everybody can read' \
	"the passphrase file '$T/passphrase' can be read by everybody: run 'chmod o-rwx' on it, then try again\n" get
chmod 600 "$T/passphrase"
says 'one that opens an empty vault' 1 "$NOT_FOUND" '' get
store proxy.replicated.com LICENSE_ID "$license"
input 'proxy.replicated.com'
for text in 'hunter2\n' 'hunter2' 'hunter2\r\n'; do
	printf '%b' "$text" > "$T/passphrase"
	says "the passphrase as $text" 0 \
		"{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n" '' get
done
run status
is 'status: the vault, which is not locked' "$(grep '^ok   keyring ' "$T/out")" "ok   keyring  vault: $vault, unlocked"
printf 'wrong\n' > "$T/passphrase"
fails 'a wrong one' \
	"vault cannot be opened: the passphrase is wrong, or the file '$vault' is damaged\n" get
: > "$T/passphrase"
fails 'an empty one' 'the passphrase is empty: it must be one line of text\n' get
controlled() { # NAME TEXT
	printf '%b' "$2" > "$T/passphrase"
	fails "$1" 'the passphrase contains a control character: it must be one line of text\n' get
}
controlled 'two lines' 'hunter2\nmore\n'
controlled 'an empty second line' 'hunter2\n\n'
controlled 'CR at its end, without LF' 'hunter2\r'
head -c 1025 /dev/zero | tr '\0' a > "$T/passphrase"
fails 'one that is too long' "the passphrase file '$T/passphrase' is longer than 1024 bytes\n" get
rm "$T/passphrase"
mkdir "$T/passphrase"
fails 'a folder' "the passphrase file '$T/passphrase' is not a regular file: give a file that contains just the passphrase\n" \
	get
rmdir "$T/passphrase"
mkfifo -m 600 "$T/passphrase"
fails 'a FIFO' "the passphrase file '$T/passphrase' is not a regular file: give a file that contains just the passphrase\n" \
	get
rm "$T/passphrase"
printf 'hunter2\n' > "$T/passphrase"
chmod 600 "$T/passphrase"
says 'erase' 0 '' '' erase
says 'list' 0 '{}\n' '' list

# ---- --passphrase-file ----
input ''
printf 'hunter2\nhunter3\n' > "$T/both"
chmod 600 "$T/both"
says 'passwd: both from a file' 0 'changed the passphrase of the vault\n' '' vault passwd --passphrase-file "$T/both"
printf 'hunter3' > "$T/old"
chmod 600 "$T/old"
input 'hunter4\n'
says 'passwd: the old one from a file, the new one from standard input' 0 'changed the passphrase of the vault\n' '' \
	vault passwd --passphrase-file "$T/old"
printf 'hunter4\n' > "$T/passphrase"
says 'it is the new one' 0 '{}\n' '' list
input ''
says 'unlock says that unlocking is not needed' 1 '' "${ERROR}there is no kernel keyring here to unlock the vault in \
(Operation not permitted): REPLICATED_VAULT_PASSPHRASE_FILE unlocks it on each call instead\n" \
	vault unlock --passphrase-file "$T/both"
rm "$vault"
says 'init: two lines are not a passphrase' 1 '' \
	"${ERROR}the passphrase contains a control character: it must be one line of text\n" \
	vault init --passphrase-file "$T/both"
says 'init from a file' 0 "created the vault '$vault': unlock it with 'docker-credential-replicated vault unlock'\n" '' \
	vault init "--passphrase-file=$T/passphrase"
says 'it opens' 0 '{}\n' '' list
rm "$vault"
cp "$T/passphrase" "$T/open"
chmod 644 "$T/open"
says 'one that everybody can read is worth a note' 0 \
	"created the vault '$vault': unlock it with 'docker-credential-replicated vault unlock'\n" \
	"${ERROR}the passphrase file can be read by everybody: run 'chmod o-rwx' on it\n" \
	vault init --passphrase-file "$T/open"
rm "$vault"
mkfifo "$T/pipe"
cat "$T/passphrase" > "$T/pipe" &
says 'init from a pipe' 0 "created the vault '$vault': unlock it with 'docker-credential-replicated vault unlock'\n" '' \
	vault init --passphrase-file "$T/pipe"
wait
says 'it opens too' 0 '{}\n' '' list
says 'a folder is not a helper' 1 '' "${ERROR}the passphrase file '$HOME' is not a regular file: give a file that contains just the \
passphrase\n" vault passwd --passphrase-file "$HOME"
absent 'the license is nowhere on disk' "$license" "$HOME" "$XDG_RUNTIME_DIR"

# ---- where there is a kernel keyring too ----
HELPER=docker-credential-replicated
if has_kernel_keyring; then
	says 'the file opens a locked vault' 0 '{}\n' '' list
	unset REPLICATED_VAULT_PASSPHRASE_FILE
	says 'and leaves it locked' 1 "$VAULT_LOCKED" "$ERROR$VAULT_LOCKED" list
else
	skip 'the file next to a kernel keyring' 'no kernel keyring on this machine'
fi
done_testing
