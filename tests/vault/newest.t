#!/bin/sh
# SPDX-License-Identifier: MIT
# Of two profiles with a license for the app of a path, the one that was stored last answers: also of the same second,
# and after a move to the other keyring. status does not depend on it.
. "${0%/*}/../lib.sh"
in_keyring "$@"
. "${0%/*}/vault.sh"
has_kernel_keyring || skip_all 'no kernel keyring on this machine'
init_vault hunter2
unlock_vault hunter2

logs_in() { # PROFILE LICENSE
	printf '%s\n' "$2" > "$T/in"
	run login --no-check -p "$1" --app my-app --domain proxy.replicated.com
	is "login of $1" "$status" 0
}
gives() { # NAME LICENSE
	input 'proxy.replicated.com/proxy/my-app/redis'
	says "$1" 0 "{\"ServerURL\":\"proxy.replicated.com/proxy/my-app/redis\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$2\"}\n" '' get
}
logs_in acme of-acme
logs_in globex of-globex
gives 'the newer' of-globex
logs_in acme of-acme-again
gives 'one that was stored again' of-acme-again

run vault export
is 'export' "$status" 0
REPLICATED_KEYRING=secret-service
gives 'the same one from the Secret Service' of-acme-again
says 'erase removes what get gives' 0 '' '' erase
gives 'then the older answers' of-globex

REPLICATED_KEYRING=vault
logs_in globex of-globex-again
logs_in acme of-acme
gives 'the newer in the vault' of-acme
says 'erase removes it from the vault, too' 0 '' '' erase
gives 'and the older answers' of-globex-again

# ---- status names each profile once, in the order of the names, whichever was stored last ----
run logout --all
echo of-a-profile > "$T/in"
run login --no-check -p globex --domain proxy.replicated.com
run login --no-check -p acme --domain proxy.replicated.com
run login --no-check -p globex --domain registry.replicated.com
: > "$T/in"
run status --client docker
is 'status: the other profiles' "$(sed -n 's/^ok *other *//p' "$T/out")" 'profile acme: proxy.replicated.com as LICENSE_ID
profile globex: proxy.replicated.com as LICENSE_ID, registry.replicated.com as LICENSE_ID'
done_testing
