/* SPDX-License-Identifier: MIT
 *
 * secret.h - a bounded buffer that wipes itself
 *
 * Every byte sequence that holds, or may hold, a license ID lives in one of these: what came in
 * on standard input, what the keyring gave, what is about to be written. It is never printed by a
 * "%s" of somebody else's, and its memory is overwritten before it is given back, also when it
 * grows (CWE-226, CWE-244).
 *
 *	struct secret s = SECRET_INIT(LICENSE_ID_MAX);
 *	if (!secret_append(&s, bytes, length))
 *		... more than LICENSE_ID_MAX bytes: nothing was added
 *	write(fd, s.bytes, s.length);
 *	secret_clear(&s);
 *
 * A buffer is born with its limit; there is no unlimited one. The owner of the struct clears it;
 * g_auto(Secret) does so at the end of the scope. Running out of memory ends the program, as
 * everywhere in GLib.
 */
#ifndef KEYRING_SECRET_H
#define KEYRING_SECRET_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* A license ID: 1 to 4096 bytes of printable ASCII. Known forms are 27, 32 and 92 bytes long; the
 * form itself is never checked, so that a new one works at once. */
#define LICENSE_ID_MAX 4096

struct secret {
	char *bytes;	 /* never NULL after the first append; a NUL stands behind the last byte */
	size_t length;	 /* bytes in use, that NUL not counted */
	size_t capacity; /* bytes allocated */
	size_t limit;	 /* the most that length may become */
};

#define SECRET_INIT(max)                                                                                               \
	{                                                                                                              \
		.limit = (max)                                                                                         \
	}

/* Adds bytes at the end. False, and nothing added, where the limit would be passed. */
bool secret_append(struct secret *secret, const void *bytes, size_t length) G_GNUC_WARN_UNUSED_RESULT;
bool secret_append_text(struct secret *secret, const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Adds the standard padded base64 (RFC 4648, section 4) of bytes, on one line. */
bool secret_append_base64(struct secret *secret, const void *bytes, size_t length) G_GNUC_WARN_UNUSED_RESULT;

/* Adds what such base64 stands for. Strictly: no blank or line end in it, whole quartets, no bits left over. False,
 * and nothing added, for anything else. (g_base64_decode() passes over what it does not know.) */
bool secret_append_from_base64(struct secret *secret, const char *text, size_t length) G_GNUC_WARN_UNUSED_RESULT;

/* Room for at least `length` more bytes behind the last one, for read(2) and the like: write there,
 * then add to `length` what came. NULL where the limit would be passed. */
char *secret_reserve(struct secret *secret, size_t length) G_GNUC_WARN_UNUSED_RESULT;

/* The bytes as a NUL-terminated string; "" for an empty buffer. Valid until the next change. */
const char *secret_text(const struct secret *secret);

/* Shortens to length bytes, wiping what is cut. */
void secret_truncate(struct secret *secret, size_t length);

/* Whether both hold the same bytes; takes the same time wherever they differ. */
bool secret_equal(const struct secret *a, const struct secret *b);

/* Whether the buffer could be a license ID (see LICENSE_ID_MAX). */
bool secret_is_license_id(const struct secret *secret);

/* Hands the contents over: `to`, which must be empty, takes them and `from` is empty. */
void secret_move(struct secret *from, struct secret *to);

/* Wipes and frees; the buffer is empty and may be used again. NULL is fine. */
void secret_clear(struct secret *secret);

typedef struct secret Secret; /* for g_auto(Secret) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Secret, secret_clear)

#endif
