#!/bin/sh
# SPDX-License-Identifier: MIT
# gcc -fanalyzer finds none of the faults that are named here. The Makefile's own warnings are errors in the
# developer's build.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1
command -v gcc > "$T/which" || skip_all 'no gcc on this machine'

# Named one by one, so that a newer gcc does not bring checks that nobody has chosen. Left out are those that need to
# know that a function which fails leaves its results untouched, and that `fail()` never returns true: reads of such a
# result, null arguments and leaks of descriptors are valgrind's and cppcheck's to find.
faults='double-fclose double-free fd-access-mode-mismatch fd-double-close fd-use-after-close file-leak free-of-non-heap
	jump-through-null malloc-leak mismatching-deallocation null-dereference out-of-bounds putenv-of-auto-var
	shift-count-negative shift-count-overflow unsafe-call-within-signal-handler use-after-free
	use-of-pointer-in-stale-stack-frame va-arg-type-mismatch va-list-exhausted va-list-leak va-list-use-after-va-end
	write-to-const write-to-string-literal'
errors=
for fault in $faults; do
	# Each gcc knows those of its time.
	if echo 'int main(void) { return 0; }' | gcc "-Werror=analyzer-$fault" -x c -S -o "$T/probe" - 2> "$T/probe.log"; then
		errors="$errors -Werror=analyzer-$fault"
	fi
done
check 'this gcc knows most of them' [ "$(echo "$errors" | wc -w)" -ge 10 ]
check 'gcc -fanalyzer' make --no-print-directory BUILD="$T/build" CC=gcc all CFLAGS="-O1 -g -fanalyzer -fdiagnostics-path-format=none $errors"
done_testing
