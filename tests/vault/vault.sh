# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# vault.sh - what the tests of the vault share, beside lib.sh
#
# The kernel keyring is that of the user, not of the test: keys in it are named after the file's path,
# which differs from test to test, and are taken out at the end.

REPLICATED_KEYRING=vault
# Many derivations at once take long on a small machine.
REPLICATED_TIMEOUT=120
export REPLICATED_KEYRING REPLICATED_TIMEOUT
unset REPLICATED_VAULT_PASSPHRASE_FILE
vault=$XDG_DATA_HOME/docker-credential-replicated/vault
ERROR='docker-credential-replicated: '
VAULT_LOCKED="vault is locked: run 'docker-credential-replicated vault unlock'\n"
OPERATIONS='init, unlock, lock, passwd, import or export'

lock_at_the_end() {
	ended=$?
	"$HELPER" vault lock > "$T/lock.log" 2>&1
	(exit "$ended")
	finish_test
}
trap lock_at_the_end EXIT

# Whether this machine lets us have a kernel keyring at all; some containers don't.
has_kernel_keyring() {
	test -r /proc/keys && "$HELPER" vault lock > "$T/lock.log" 2>&1
}

init_vault() { # PASSPHRASE
	printf '%s\n' "$1" > "$T/in"
	run vault init
	[ "$status" -eq 0 ] || not_ok 'vault init' "$(cat "$T/out" "$T/err")"
}
unlock_vault() { # PASSPHRASE
	printf '%s\n' "$1" > "$T/in"
	run vault unlock
	[ "$status" -eq 0 ] || not_ok 'vault unlock' "$(cat "$T/out" "$T/err")"
}
