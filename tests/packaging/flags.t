#!/bin/sh
# SPDX-License-Identifier: MIT
# The compiler gets the flags that are promised, whatever flags a distribution passes.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1
command -v gcc > "$T/which" || skip_all 'no gcc on this machine'

# compile FILE VARIABLE=value...: sets $compiler to the command that make would run for a file, without its output.
compile_command() {
	object=$1
	shift
	compiler=$(make -n -s V=1 DEV=0 BUILD="$T/build" "$@" "$T/build/program/${object%.c}.o" 2> "$T/make.err" |
		grep -- "-c -o .*$object\$" | sed 's/ -MMD -MP//; s/ -c -o .*//')
	[ -n "$compiler" ] || { cat "$T/make.err"; return 1; }
}
# macro NAME: what the preprocessor takes it for
macro() {
	echo | eval "$compiler -dM -E -" 2> "$T/err" | sed -n "s/^#define $1 //p"
}
# The level that holds and what the compiler said meanwhile.
fortified() { # VARIABLE=value...
	compile_command helper/runtime/error.c CC=gcc "$@"
	echo "$(macro _FORTIFY_SOURCE) $(cat "$T/err")"
}

is 'fortified at level 3' "$(fortified)" '3 '
is "fortified at level 3 with Debian's flags" \
	"$(fortified CFLAGS='-g -O2' CPPFLAGS='-Wdate-time -D_FORTIFY_SOURCE=2')" '3 '
is "fortified at level 3 with Fedora's flags" \
	"$(fortified CFLAGS='-O2 -Wp,-U_FORTIFY_SOURCE -Wp,-D_FORTIFY_SOURCE=3')" '3 '
is "fortified at level 3 with Arch's flags" "$(fortified CFLAGS='-O2 -Wp,-D_FORTIFY_SOURCE=3')" '3 '
is 'not fortified without optimization, and no warning for that' "$(fortified CFLAGS=-O0)$(fortified CFLAGS=-g)" '  '
is 'the developer build is not fortified' "$(fortified DEV=1)" ' '

compile_command helper/runtime/error.c CC=gcc
is 'file offsets have 64 bits' "$(macro _FILE_OFFSET_BITS)" 64

# gcc takes every result for unset as long as it cannot see that fail() is false.
for source in helper/clients/client-config.c helper/license/license-file.c; do
	compile_command "$source" CC=gcc CFLAGS=-O3
	eval "$compiler -c -o '$T/object.o' '$source'" > "$T/out" 2>&1
	is "-O3 has no warning for $source" "$? $(cat "$T/out")" '0 '
done
done_testing
