/* SPDX-License-Identifier: MIT
 *
 * conversation.h - asks a registry whether it accepts a license
 *
 *	GET /v2/			without the license, which is sent only if the registry asks for it
 *	  200: good; 401 Basic: again with the license; 401 Bearer: GET the token with the license from the
 *	  realm, which must be the registry itself, and again with the token
 *	HEAD /v2/NAME/manifests/REF	for an image, with the same
 *
 * A registry on this machine is asked over https first, and over http when its answer shows no TLS.
 */
#ifndef HELPER_REGISTRY_CHECK_CONVERSATION_H
#define HELPER_REGISTRY_CHECK_CONVERSATION_H

#include "../registry/registry-message.h"

/* Asks, for at most `seconds` in all. There is always an answer. */
void conversation_hold(const struct registry_question *question, double seconds, struct registry_answer *ret_answer);

#endif
