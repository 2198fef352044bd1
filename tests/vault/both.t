#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests of the keyring, once more against the vault: to everything behind keyring.h it is a keyring like any
# other. Not those that look at the Secret Service itself: its states, its properties, its bus.
. "${0%/*}/../lib.sh"
here=$(cd "${0%/*}/.." && pwd)

for test in conformance/battery protocol/get protocol/store protocol/verbs license/login license/logout \
	runtime/terminal license/sources-keyring registry/login kube/app-keys clients/killed clients/login \
	clients/plain-text; do
	# A test of its own: nothing of this one's files and homes.
	mkdir "$T/files"
	if env -u IN_KEYRING T="$T/files" TEST_KEYRING=vault sh "$here/$test.t" > "$T/tap" 2>&1; then
		if grep -q '^1\.\.0 # SKIP' "$T/tap"; then
			skip "$test" "$(sed 's/^1..0 # SKIP //' "$T/tap")"
		else
			ok "$test: $(grep -c '^ok' "$T/tap") tests"
		fi
	else
		not_ok "$test" "$(grep -A 30 '^not ok' "$T/tap" || tail -n 30 "$T/tap")"
	fi
	[ ! -r /proc/keys ] || check "$test: no kernel key stays behind" no_kernel_key "$T/files/"
	rm -rf "$T/files"
done
done_testing
