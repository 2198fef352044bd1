#!/bin/sh
# SPDX-License-Identifier: MIT
# What follows a prompt: the next one of the same call, and the item that was written over.
. "${0%/*}/../lib.sh"
in_bare_bus "$@"

H=proxy.replicated.com
with() { # the service, then a call from here
	stop_fake
	start_fake "$@"
}
credentials() { # USERNAME SECRET
	printf '{"ServerURL":"%s","Username":"%s","Secret":"%s"}\\n' "$H" "$1" "$2"
}

# By its name, gnome-keyring is searched before anything else is asked.
for FAKE_NAME in a-service gnome-keyring-d; do
	echo "# $FAKE_NAME"
	# ---- two prompts of one call ----
	input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
	with locked item-locked empty-while-locked prompt=accept
	says 'store over a locked item of a locked keyring' 0 '' '' store
	is 'each has a prompt of its own' "$(fake_was_asked Prompt)" 2

	# ---- reading all licenses ----
	input ''
	with item-locked prompt=accept
	says 'dockerconfigjson, with an item that is locked by itself' 0 \
		"{\"auths\":{\"$H\":{\"auth\":\"$(printf u:of-the-fake | base64)\"}}}\n" '' dockerconfigjson -o json
	is 'a person unlocks it' "$(fake_was_asked Prompt)" 1

	# ---- before a license is asked for ----
	if command -v python3 > "$T/which"; then
		with locked empty-while-locked prompt=dismiss
		"${0%/*}/../runtime/on-terminal" see 'keyring is locked' end -- "$(command -v "$HELPER")" login --no-check > "$T/screen" 2>&1
		is 'login asks for nothing that it could not keep' \
			"$(grep -c 'License ID for profile' "$T/screen") $(grep -c '^\[exit 1\]' "$T/screen")" '0 1'
	else
		skip 'login asks for nothing that it could not keep' 'no python3 on this machine'
	fi

	# ---- erasing from a locked keyring, whose items only a person lets be seen ----
	input "$H"
	with locked empty-while-locked prompt=accept
	says 'erase' 0 '' '' erase
	is 'it is unlocked for that' "$(fake_was_asked Prompt)" 1
	is 'and the item deleted' "$(grep '^Delete' "$T/fake.log")" 'Delete /org/freedesktop/secrets/collection/fake/1'

	# ---- a store that a person confirms ----
	input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
	with ask=CreateItem prompt=accept
	says 'store over an item, and the person confirms' 0 '' '' store
	is 'the old item is deleted' "$(grep '^Delete' "$T/fake.log")" 'Delete /org/freedesktop/secrets/collection/fake/1'
	with ask=CreateItem prompt=accept-with-slash
	says 'store over an item, and the service does not name the new one' 0 '' '' store
	is 'nothing is deleted, since it could be the new one' "$(fake_was_asked Delete)" 0
	input "$H"
	says 'the new license is answered' 0 "$(credentials v new)" '' get
done

# ---- each program has its own way out ----
# KeePassXC is not searched without a database that it exposes: it would show a dialog.
while IFS='|' read -r FAKE_NAME unlock create listed; do
	echo "# $FAKE_NAME"
	input "$H"
	with locked unlocks-nothing
	fails 'locked' "keyring is locked: $unlock\n" get
	with
	says 'unlocked' 0 "$(credentials u of-the-fake)" '' get
	says 'erase' 0 '' '' erase
	says 'it is erased' 1 "$NOT_FOUND" '' get
	with no-collection
	case $listed in
	searched) says 'none: list' 0 "{\"$H\":\"u\"}\n" '' list ;;
	*)
		fails 'none: list' "keyring is locked: $unlock\n" list
		fails 'none: erase' "keyring is locked: $unlock\n" erase
		is 'none: it is not searched' "$(fake_was_asked SearchItems)" 0
		;;
	esac
	with no-collection ask=CreateCollection prompt=dismiss
	input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
	fails 'none: store' "no keyring exists yet, and none was created: $create\n" store
done << PROGRAMS
keepassxc|unlock the database in KeePassXC, then try again|open a database in KeePassXC whose settings expose it to the Secret Service, then try again|not searched
kwalletd5|open the wallet in KWalletManager, then try again|create a wallet in KWalletManager, then try again|searched
ksecretd|open the wallet in KWalletManager, then try again|create a wallet in KWalletManager, then try again|searched
PROGRAMS
done_testing
