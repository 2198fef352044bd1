/* SPDX-License-Identifier: MIT
 *
 * forwarding-message.h - what goes over the socket between two helpers, one of which keeps the license (pure)
 *
 * A connection carries one request and one answer, so that two versions understand each other:
 *
 *	request = version SP verb LF profile LF [ server URL ]	; until the end of the stream
 *	answer  = exit status LF what the protocol verb prints	; until the end of the stream
 *
 * The version is 1, the verb `get` or `list`, the profile empty if none was named; the server URL belongs to `get`. The
 * exit status is 0 or 1. There is no other verb: nothing can be stored or removed from the other side.
 */
#ifndef HELPER_LICENSE_FORWARDING_MESSAGE_H
#define HELPER_LICENSE_FORWARDING_MESSAGE_H

#include "../../keyring/secret.h"
#include "profile.h"

#include <glib.h>
#include <stdbool.h>

/* A server URL as long as `get` takes it, and the two lines before it. */
#define FORWARDING_REQUEST_MAX (64 * 1024 + 64)
/* The list of some ten thousand domains. */
#define FORWARDING_ANSWER_MAX (1024 * 1024)

enum forwarding_verb {
	FORWARDING_GET,
	FORWARDING_LIST,
};

struct forwarding_request {
	enum forwarding_verb verb;
	char profile[PROFILE_MAX + 1]; /* "": none was named */
	const char *server_url;	       /* in the text that was parsed; "" for FORWARDING_LIST */
};

/* `server_url` is used by FORWARDING_GET alone. */
void forwarding_request_write(enum forwarding_verb verb, const struct profile *profile, const char *server_url,
			      struct secret *out);

/* HELPER_FAILED if it is a request of another version, or not a request. */
bool forwarding_request_parse(const struct secret *text, struct forwarding_request *ret_request, GError **error);

/* `text` is what the verb prints. */
void forwarding_answer_write(bool success, const struct secret *text, struct secret *out);

/* The text of an answer, owned by `answer`, and whether the verb succeeded. HELPER_FAILED if it is not an answer. */
bool forwarding_answer_parse(const struct secret *answer, bool *ret_success, const char **ret_text, GError **error);

#endif
