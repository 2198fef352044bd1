#!/bin/sh
# SPDX-License-Identifier: MIT
# Choosing a keyring, and moving from one to the other: import, export, login --keyring.
. "${0%/*}/../lib.sh"
in_keyring "$@"
. "${0%/*}/vault.sh"
unset REPLICATED_KEYRING
has_kernel_keyring || skip_all 'no kernel keyring on this machine'

license=1vusOokxAVp1tkRGuyxnF23PJcq
other=2vusOokxAVp1tkRGuyxnF23PJcq
config=$XDG_CONFIG_HOME/docker-credential-replicated/config
# in_use KEYRING: what the next calls use
in_use() {
	REPLICATED_KEYRING=$1
	export REPLICATED_KEYRING
}
gives() { # NAME DOMAIN SECRET [ARGUMENT]...
	gives_name=$1 gives_domain=$2 gives_secret=$3
	shift 3
	input "$gives_domain"
	says "$gives_name" 0 "{\"ServerURL\":\"$gives_domain\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$gives_secret\"}\n" '' \
		"$@" get
}
both='{"proxy.replicated.com":"LICENSE_ID","registry.replicated.com":"LICENSE_ID"}\n'
CHOOSE='select the other one with'

# ---- import ----
store proxy.replicated.com LICENSE_ID "$license"
store registry.replicated.com LICENSE_ID "$license"
printf '{"ServerURL":"proxy.replicated.com","Username":"me@acme.example","Secret":"%s"}' "$other" > "$T/in"
says 'a second profile' 0 '' '' -p acme store
input ''
says 'import: there is no vault' 1 '' "${ERROR}there is no vault yet: run 'docker-credential-replicated vault init'\n" \
	vault import
init_vault hunter2
input ''
says 'import: it is locked' 1 '' "$ERROR$VAULT_LOCKED" vault import
unlock_vault hunter2
input ''
says 'import' 0 "moved 3 licenses from 'secret-service' to 'vault'\n" "${ERROR}the keyring in use is still \
'secret-service': $CHOOSE REPLICATED_KEYRING=vault, or with 'login --keyring vault'\n" vault import
says 'nothing is left behind' 0 '{}\n' '' list
is 'really nothing' "$(secret-tool search --all xdg:schema com.replicated.License 2>&1)" ''
in_use vault
says 'all is in the vault' 0 "$both" '' list
gives 'the license is' registry.replicated.com "$license"
input 'proxy.replicated.com'
says 'the other profile too' 0 \
	"{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"me@acme.example\",\"Secret\":\"$other\"}\n" '' -p acme get
input ''
says 'import again: nothing to do' 0 "moved 0 licenses from 'secret-service' to 'vault'\n" '' vault import

# Another program has stored a second one for the same profile and domain.
in_use secret-service
printf '{"ServerURL":"proxy.replicated.com","Username":"older","Secret":"%s"}' "$license" > "$T/in"
says 'of two' 0 '' '' -p twins store
says 'and one of another profile between them' 0 '' '' -p between store
printf %s "$other" | secret-tool store --label=x xdg:schema com.replicated.License profile twins server proxy.replicated.com username newer
in_use vault
input ''
says 'import: of two the newest' 0 "moved 2 licenses from 'secret-service' to 'vault'\n" '' vault import
input 'proxy.replicated.com'
says 'it is in the vault' 0 "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"newer\",\"Secret\":\"$other\"}\n" '' -p twins get
is 'and neither is left behind' "$(secret-tool search --all profile twins 2>&1)" ''
says 'erase it' 0 '' '' -p twins erase
says 'and the other' 0 '' '' -p between erase

