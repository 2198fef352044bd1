/* SPDX-License-Identifier: MIT
 *
 * interrupt.h - ^C, an end that was asked for and a closed terminal wait until a change is whole
 *
 * A change of several licenses that ends half-way would leave some of them new and some old.
 */
#ifndef HELPER_RUNTIME_INTERRUPT_H
#define HELPER_RUNTIME_INTERRUPT_H

#include <signal.h>

/* Holds back SIGINT, SIGTERM and SIGHUP; interrupts_let() gives those that came meanwhile, and what was before. */
void interrupts_hold(sigset_t *ret_before);
void interrupts_let(const sigset_t *before);

#endif
