/* SPDX-License-Identifier: MIT
 *
 * architecture.h - the processor of this build, as seccomp numbers them
 *
 * A filter of system calls is for one numbering of the calls. CONFINE_ARCHITECTURE is that of this build. It is
 * not defined on processors on which the filter was not tested: registry-check runs without it there, as `status` and
 * the manual say. The audit numbers are from linux/audit.h. CONFINE_NONE builds without a filter.
 */
#ifndef HELPER_REGISTRY_CHECK_ARCHITECTURE_H
#define HELPER_REGISTRY_CHECK_ARCHITECTURE_H

#include <linux/audit.h>

#if defined(CONFINE_NONE)
/* as on a processor that is not in this list */
#elif defined(__x86_64__) && !defined(__ILP32__)
#define CONFINE_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__i386__)
#define CONFINE_ARCHITECTURE AUDIT_ARCH_I386
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define CONFINE_ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__ARM_EABI__) && defined(__ARMEL__)
#define CONFINE_ARCHITECTURE AUDIT_ARCH_ARM
#elif defined(__s390x__)
#define CONFINE_ARCHITECTURE AUDIT_ARCH_S390X
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define CONFINE_ARCHITECTURE AUDIT_ARCH_PPC64LE
#elif defined(__riscv) && __riscv_xlen == 64
#define CONFINE_ARCHITECTURE AUDIT_ARCH_RISCV64
#elif defined(__loongarch64) && defined(AUDIT_ARCH_LOONGARCH64)
#define CONFINE_ARCHITECTURE AUDIT_ARCH_LOONGARCH64
#endif

#endif
