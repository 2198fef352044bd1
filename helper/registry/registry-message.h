/* SPDX-License-Identifier: MIT
 *
 * registry-message.h - the messages between the program and registry-check, and their meaning (pure)
 *
 * The question is one JSON object on registry-check's standard input, the answer one on its standard
 * output (registry-check(8) lists the members). Both are read as untrusted input: bounded, strict, every text
 * made harmless (message.h) and cut.
 */
#ifndef HELPER_REGISTRY_REGISTRY_MESSAGE_H
#define HELPER_REGISTRY_REGISTRY_MESSAGE_H

#include "../format/json.h"

#include <glib.h>
#include <stdbool.h>

/* A user name of 64 KiB (license.h) with every byte escaped, a license, and the names. */
#define REGISTRY_QUESTION_MAX (512 * 1024)
#define REGISTRY_ANSWER_MAX (16 * 1024)
/* The longest text of a server that is shown: a line or two of a terminal. */
#define REGISTRY_TEXT_MAX 200
/* The result. Zero, the value of memory that was never set, is the failure. */
enum registry_outcome {
	REGISTRY_FAILED, /* registry-check itself failed */
	REGISTRY_ACCEPTED,
	REGISTRY_REJECTED,     /* 401: the license is wrong or has expired */
	REGISTRY_NOT_ENTITLED, /* 403, or a token that does not open this image */
	REGISTRY_NO_IMAGE,     /* 404 for the manifest */
	REGISTRY_WRONG_PATH,   /* 400 at the token endpoint: not a path of the proxy */
	REGISTRY_RATE_LIMITED,
	REGISTRY_SERVER_ERROR,
	REGISTRY_NAME_NOT_FOUND,
	REGISTRY_REFUSED,     /* connection refused */
	REGISTRY_UNREACHABLE, /* no route, network down */
	REGISTRY_TIMED_OUT,
	REGISTRY_BROKEN_OFF, /* the connection ended before the answer did */
	REGISTRY_CERTIFICATE_EXPIRED,
	REGISTRY_CERTIFICATE_WRONG_NAME,
	REGISTRY_CERTIFICATE_UNKNOWN_AUTHORITY,
	REGISTRY_CERTIFICATE, /* any other fault of it */
	REGISTRY_NO_TLS,      /* it answers without TLS */
	REGISTRY_OLD_TLS,     /* no common version, 1.2 or newer, or cipher */
	REGISTRY_PROXY,	      /* the proxy in the environment failed */
	REGISTRY_NOT_A_REGISTRY,
	REGISTRY_REDIRECTED,	  /* never followed */
	REGISTRY_TOKEN_ELSEWHERE, /* the realm of a Bearer challenge is another host: never asked */
};

/* One question: does the registry accept this license, or give it access to this image? */
struct registry_question {
	const char *domain; /* canonical: domain.h */
	const char *username;
	const char *license;
	const char *repository; /* NULL: ask for the registry alone */
	const char *reference;	/* tag or digest; NULL if and only if repository is */
};

struct registry_answer {
	enum registry_outcome outcome;
	char *detail; /* the target of a redirect, when to try again, the message of libcurl; or NULL */
	char *text;   /* the text of the server, or NULL */
};

void registry_answer_clear(struct registry_answer *answer);

/* Sets the answer; both texts may be NULL, and are made harmless and cut. */
void registry_answer_set(struct registry_answer *answer, enum registry_outcome outcome, const char *detail,
			 const char *text);

/* The variables that registry-check is started with and does not remove: those of TLS and of proxies, and the
 * deadline. Ended by NULL. */
extern const char *const registry_environment[];

void registry_question_print(const struct registry_question *question, struct secret *out);
/* The strings of *ret_question belong to the value that is returned; NULL on error (HELPER_FAILED). */
struct json *registry_question_parse(const char *text, size_t length, struct registry_question *ret_question,
				     GError **error);

void registry_answer_print(const struct registry_answer *answer, struct secret *out);
bool registry_answer_parse(const char *text, size_t length, struct registry_answer *ret_answer, GError **error);

/* "rejected", "timed-out": the outcome's name in JSON. */
const char *registry_outcome_name(enum registry_outcome outcome);
/* Whether the registry refused the license, so that asking again will not help. */
bool registry_outcome_is_refusal(enum registry_outcome outcome);
/* What happened, for a person: "redirected, which this helper does not follow (to: 'https://a.example/')". Freed by the caller. */
char *registry_answer_sentence(const struct registry_answer *answer);
/* What to do about it, or NULL for nothing. `profile_option` is " -p acme" or "", for the calls in it. Freed by the
 * caller. */
char *registry_answer_remedy(const struct registry_answer *answer, const char *domain, const char *profile_option);
/* Appends the answer to a JSON array, as `check` and `status` print it. `image` may be NULL. */
void registry_answer_add(const struct registry_answer *answer, const char *domain, const char *image,
			 const char *profile_option, struct json *array);

#endif
