/* SPDX-License-Identifier: MIT */
#include "confine.h"

#include "../runtime/error.h"
#include "architecture.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#ifdef CONFINE_ARCHITECTURE
/* x86-64 counts a second set of the same calls from here; elsewhere no call has such a number. */
#define X32_BIT 0x40000000U

#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define REFUSE_CALL(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), REFUSE

/* The low half of a call's first argument. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define FIRST_ARGUMENT (offsetof(struct seccomp_data, args) + sizeof(__u32))
#else
#define FIRST_ARGUMENT offsetof(struct seccomp_data, args)
#endif

static bool filter_calls(void)
{
	/* A short list of what must not be, not a long one of what may be: that would change with every
	 * libc, resolver and TLS library. */
	static struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CONFINE_ARCHITECTURE, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1),
		REFUSE,
		REFUSE_CALL(__NR_execve),
		REFUSE_CALL(__NR_execveat),
#ifndef __SANITIZE_ADDRESS__ /* the search for leaks stops the program by it */
		REFUSE_CALL(__NR_ptrace),
#endif
		REFUSE_CALL(__NR_process_vm_readv),
		REFUSE_CALL(__NR_process_vm_writev),
		REFUSE_CALL(__NR_keyctl),
		REFUSE_CALL(__NR_bpf),
		REFUSE_CALL(__NR_userfaultfd),
#ifdef __NR_io_uring_setup /* it opens sockets without socket() */
		REFUSE_CALL(__NR_io_uring_setup),
#endif
		/* No socket to another program of this machine, such as the session bus. Names are still found: nscd and
		 * nss-resolve are passed over for the next source in nsswitch.conf. */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, FIRST_ARGUMENT),
		REFUSE_CALL(AF_UNIX),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { G_N_ELEMENTS(filter), filter };
	/* A kernel without seccomp, or a container that allows none: the rest must do. */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 || errno == EINVAL || errno == ENOSYS ||
	       errno == EPERM || errno == EACCES;
}
#else
#define filter_calls() true
#endif

bool confine(GError **error)
{
	if (prctl(PR_SET_PDEATHSIG, (long)SIGKILL, 0L, 0L, 0L) == 0 &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) == 0 && filter_calls())
		return true;
	return fail(error, HELPER_FAILED, "registry-check cannot confine itself: %s", g_strerror(errno));
}
