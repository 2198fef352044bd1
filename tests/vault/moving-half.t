#!/bin/sh
# SPDX-License-Identifier: MIT
# A move between the keyrings that stops half-way: no license is lost, and the next one finishes it. A fake Secret
# Service fails where it is told to.
. "${0%/*}/../lib.sh"
in_bare_bus "$@"
. "${0%/*}/vault.sh"
has_kernel_keyring || skip_all 'no kernel keyring on this machine'

first=1vusOokxAVp1tkRGuyxnF23PJcq
second=2vusOokxAVp1tkRGuyxnF23PJcq
both='{"proxy.replicated.com":"LICENSE_ID","registry.replicated.com":"LICENSE_ID"}\n'
failed='keyring is unavailable: its service failed (told to): check that it runs, then try again\n'
in_use() {
	REPLICATED_KEYRING=$1
	export REPLICATED_KEYRING
}
# holds NAME: the keyring in use has both licenses
holds() {
	says "$1" 0 "$both" '' list
	input 'proxy.replicated.com'
	says "$1: the first license" 0 "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$first\"}\\n" '' get
	input 'registry.replicated.com'
	says "$1: the second license" 0 "{\"ServerURL\":\"registry.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$second\"}\\n" '' get
	input ''
}
two_licenses() {
	store proxy.replicated.com LICENSE_ID "$first"
	store registry.replicated.com LICENSE_ID "$second"
	input ''
}
# with WORD...: the Secret Service with nothing but what the test stores there
with() {
	stop_fake
	start_fake schema=none "$@"
}
export REPLICATED_KEYRING
init_vault hunter2
unlock_vault hunter2

# ---- import ----
for what in GetSecrets Delete; do
	with "second-error=$what:org.example.Strange"
	in_use secret-service
	two_licenses
	says "import: the service fails at the second $what" 1 '' "$ERROR$failed" vault import
	case $what in
	GetSecrets)
		holds 'all licenses are still in the Secret Service'
		is 'none was removed' "$(fake_was_asked Delete)" 0
		;;
	Delete)
		says 'one license is still in the Secret Service' 0 '{"proxy.replicated.com":"LICENSE_ID"}\n' '' list
		in_use vault
		holds 'all licenses are in the vault'
		in_use secret-service
		;;
	esac
	input ''
	run vault import
	is 'import again: it finishes' "$status $(cut -d ' ' -f 1-3 "$T/out")" "0 moved $([ $what = Delete ] && echo 1 license || echo 2 licenses)"
	says 'nothing is left in the Secret Service' 0 '{}\n' '' list
	in_use vault
	holds 'all licenses are in the vault now'
	run logout
done

# ---- export ----
with second-error=CreateItem:org.example.Strange
in_use vault
two_licenses
says 'export: the service fails at the second license' 1 '' "$ERROR$failed" vault export
holds 'all licenses are still in the vault'
run vault export
is 'export again: it finishes' "$status $(cat "$T/out")" "0 moved 2 licenses from 'vault' to 'secret-service'"
says 'nothing is left in the vault' 0 '{}\n' '' list
in_use secret-service
holds 'all licenses are in the Secret Service'

# ---- a Secret Service that takes a license and does not keep it ----
with forgets
in_use vault
two_licenses
says 'export: what is stored is not there' 1 '' "${ERROR}the license for 'proxy.replicated.com' (profile 'default') is \
stored again and again: it is still in 'vault': try again\n" vault export
holds 'all licenses are still in the vault'

# ---- another program puts its own license in place of the one that was just stored ----
stop_fake
start_fake replaced-at=GetSecrets:1
in_use secret-service
run logout
in_use vault
says 'export: another license is in place of the stored one' 1 '' "${ERROR}'secret-service' has another license for \
'proxy.replicated.com' (profile 'default') than 'vault': nothing was moved: remove the wrong one with 'logout'\n" vault export
holds 'no license of the vault is lost'

# ---- after the copy, a license is stored in the vault, and another one in the Secret Service ----
run logout
stop_fake
start_fake slow=GetSecrets:700 replaced-at=GetSecrets:1:3
"$HELPER" vault import > "$T/import.out" 2> "$T/import.err" &
import=$!
# The fourth reading is the one before the license is erased.
for _ in $(seq 200); do
	[ "$(fake_was_asked GetSecrets)" -lt 4 ] || break
	sleep 0.1
done
store proxy.replicated.com LICENSE_ID "$first"
wait $import
is 'import: both keyrings have a newer license' "$? $(cat "$T/import.out" "$T/import.err")" "0 moved 0 licenses from \
'secret-service' to 'vault'
docker-credential-replicated: the license for proxy.replicated.com (profile 'default') was stored in both keyrings \
meanwhile: 'secret-service' still has another one than 'vault'"
input proxy.replicated.com
says 'the license that was stored in the vault stays' 0 \
	"{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$first\"}\\n" '' get
in_use secret-service
says 'and so does that in the Secret Service' 0 \
	'{"ServerURL":"proxy.replicated.com","Username":"u","Secret":"of-another-1"}\n' '' get

# ---- export, while a newer license is stored in the vault: between the look at the copy and its end ----
in_use vault
run logout --all
with slow=GetSecrets:1500
store proxy.replicated.com LICENSE_ID "$first"
input ''
"$HELPER" vault export > "$T/export.out" 2> "$T/export.err" < /dev/null &
export=$!
while kill -0 "$export" 2> "$T/which" && [ "$(fake_was_asked GetSecrets)" = 0 ]; do sleep 0.05; done
store proxy.replicated.com LICENSE_ID "$second"
wait "$export"
is 'export: it is moved' "$? $(cat "$T/export.out")" "0 moved 1 license from 'vault' to 'secret-service'"
input 'proxy.replicated.com'
says 'and not in the vault' 1 "$NOT_FOUND" '' get
in_use secret-service
says 'what was stored last is in the Secret Service' 0 \
	"{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$second\"}\\n" '' get
done_testing