# ---- what both hold ----
in_use secret-service
store proxy.replicated.com LICENSE_ID "$license"
in_use vault
says 'import: both have the same license' 0 "moved 1 license from 'secret-service' to 'vault'\n" '' vault import
in_use secret-service
store registry.replicated.com LICENSE_ID "$license"
store proxy.replicated.com LICENSE_ID "$other"
says 'import: another license' 1 '' "${ERROR}'vault' has another license for 'proxy.replicated.com' (profile \
'default') than 'secret-service': nothing was moved: remove the wrong one with 'logout'\n" vault import
says 'and nothing was moved' 0 "$both" '' list
gives 'and nothing changed here' proxy.replicated.com "$other"
in_use vault
gives 'nor there' proxy.replicated.com "$license"
# Whichever of the two is looked at first.
for domain in proxy registry; do
	printf 'proxy.replicated.com\n' > "$T/in"
	run erase
	printf 'registry.replicated.com\n' > "$T/in"
	run erase
	store $domain.replicated.com LICENSE_ID 1vusOokxAVp1tkRGuyxnF23P000
	in_use secret-service
	says "import: another license for $domain alone" 1 '' "${ERROR}'vault' has another license for '$domain.replicated.com' \
(profile 'default') than 'secret-service': nothing was moved: remove the wrong one with 'logout'\n" vault import
	in_use vault
	says 'the other one was not moved, either' 0 "{\"$domain.replicated.com\":\"LICENSE_ID\"}\n" '' list
done
store registry.replicated.com LICENSE_ID "$license"
store proxy.replicated.com LICENSE_ID "$license"
in_use secret-service
another="${ERROR}'vault' has another license for 'proxy.replicated.com' (profile 'default') than 'secret-service': nothing was \
moved: remove the wrong one with 'logout'\n"
for username in "$license" kim; do
	store proxy.replicated.com "$username" "$license"
	says 'import: the same license with another user name' 1 '' "$another" vault import
	input 'proxy.replicated.com'
	says 'and the user name stays' 0 \
		"{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"$username\",\"Secret\":\"$license\"}\n" '' get
done
input "$license\n"
run login --no-check --domain proxy.replicated.com --app my-app
says 'import: the same license for an app' 1 '' "$another" vault import
input 'proxy.replicated.com'
run erase
input 'registry.replicated.com'
run erase

# ---- export ----
lock_keyring
says 'export into a locked keyring' 1 '' "${ERROR}$LOCKED" vault export
in_use vault
says 'loses nothing' 0 "$both" '' list
input ''
service_call Unlock "[objectpath '/org/freedesktop/secrets/collection/login']" > "$T/unlock.log" 2>&1
printf pw | gnome-keyring-daemon --replace --unlock --components=secrets > "$T/keyring.log" 2>&1
gdbus wait --session --timeout 10 org.freedesktop.secrets
in_use secret-service
says 'export' 0 "moved 3 licenses from 'vault' to 'secret-service'\n" '' vault export
says 'all is back' 0 "$both" '' list
gives 'the license is' proxy.replicated.com "$license"
in_use vault
says 'and the vault is empty' 0 '{}\n' '' list
unset REPLICATED_KEYRING

# ---- a license that is stored while others move ----
# The vault has all copies, and import is stopped before it erases the originals.
held_by_vault() {
	for profile in default acme; do
		REPLICATED_KEYRING=vault "$HELPER" -p "$profile" list 2>&1 | grep -o '[a-z]*\.replicated\.com'
	done | wc -l
}
if strace -o "$T/strace" -e trace=none true 2> "$T/err"; then
	in_use secret-service
	ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$T/strace" -e trace=rename,renameat,renameat2 \
		-e inject=rename,renameat,renameat2:signal=STOP:when=3 "$HELPER" vault import \
		< /dev/null > "$T/imported" 2> "$T/import-err" &
	import=$!
	tries=0
	while [ "$tries" -lt 200 ] && [ "$(held_by_vault)" -lt 3 ]; do
		tries=$((tries + 1))
		sleep 0.02
	done
	store proxy.replicated.com LICENSE_ID "$other"
	gives 'stored while import runs' proxy.replicated.com "$other"
	# shellcheck disable=SC2046 # one process
	kill -CONT $(cat "/proc/$import/task/$import/children")
	status=0
	wait "$import" || status=$?
	is 'import succeeds' "$status $(cat "$T/imported")" "0 moved 3 licenses from 'secret-service' to 'vault'"
	in_use vault
	gives 'the license that was stored meanwhile is in the vault' proxy.replicated.com "$other"
	store proxy.replicated.com LICENSE_ID "$license"
	in_use secret-service
	says 'and only there' 0 '{}\n' '' list
	input ''
	run vault export
	gives 'everything is back' proxy.replicated.com "$license"
	unset REPLICATED_KEYRING
else
	skip 'a license that is stored while others move' 'no strace on this machine'
fi

