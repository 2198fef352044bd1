/* SPDX-License-Identifier: MIT */
#include "../../helper/registry-check/confine.h"

#include "../../helper/registry-check/architecture.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the system answers to a filter, or 0 if it is asked. */
static int filter_failure;
static struct sock_fprog filter; /* the last one that it was given then */

int prctl(int option, ...)
{
	va_list arguments;
	unsigned long values[4];
	va_start(arguments, option);
	for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
		values[i] = va_arg(arguments, unsigned long);
	va_end(arguments);
	errno = filter_failure;
	if (filter_failure && option == PR_SET_SECCOMP)
		filter = *(const struct sock_fprog *)values[1];
	if (filter_failure)
		return option == PR_SET_SECCOMP ? -1 : 0;
	return (int)syscall(SYS_prctl, option, values[0], values[1], values[2], values[3]);
}

enum { ALL_REFUSED = 0, NO_FILTER = 77 };

/* Whether this kernel takes a filter that allows everything. One of ours that is malformed is passed over like a kernel
 * without filters. */
static bool kernel_has_filters(void)
{
#ifdef CONFINE_ARCHITECTURE
	struct sock_filter allow[] = { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	const struct sock_fprog program = { G_N_ELEMENTS(allow), allow };
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
#else
	return false;
#endif
}

/* In a child: confinement cannot be undone. Its exit status is the number of the first call that was let through. */
static int try_calls(void)
{
	char *const nothing[] = { NULL };
	if (!confine(NULL))
		return 1;
	int at_its_end = 0;
	if (prctl(PR_GET_PDEATHSIG, &at_its_end) != 0 || at_its_end != SIGKILL)
		return 15;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L) != 1)
		return 2;
	if (prctl(PR_GET_SECCOMP) != 2)
		return kernel_has_filters() ? 14 : NO_FILTER;

#define REFUSES(call) ((errno = 0), (call) == -1 && errno == EPERM)
	if (!REFUSES(syscall(SYS_execve, "/bin/false", nothing, nothing)))
		return 3;
	if (!REFUSES(syscall(SYS_execveat, -1, "/bin/false", nothing, nothing, 0)))
		return 4;
	if (!REFUSES(syscall(SYS_process_vm_readv, getpid(), NULL, 0L, NULL, 0L, 0L)))
		return 5;
	if (!REFUSES(syscall(SYS_process_vm_writev, getpid(), NULL, 0L, NULL, 0L, 0L)))
		return 6;
	if (!REFUSES(syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING, 0)))
		return 7;
	if (!REFUSES(syscall(SYS_bpf, -1, NULL, 0)))
		return 8;
	if (!REFUSES(syscall(SYS_userfaultfd, -1)))
		return 9;
#ifdef SYS_io_uring_setup
	if (!REFUSES(syscall(SYS_io_uring_setup, 1, NULL)))
		return 14;
#endif
	/* Not by socket(), which is socketcall() in some C libraries: the manual says so. */
	if (!REFUSES(syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0)))
		return 10;
	if (!REFUSES(syscall(SYS_socket, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)))
		return 11;
#ifndef __SANITIZE_ADDRESS__
	if (!REFUSES(syscall(SYS_ptrace, PTRACE_TRACEME, 0, NULL, NULL)))
		return 12;
#endif
	/* What it works with is left. */
	int pair[2];
	if (socket(AF_INET, SOCK_STREAM, 0) < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return 13;
	return ALL_REFUSED;
}

static void calls_that_are_refused(void)
{
	int status;
	pid_t child = fork();
	g_assert_cmpint(child, >=, 0);
	if (child == 0)
		_exit(try_calls());
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_FILTER)
		g_test_skip("no seccomp filter on this kernel or processor");
	else
		g_assert_cmpint(WEXITSTATUS(status), ==, ALL_REFUSED);
}

#ifdef CONFINE_ARCHITECTURE
/* What the filter says to a call, as the kernel would run it. */
static __u32 verdict(__u32 architecture, int number)
{
	const struct seccomp_data call = { .arch = architecture, .nr = number };
	__u32 loaded = 0;
	for (const struct sock_filter *step = filter.filter;; step++) {
		g_assert_true(step < filter.filter + filter.len);
		switch (step->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			memcpy(&loaded, (const char *)&call + step->k, sizeof(loaded));
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
			step += loaded == step->k ? step->jt : step->jf;
			break;
		case BPF_JMP | BPF_JGE | BPF_K:
			step += loaded >= step->k ? step->jt : step->jf;
			break;
		case BPF_RET | BPF_K:
			return step->k;
		default:
			g_assert_not_reached();
		}
	}
}
#endif

/* The same numbers mean other calls to a program of 32 bits, and to one of x32. */
static void calls_of_another_kind(void)
{
#ifdef CONFINE_ARCHITECTURE
	filter_failure = EINVAL;
	g_assert_true(confine(NULL));
	filter_failure = 0;
	g_assert_cmphex(verdict(CONFINE_ARCHITECTURE, SYS_read), ==, SECCOMP_RET_ALLOW);
	g_assert_cmphex(verdict(CONFINE_ARCHITECTURE, SYS_execve), ==, SECCOMP_RET_ERRNO | EPERM);
	g_assert_cmphex(verdict(CONFINE_ARCHITECTURE, 0x40000000 + SYS_read), ==, SECCOMP_RET_ERRNO | EPERM);
	g_assert_cmphex(verdict(CONFINE_ARCHITECTURE ^ 1, SYS_read), ==, SECCOMP_RET_KILL_PROCESS);
#else
	g_test_skip("no filter for this kind of machine");
#endif
}

static void a_system_without_filters_will_do(void)
{
#ifdef CONFINE_ARCHITECTURE
	static const int without[] = { EINVAL, ENOSYS, EPERM, EACCES };
	g_autoptr(GError) error = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(without); i++) {
		filter_failure = without[i];
		g_test_message("%s", g_strerror(without[i]));
		g_assert_true(confine(NULL));
	}
	filter_failure = EFAULT;
	g_assert_false(confine(&error));
	g_assert_cmpstr(error->message, ==, "registry-check cannot confine itself: Bad address");
	filter_failure = 0;
#else
	g_test_skip("no filter for this kind of machine");
#endif
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/confine/calls-that-are-refused", calls_that_are_refused);
	g_test_add_func("/confine/calls-of-another-kind", calls_of_another_kind);
	g_test_add_func("/confine/no-filters", a_system_without_filters_will_do);
	return g_test_run();
}
