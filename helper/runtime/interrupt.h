/* SPDX-License-Identifier: MIT
 *
 * interrupt.h - ^C, an end that was asked for and a closed terminal wait until a change is whole
 *
 * A change of several licenses that ends half-way would leave some of them new and some old.
 */
#ifndef HELPER_RUNTIME_INTERRUPT_H
#define HELPER_RUNTIME_INTERRUPT_H

#include <signal.h>

/* From here on SIGINT, SIGTERM and SIGHUP wait. interrupts_let() restores the mask of signals in *ret_before; those that
 * came meanwhile then do what they do. */
void interrupts_hold(sigset_t *ret_before);
void interrupts_let(const sigset_t *before);

#endif