# ---- login --keyring ----
next="${ERROR}next: run 'docker-credential-replicated configure', so that docker, podman and helm use it\n"
stored="${ERROR}stored the license for proxy.replicated.com, registry.replicated.com (profile 'default')\n"
input "$license\n"
says 'login: an unknown keyring' 2 '' "$ERROR'--keyring' requires 'secret-service' or 'vault'\n" \
	login --no-check --keyring file
REPLICATED_KEYRING=secret-service
export REPLICATED_KEYRING
says 'login: the variable names another' 1 '' "${ERROR}REPLICATED_KEYRING is set to another keyring than 'vault' and \
overrides it: unset it, then try again\n" login --no-check --keyring vault
unset REPLICATED_KEYRING
run vault lock
input "$license\n"
says 'login --keyring vault: locked, and nobody to ask' 1 '' "$ERROR$VAULT_LOCKED" login --no-check --keyring vault
check 'the config file names none yet' test ! -e "$config"
unlock_vault hunter2
input "$license\n"
REPLICATED_KEYRING=
export REPLICATED_KEYRING
says 'login --keyring vault, and REPLICATED_KEYRING is empty' 0 '' \
	"${ERROR}1 other license is still in the keyring 'secret-service': move them with 'vault import'\n$stored$next" \
	login --no-check --keyring vault
REPLICATED_KEYRING=vault run login --no-check --keyring vault
is 'and again, while REPLICATED_KEYRING is the same' "$status" 0
unset REPLICATED_KEYRING
is 'the config file names it' "$(cat "$config")" '[keyring]
backend=vault'
says 'from now on it is used' 0 "$both" '' list
run vault lock
input 'proxy.replicated.com'
fails 'and no other' "$VAULT_LOCKED" get
unlock_vault hunter2
input "$license\n"
says 'login --keyring secret-service: back again' 0 '' "$stored$next" login --no-check --keyring secret-service
is 'the config file says so' "$(cat "$config")" '[keyring]
backend=secret-service'
before=$(stat -c %i "$config")
input "$license\n"
says 'login --keyring secret-service a second time' 0 '' "$stored$next" login --no-check --keyring secret-service
is 'the config file is not written again' "$(stat -c %i "$config")" "$before"
gives 'it answers' proxy.replicated.com "$license"
in_use vault
says 'the vault is empty again' 0 '{}\n' '' list
unset REPLICATED_KEYRING

# ---- login --keyring, where what is left behind cannot be read ----
# leaves_vault NAME WARNING: with the license in the Secret Service, but the vault chosen
leaves_vault() {
	printf '[keyring]\nbackend=vault\n' > "$config"
	input "$license\n"
	says "$1" 0 '' "$2$stored$next" login --no-check --keyring secret-service
}
may_be="${ERROR}licenses may still be in the keyring 'vault': vault cannot be opened: the file '$vault'"
mv "$vault" "$T/vault"
ln -s vault "$vault"
leaves_vault 'a vault that cannot be read may hold licenses' "$may_be cannot be read: Too many levels of symbolic \
links: check that you can read it, then try again\n"
rm "$vault"
{ printf 'DCRVault\003'; tail -c +10 "$T/vault"; } > "$vault"
leaves_vault 'so may one of a newer program' \
	"$may_be has version 3, and this program knows 2: install a newer docker-credential-replicated\n"
rm "$vault"
leaves_vault 'one that does not exist holds none' ''
mv "$T/vault" "$vault"

