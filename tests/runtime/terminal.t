#!/bin/sh
# SPDX-License-Identifier: MIT
# login on a pseudo terminal: no echo, and echo back on every way out; the keyring open and locked.
. "${0%/*}/../lib.sh"
command -v python3 > "${T}/which" || skip_all 'no python3 on this machine: run make deps-check'
in_keyring "$@"

license=1vusOokxAVp1tkRGuyxnF23PJcq
me=docker-credential-replicated
prompt="License ID for profile 'default' (not shown): "
here=${0%/*}
# shows NAME SCREEN STEP... : login on a terminal shows exactly this
shows() {
	shows_name=$1
	printf '%b' "$2" > "$T/want-screen"
	shift 2
	"$here/on-terminal" "$@" -- "$build/bin/$me" login --no-check > "$T/screen" 2>&1
	if cmp -s "$T/want-screen" "$T/screen"; then
		ok "$shows_name"
	else
		not_ok "$shows_name" "$(diff -u "$T/want-screen" "$T/screen")"
	fi
	absent "$shows_name: the license is not on the screen" "$license" "$T/screen"
}
both='{"proxy.replicated.com":"LICENSE_ID","registry.replicated.com":"LICENSE_ID"}\n'
nothing_stored() {
	says "$1: nothing is stored" 0 '{}\n' '' list
}

shows '^C' "${prompt}[echo off]\\n[ended by SIGINT]\\n[echo on]\\n" see 'shown): ' echo type '1vusO\x03' end
shows 'the quit key' "${prompt}[echo off]\\n[ended by SIGQUIT]\\n[echo on]\\n" see 'shown): ' echo type '1vusO\x1c' end
for name in TERM HUP USR1; do
	shows "SIG$name" "${prompt}\\n[ended by SIG$name]\\n[echo on]\\n" see 'shown): ' type 1vusO send "$name" end
done
nothing_stored 'interrupted'
shows 'the terminal is closed' '[gone]\n' see 'shown): ' type 1vusO close
nothing_stored 'closed'
shows '^D' "$prompt\\n$me: no license ID entered\\n[exit 1]\\n[echo on]\\n" \
	see 'shown): ' type '\x04' end
shows 'just Enter' "$prompt\\n$me: no license ID entered\\n[exit 1]\\n[echo on]\\n" \
	see 'shown): ' type '\r' end
shows 'a control byte' "$prompt\\n$me: the license ID in your input contains a space, or bytes that are not printable ASCII: copy it again\\n[exit 1]\\n[echo on]\\n" \
	see 'shown): ' type 'a\x01b\r' end
shows 'a file pasted whole' "$prompt\\n$me: more than one line was given: give just that one line\\n[exit 1]\\n[echo on]\\n" \
	see 'shown): ' type "kind: License\\rspec:\\r  licenseID: $license\\r" end
# A shell would run it as commands, and show the license.
"$here/on-terminal" see 'shown): ' type "kind: License\\rspec:\\r  licenseID: $license\\r" see 'one line
' type 'typed later\r' end -- sh -c "$me login --no-check; IFS= read -r line; echo \"[read: \$line]\"" > "$T/screen" 2>&1
is 'the next program gets nothing of the rest' "$(grep -a '^.read: ' "$T/screen")" '[read: typed later]'
absent 'and shows nothing of it' "$license" "$T/screen"
# More than the kernel keeps for a terminal: the rest arrives when that was thrown away.
"$here/on-terminal" see 'shown): ' type "$(seq 1 3000 | sed 's/$/\\r/' | tr -d '\n')" see 'one line
' type 'typed later\r' end -- sh -c "$me login --no-check; IFS= read -r line; echo \"[read: \$line]\"" > "$T/screen" 2>&1
is 'nor of a long one' "$(grep -a '^.read: ' "$T/screen")" '[read: typed later]'
shows 'a line that the kernel cuts' "$prompt\\n$me: the line is longer than a terminal can read (4094 bytes): write it to standard input\\n[exit 1]\\n[echo on]\\n" \
	see 'shown): ' type "$(head -c 3000 /dev/zero | tr '\0' x)" type "$(head -c 3000 /dev/zero | tr '\0' x)\\r" end
nothing_stored 'bad input'

shows '^Z, fg and the license' "$prompt\\n[stopped]\\n[echo on]${prompt}[echo off]\\n$me: stored the license for proxy.replicated.com, registry.replicated.com (profile 'default')\\n$me: next: run '$me configure', so that docker, podman and helm use it\\n[exit 0]\\n[echo on]\\n" \
	see 'shown): ' type 'abc\x1a' see 'stopped]
' echo resume see 'shown): ' echo type "$license\\r" end
says 'it is stored' 0 "$both" '' list
input 'proxy.replicated.com'
says 'and nothing of what was typed before ^Z' 0 "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\\n" '' get

REPLICATED_TIMEOUT=1
export REPLICATED_TIMEOUT
"$here/on-terminal" see 'shown): ' see later -- sh -c "(sleep 2; echo later) & $me login --no-check" > "$T/screen" 2>&1 &
slow=$!
unset REPLICATED_TIMEOUT
wait "$slow"
is 'a person may take longer than the deadline' "$(cat "$T/screen")" "${prompt}later"

lock_keyring
shows 'a locked keyring: nothing is asked' "$me: ${LOCKED}[exit 1]\\n[echo on]\\n" end
restart_keyring_locked
shows 'a keyring that was never unlocked: nothing is asked' "$me: ${LOCKED}[exit 1]\\n[echo on]\\n" end
done_testing
