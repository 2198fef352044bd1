#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2034 # answered() looks at them
# Ten pulls at once while the keyring is locked: each is told so, soon, also where nothing can show a prompt.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
in_keyring "$@"

license=1vusOokxAVp1tkRGuyxnF23PJcq
store proxy.replicated.com LICENSE_ID "$license"
lock_keyring
input 'proxy.replicated.com'
mkdir "$T/each"
for number in 0 1 2 3 4 5 6 7 8 9; do
	{
		timeout 60 "$HELPER" get < "$T/in" > "$T/each/$number.out" 2> "$T/each/$number.err"
		echo $? > "$T/each/$number.status"
	} &
	pids="${pids-} $!"
done
# shellcheck disable=SC2086 # one word a process
wait $pids
printf '%b' "$LOCKED" > "$T/want-out"
printf '%b' "docker-credential-replicated: $LOCKED" > "$T/want-err"
want_status=1
for number in 0 1 2 3 4 5 6 7 8 9; do
	cp "$T/each/$number.out" "$T/out"
	cp "$T/each/$number.err" "$T/err"
	status=$(cat "$T/each/$number.status")
	answered "get $number is told that the keyring is locked"
done
done_testing