# ---- by a person ----
rm -r "${vault%/*}"
if command -v python3 > "$T/which"; then
	on_terminal() { # NAME SCREEN STEP... -- ARGUMENT...
		on_name=$1
		printf '%b' "$2" > "$T/want-screen"
		shift 2
		"${0%/*}/../runtime/on-terminal" "$@" > "$T/screen" 2>&1
		if cmp -s "$T/want-screen" "$T/screen"; then ok "$on_name"; else not_ok "$on_name" \
			"$(diff -u "$T/want-screen" "$T/screen")"; fi
		absent "$on_name: no passphrase on the screen" hunter "$T/screen"
	}
	me=$build/bin/docker-credential-replicated
	new='New passphrase for the vault (it cannot be recovered): '
	on_terminal 'init: two that differ' "${new}[echo off]\nRepeat the passphrase: [echo off]\n${ERROR}the two passphrases differ: nothing \
is changed, try again\n[exit 1]\n[echo on]\n" see 'recovered): ' echo type 'hunter2\r' see 'passphrase: ' echo type 'hunter3\r' \
		end -- "$me" vault init
	check 'no vault was made' test ! -e "$vault"
	on_terminal 'login --keyring vault offers to make one' "${ERROR}there is no vault yet: choose a passphrase to create \
'$vault'\n$new\nRepeat the passphrase: \nLicense ID for profile 'default' (not shown): \n${ERROR}1 other license is still in the \
keyring 'secret-service': move them with 'vault import'\n$stored${next}[exit 0]\n[echo on]\n" \
		see 'recovered): ' type 'hunter2\r' see 'passphrase: ' type 'hunter2\r' see 'shown): ' type "$license\\r" end -- \
		"$me" login --no-check --keyring vault
	gives 'and it is open' proxy.replicated.com "$license"
	absent 'login --keyring vault: no license on the screen' "$license" "$T/screen"
	rm "$vault"
	on_terminal 'typed ahead while the key is derived' "${ERROR}there is no vault yet: choose a passphrase to create \
'$vault'\n$new\nRepeat the passphrase: \nLicense ID for profile 'default' (not shown): \n$stored${next}[exit 0]\n[echo on]\n" \
		see 'recovered): ' type 'hunter2\r' see 'passphrase: ' type "hunter2\\r$license\\r" end -- \
		"$me" login --no-check --keyring vault
	absent 'and it does not appear on the screen' "$license" "$T/screen"
	run vault lock
	on_terminal 'unlock' "Passphrase of the vault: [echo off]\n${ERROR}vault cannot be opened: the passphrase is wrong, \
or the file '$vault' is damaged\n[exit 1]\n[echo on]\n" see 'vault: ' echo type 'hunter3\r' end -- "$me" vault unlock
	on_terminal 'login asks to unlock' "Passphrase of the vault: \nLicense ID for profile 'default' (not shown): \
\n$stored${next}[exit 0]\n[echo on]\n" \
		see 'vault: ' type 'hunter2\r' see 'shown): ' type "$license\\r" end -- "$me" login --no-check --keyring vault
	# Its key is there: a passphrase would not mend it.
	cp "$vault" "$T/whole"
	printf '\0\0' | dd of="$vault" bs=1 seek=200 conv=notrunc 2> "$T/dd"
	for verb in 'login --no-check --keyring vault' 'vault import'; do
		# shellcheck disable=SC2086 # words
		on_terminal "$verb: a damaged vault is not asked for its passphrase" "${ERROR}vault cannot be opened: the file \
'$vault' is damaged: restore it from a backup\n[exit 1]\n[echo on]\n" end -- "$me" $verb
	done
	cp "$T/whole" "$vault"
else
	skip 'passphrases typed by a person' 'no python3 on this machine'
fi

# ---- without a Secret Service ----
unset DBUS_SESSION_BUS_ADDRESS
REPLICATED_KEYRING=secret-service
export REPLICATED_KEYRING
choices="keep licenses in a vault ('docker-credential-replicated login --keyring vault'), or provide the license with \
REPLICATED_LICENSE_ID_FILE"
input 'proxy.replicated.com'
run get
check 'get names the choices' grep -qF "$choices" "$T/out"
is 'in one sentence' "$(wc -l < "$T/out")" 1
input "$license\n"
run login --no-check
check 'login names the choices' grep -qF "$choices" "$T/err"
REPLICATED_KEYRING=vault
unlock_vault hunter2
input "$license\n"
unset REPLICATED_KEYRING
rm "$config"
says 'login --keyring vault needs no Secret Service' 0 '' "$stored$next" login --no-check --keyring vault
gives 'get neither' proxy.replicated.com "$license"
REPLICATED_KEYRING=vaults
export REPLICATED_KEYRING
input 'proxy.replicated.com'
fails 'a keyring that does not exist' \
	"there is no keyring called 'vaults': choose 'secret-service' or 'vault'\n" get
REPLICATED_KEYRING=vault
absent 'no license is in a file' "$license" "$XDG_DATA_HOME/docker-credential-replicated" "$XDG_CONFIG_HOME"
done_testing
