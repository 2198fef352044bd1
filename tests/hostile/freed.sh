# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# freed.sh - sourced behind lib.sh: runs the program with freed.c, which finds a text in memory that is given back

# As a release is linked: else the dynamic linker saves registers on the stack, with what was copied last.
LD_BIND_NOW=1
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
export LD_BIND_NOW ASAN_OPTIONS
license=2aBcDeFgHiJkLmNoPqRsTuVwXyZ
pair=$(printf 'LICENSE_ID:%s' "$license" | base64 -w 0)

# watched TEXTS ARGUMENT...: runs the program, and leaves in $T/freed what it gave back or kept with one of the texts
watched() {
	echo "$1" | tr ' ' '\n' > "$T/texts"
	shift
	: > "$T/freed"
	status=0
	env FREED_TEXTS="$T/texts" FREED_REPORT="$T/freed" LD_PRELOAD="$build/tests/freed.so" "$build/bin/$HELPER" "$@" \
		< "$T/in" > "$T/out" 2> "$T/err" || status=$?
}
wipes() { # NAME ARGUMENT...
	name=$1
	shift
	watched "$license $pair" "$@"
	is "$name" "$status $(cat "$T/freed")" '0 '
}

input 'proxy.replicated.com'
watched proxy.replicated.com get
[ -s "$T/freed" ] || skip_all "memory cannot be watched here: $(cat "$T/err")"
ok 'what is not secret is seen'
