#!/bin/sh
# SPDX-License-Identifier: MIT
# gcc -fanalyzer and cppcheck find nothing, with every warning of the Makefile an error.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1

if command -v gcc > "$T/which"; then
	# The analyzer does not know that a function which fails has left its results untouched on purpose:
	# reads of such a result are valgrind's and cppcheck's to find.
	check 'gcc -fanalyzer' make --no-print-directory BUILD="$T/build" CC=gcc all \
		CFLAGS='-O1 -g -fanalyzer -Wno-analyzer-use-of-uninitialized-value -Werror'
else
	skip 'gcc -fanalyzer' 'no gcc on this machine'
fi

if command -v cppcheck > "$T/which"; then
	check 'cppcheck' cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingIncludeSystem --suppress=unknownMacro --suppress=legacyUninitvar \
		'-DVERSION="x"' '-DG_DEFINE_QUARK(a,b)=' helper keyring tests/fake
else
	skip cppcheck 'no cppcheck on this machine'
fi
done_testing
