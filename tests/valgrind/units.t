#!/bin/sh
# SPDX-License-Identifier: MIT
# The unit tests under valgrind: no read of what was never set. What they leak themselves is LeakSanitizer's business,
# in the other build.
. "${0%/*}/../lib.sh"
command -v valgrind > "$T/which" || skip_all 'no valgrind on this machine'
cd "$top" || exit 1

for source in tests/unit/test-*.c; do
	program=${source##*/}
	program=$build/tests/unit/${program%.c}
	case ${program##*/} in
	test-registry-confine) why='it makes system calls with arguments that no program would give, and valgrind complains of them' ;;
	test-program-run) why='below valgrind, posix_spawn(3) does not tell that there is no such program' ;;
	test-terminal) why='below valgrind, a signal does not stop a process as it does on a terminal' ;;
	*) why= ;;
	esac
	if [ -n "$why" ]; then
		skip "${program##*/}" "$why"
		continue
	fi
	check "${program##*/}" env G_SLICE=always-malloc valgrind --quiet --error-exitcode=99 "$program"
done
done_testing
