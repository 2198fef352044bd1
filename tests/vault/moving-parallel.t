#!/bin/sh
# SPDX-License-Identifier: MIT
# `vault import` and `vault export` while others store: each license that was stored last is in one of the two keyrings,
# and none that is newer than what was moved is erased or overwritten.
. "${0%/*}/../lib.sh"
in_keyring "$@"
. "${0%/*}/vault.sh"
unset REPLICATED_KEYRING
has_kernel_keyring || skip_all 'no kernel keyring on this machine'
init_vault hunter2
unlock_vault hunter2
H=proxy.replicated.com
stores=6

# in_keyring_named KEYRING PROFILE: the license there, or nothing
in_keyring_named() {
	echo "$H" | REPLICATED_KEYRING=$1 "$HELPER" -p "$2" get 2> "$T/get.err" | sed -n 's/.*"Secret":"\(.*\)"}/\1/p'
}
# writer KEYRING PROFILE: stores one after the other
writer() {
	for number in $(seq 1 $stores); do
		printf '{"ServerURL":"%s","Username":"LICENSE_ID","Secret":"%s-%s-%s"}' "$H" "$1" "$2" "$number" |
			REPLICATED_KEYRING=$1 "$HELPER" -p "$2" store
	done > "$T/out.$1.$2" 2>&1
}
# moving NAME WRITERS KEYRING...: so many for each of these keyrings, each with a profile of its own
moving() {
	moving_name="$1, $2 writers" moving_count=$2 direction=$3
	shift 3
	pids=
	for keyring; do
		for number in $(seq 1 "$moving_count"); do
			writer "$keyring" "p$number" &
			pids="$pids $!"
		done
	done
	for round in 1 2 3 4; do
		"$HELPER" vault "$direction" > "$T/moved.$round" 2>&1 < /dev/null
	done
	# shellcheck disable=SC2086 # one word a process
	wait $pids
	is "$moving_name: each store succeeds" "$(cat "$T"/out.*)" ''
	lost=
	for number in $(seq 1 "$moving_count"); do
		held=" $(in_keyring_named vault "p$number") $(in_keyring_named secret-service "p$number") "
		found=
		for keyring; do
			case $held in *" $keyring-p$number-$stores "*) found=yes ;; esac
		done
		[ -n "$found" ] || lost="$lost p$number:$held"
	done
	is "$moving_name: what was stored last is there" "$lost" ''
	REPLICATED_KEYRING=vault "$HELPER" logout --all > "$T/logout.log" 2>&1
	REPLICATED_KEYRING=secret-service "$HELPER" logout --all >> "$T/logout.log" 2>&1
	rm -f "$T"/out.*
}
for count in 2 4 12; do
	moving 'import' "$count" import secret-service
	moving 'export' "$count" export vault
	[ "$count" = 12 ] || moving 'import, both are stored into' "$count" import secret-service vault
done

# ---- moves in both directions at once: each license is in exactly one keyring at the end ----
for number in 1 2 3 4; do
	printf '{"ServerURL":"%s","Username":"LICENSE_ID","Secret":"of-p%s"}' "$H" "$number" |
		"$HELPER" -p "p$number" store
done > "$T/stored" 2>&1
pids=
for round in 1 2 3; do
	for direction in import export; do
		"$HELPER" vault "$direction" > "$T/moved.$direction.$round" 2>&1 < /dev/null &
		pids="$pids $!"
	done
done
failed=
for pid in $pids; do
	wait "$pid" || failed="$failed $pid"
done
is 'moves in both directions at once succeed' "$failed$(cat "$T/stored")" ''
for number in 1 2 3 4; do
	is "and p$number is stored once" "$(in_keyring_named vault "p$number")$(in_keyring_named secret-service "p$number")" \
		"of-p$number"
done

# ---- while another move is not through ----
flock "$XDG_RUNTIME_DIR/docker-credential-replicated.move" sleep 5 &
holder=$!
sleep 1
for direction in import export; do
	REPLICATED_TIMEOUT=1 says "vault $direction waits for it" 1 '' \
		'docker-credential-replicated: timed out after 1 s waiting for another move of licenses between the keyrings: wait until it ends, or set REPLICATED_TIMEOUT higher\n' \
		vault "$direction"
done
wait "$holder"
run vault export
run vault import
is 'and moves afterwards' "$status $(cat "$T/out")" "0 moved 4 licenses from 'secret-service' to 'vault'"

# ---- a link in place of the file that moves lock: what it leads to is left alone ----
ln -sf "$T/elsewhere" "$XDG_RUNTIME_DIR/docker-credential-replicated.move"
run vault export
is 'a link in place of the lock' "$status $(ls "$T/elsewhere" 2> /dev/null)" '0 '
done_testing
