#!/bin/sh
# SPDX-License-Identifier: MIT
# gcc -fanalyzer, clang-tidy and cppcheck find nothing, with every warning of the Makefile an error.
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

if command -v clang-tidy > "$T/which"; then
	flags=$(pkg-config --cflags gio-unix-2.0 libsecret-1 libcjson yaml-0.1 libcurl libsodium libkeyutils)
	# shellcheck disable=SC2086 # a list of flags
	check 'clang-tidy' clang-tidy --quiet helper/*.c helper/*/*.c keyring/*.c -- -std=c11 -D_GNU_SOURCE '-DVERSION="x"' $flags
else
	skip clang-tidy 'no clang-tidy on this machine'
fi

if command -v cppcheck > "$T/which"; then
	check 'cppcheck' cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingIncludeSystem --suppress=unknownMacro --suppress=legacyUninitvar \
		'-DVERSION="x"' '-DG_DEFINE_QUARK(a,b)=' helper keyring tests/fake
else
	skip cppcheck 'no cppcheck on this machine'
fi
done_testing
