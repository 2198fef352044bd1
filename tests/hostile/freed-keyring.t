#!/bin/sh
# SPDX-License-Identifier: MIT
# With a Secret Service: no license is left in memory that the program gives back, nor anywhere in its memory when it
# ends, also where another program changes the keyring meanwhile.
. "${0%/*}/../lib.sh"
in_bare_bus "$@"
. "${0%/*}/freed.sh"
. "${0%/*}/../vault/vault.sh"
unset REPLICATED_KEYRING
start_keyring

input "$license\n"
wipes 'login' login --no-check
wipes 'login: the same again' login --no-check
wipes 'login with another profile' -p acme login --no-check
input "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"u\",\"Secret\":\"$license\"}"
wipes 'store over another user name' store
input 'proxy.replicated.com'
wipes 'get' get
wipes 'list' list
wipes 'dockerconfigjson' dockerconfigjson -o json
watched "$license $pair" status --json
is 'status' "$(cat "$T/freed")" ''
old=$(printf '{"i":"2abcdefghijklmnopqrstuvwxyz1","s":"%s"}' secret-of-the-old-token-0001 | base64 -w 0)
new=$(printf '{"i":"2abcdefghijklmnopqrstuvwxyz1","s":"%s"}' secret-of-the-new-token-0002 | base64 -w 0)
input "$old\n"
watched "$old" -p token login --no-check
is 'login with a token' "$status $(cat "$T/freed")" '0 '
input "$new\n"
watched "$old $new" login --rotate --no-check
is 'login --rotate' "$status $(cat "$T/freed")" '0 '
input 'proxy.replicated.com'
wipes 'erase' erase
wipes 'logout' -p acme logout

# ---- moves to the vault and back ----
input "$license\n"
wipes 'login, before a move' login --no-check
if has_kernel_keyring; then
	unset REPLICATED_KEYRING
	init_vault hunter2
	unlock_vault hunter2
	input ''
	wipes 'vault import' vault import
	wipes 'vault export' vault export
else
	skip 'moves to the vault and back' 'no kernel keyring on this machine'
fi

# ---- plain sessions, and a keyring that changes ----
kill "$(pidof_keyring)"
input 'proxy.replicated.com'
wipes_with() { # NAME STATUS WORDS ARGUMENT...: WORDS are what the Secret Service is told
	name=$1 wanted=$2 words=$3
	shift 3
	stop_fake
	# shellcheck disable=SC2086 # words of their own
	start_fake $words
	watched 'of-the-fake of-another-1 of-another-2 between' "$@"
	is "$name" "$status $(cat "$T/freed")" "$wanted "
}
wipes_with 'in a plain session: get' 0 '' get
input '{"ServerURL":"proxy.replicated.com","Username":"v","Secret":"of-the-fake"}'
wipes_with 'in a plain session: store' 0 '' store
input 'proxy.replicated.com'
wipes_with 'replaced before it is read: get' 0 replaced-at=GetSecrets:2 get
for words in '' two replaced-at=GetSecrets:2 replaced-at=Attributes:2 'between replaced-at=GetSecrets:2' item-locked; do
	wipes_with "all licenses (${words:-one})" 0 "$words" dockerconfigjson -o json
done
wipes_with 'all licenses, replaced each time' 1 replaced-at=GetSecrets:60 dockerconfigjson -o json
stop_fake
done_testing
