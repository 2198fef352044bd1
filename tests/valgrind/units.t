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
	# It makes system calls with arguments that no program would give; valgrind complains of the arguments.
	test-registry-confine) continue ;;
	# Below valgrind, posix_spawn(3) does not tell that there is no such program.
	test-program-run) continue ;;
	# Nor does a signal stop a process there as it does on a terminal.
	test-terminal) continue ;;
	esac
	check "${program##*/}" env G_SLICE=always-malloc valgrind --quiet --error-exitcode=99 "$program"
done
done_testing
