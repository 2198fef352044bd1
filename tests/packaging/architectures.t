#!/bin/sh
# SPDX-License-Identifier: MIT
# Which processors have a filter of system calls, as their compilers introduce themselves.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1
command -v gcc > "$T/which" || skip_all 'no gcc on this machine'
printf '#include "helper/registry-check/architecture.h"\nCONFINE_ARCHITECTURE\n' > "$T/ask.c"

# The number that is chosen, by a preprocessor that has only these macros.
chosen() { # MACRO...
	for macro; do set -- "$@" "-D$macro"; shift; done
	gcc -E -P -undef -I. "$@" "$T/ask.c" 2> "$T/err" | tail -n 1
	cat "$T/err"
}
# The number of that name in linux/audit.h.
number_of() {
	printf '#include <linux/audit.h>\n%s\n' "$1" | gcc -E -P - | tail -n 1
}
while read -r name macros; do
	number=$(number_of "$name")
	# shellcheck disable=SC2086 # a list of macros
	is "a filter for $name" "$(chosen $macros)" "$number"
done << ARCHITECTURES
AUDIT_ARCH_X86_64 __x86_64__=1
AUDIT_ARCH_I386 __i386__=1
AUDIT_ARCH_AARCH64 __aarch64__=1 __AARCH64EL__=1
AUDIT_ARCH_ARM __arm__=1 __ARM_EABI__=1 __ARMEL__=1
AUDIT_ARCH_S390X __s390x__=1 __s390__=1
AUDIT_ARCH_PPC64LE __powerpc64__=1 __powerpc__=1 __LITTLE_ENDIAN__=1
AUDIT_ARCH_RISCV64 __riscv=1 __riscv_xlen=64
AUDIT_ARCH_LOONGARCH64 __loongarch__=1 __loongarch64=1
ARCHITECTURES

# Numbers of another set of calls would let everything pass, or nothing: no filter is better.
while read -r name macros; do
	# shellcheck disable=SC2086 # a list of macros
	is "none for $name" "$(chosen $macros)" CONFINE_ARCHITECTURE
done << ARCHITECTURES
x32 __x86_64__=1 __ILP32__=1
big-endian-arm64 __aarch64__=1 __AARCH64EB__=1
big-endian-arm __arm__=1 __ARM_EABI__=1 __ARMEB__=1
big-endian-ppc64 __powerpc64__=1 __powerpc__=1 __BIG_ENDIAN__=1
riscv32 __riscv=1 __riscv_xlen=32
mips64 __mips__=1 __mips64=1
ARCHITECTURES

# Without one the program still builds, and status says so.
for macros in '' CONFINE_NONE; do
	for source in status/diagnosis registry-check/confine; do
		# shellcheck disable=SC2046 # lists of flags
		gcc -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror ${macros:+"-D$macros"} $(pkg-config --cflags glib-2.0) -c \
			-o "$T/${source#*/}$macros.o" "helper/$source.c" > "$T/out" 2>&1
		is "$source.c builds${macros:+ with $macros}" "$? $(cat "$T/out")" '0 '
	done
	is "status says whether there is a filter${macros:+ with $macros}" \
		"$(grep -c 'registry-check runs without a filter' "$T/diagnosis$macros.o")" "$([ -z "$macros" ] && echo 0 || echo 1)"
done
done_testing
