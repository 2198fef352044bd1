/* SPDX-License-Identifier: MIT */
#include "interrupt.h"

#include <glib.h>

void interrupts_hold(sigset_t *ret_before)
{
	static const int interrupts[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < G_N_ELEMENTS(interrupts); i++)
		sigaddset(&set, interrupts[i]);
	(void)sigprocmask(SIG_BLOCK, &set, ret_before);
}

void interrupts_let(const sigset_t *before)
{
	(void)sigprocmask(SIG_SETMASK, before, NULL);
}
