#!/bin/sh
# SPDX-License-Identifier: MIT
# ^C, kill and a closed terminal while several licenses are written: all are there, or none, and the call ends by the
# signal. strace sends it with one of the program's own renames.
. "${0%/*}/../lib.sh"
. "${0%/*}/vault.sh"
has_kernel_keyring || skip_all 'no kernel keyring on this machine'
strace -o "$T/strace" -e trace=none true 2> "$T/err" || skip_all 'no strace on this machine'
env --default-signal=INT true 2> "$T/err" || skip_all 'no env on this machine that sets signals back'
init_vault hunter2
unlock_vault hunter2

token() { # SECRET: of one service account, as the portal gives it
	printf '{"i":"2abcdefghijklmnopqrstuvwxyz1","s":"%s"}' "$1" | base64 -w 0
}
OLD=$(token secret-of-the-old-token-0001) NEW=$(token secret-of-the-new-token-0002)
# interrupted SIGNAL RENAME ARGUMENT...: the signal comes with this rename
interrupted() {
	signal=$1 rename=$2
	shift 2
	status=0
	# Whatever the caller of this test ignores, as nohup does.
	ASAN_OPTIONS=detect_leaks=0 env --default-signal=HUP,INT,TERM strace -qq -o "$T/strace" -e trace=rename,renameat,renameat2 \
		-e "inject=rename,renameat,renameat2:signal=$signal:when=$rename" "$HELPER" "$@" \
		< "$T/in" > "$T/out" 2> "$T/err" || status=$?
}
stored() {
	for domain in proxy registry; do
		printf '%s.replicated.com' "$domain" > "$T/in"
		run get
		grep -o '"Secret":"[^"]*"' "$T/out" | cut -d '"' -f 4
	done
}
for signal in HUP INT TERM; do
	case $signal in HUP) number=129 ;; INT) number=130 ;; TERM) number=143 ;; esac
	input "$OLD\n"
	run login --no-check
	for rename in 1 2; do
		input "$NEW\n"
		interrupted "$signal" "$rename" login --no-check
		is "login, SIG$signal with write $rename" "$status $(stored | sort -u)" "$number $NEW"
		input "$OLD\n"
		run login --no-check
		input "$NEW\n"
		interrupted "$signal" "$rename" login --rotate --no-check
		is "login --rotate, SIG$signal with write $rename" "$status $(stored | sort -u)" "$number $NEW"
		input "$OLD\n"
		run login --no-check
	done
done
done_testing
