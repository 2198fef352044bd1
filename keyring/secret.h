/* SPDX-License-Identifier: MIT
 *
 * secret.h - a bounded buffer that wipes itself
 *
 * All bytes that contain, or may contain, a license ID are stored in one of these: standard input, results
 * of the keyring, output before it is written. The memory is overwritten before it is released, also when
 * the buffer grows (CWE-226, CWE-244).
 *
 *	g_auto(Secret) s = SECRET_INIT(LICENSE_ID_MAX);
 *	secret_append_text(&s, first);
 *	secret_append_text(&s, second);
 *	if (secret_overflowed(&s))
 *		... both together are longer than LICENSE_ID_MAX
 *
 * Every buffer is created with a limit. Bytes that would exceed the limit are not added, and the buffer has then
 * overflowed, as OpenSSH's sshbuf does: it accepts nothing more until it is cleared, so that it never contains a
 * text with a gap. Call secret_overflowed() once, before the contents are used. An overflowed buffer equals no other, is not a license ID, and write_all() (helper/runtime/stream.h) refuses it.
 *
 * The owner of the struct clears it; g_auto(Secret) does so at the end of the scope. Running out of memory
 * ends the program, as everywhere in GLib.
 */
#ifndef KEYRING_SECRET_H
#define KEYRING_SECRET_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A license ID: 1 to 4096 bytes of printable ASCII without a blank. Known forms are 27, 32 and 92 bytes long; the
 * form itself is never checked, so that a new one works at once. */
#define LICENSE_ID_MAX 4096

struct secret {
	char *bytes;	 /* NULL until something is added; the byte after the last one is NUL */
	size_t length;	 /* bytes in use, without that NUL */
	size_t capacity; /* bytes allocated */
	size_t limit;	 /* the most that length may become */
	bool overflowed; /* see secret_overflowed() */
};

#define SECRET_INIT(max)                                                                                               \
	{                                                                                                              \
		.limit = (max)                                                                                         \
	}

/* Whether anything did not fit since the buffer was created or cleared. */
bool secret_overflowed(const struct secret *secret) G_GNUC_WARN_UNUSED_RESULT;

/* Adds bytes at the end. */
void secret_append(struct secret *secret, const void *bytes, size_t length);
void secret_append_text(struct secret *secret, const char *text);
void secret_append_secret(struct secret *secret, const struct secret *from);
void secret_append_format(struct secret *secret, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Adds the standard padded base64 (RFC 4648, section 4) of bytes, on one line. */
void secret_append_base64(struct secret *secret, const void *bytes, size_t length);

/* Adds the bytes that such base64 encodes. Strict: no blank or line end in it, whole quartets, no bits left over.
 * False, and nothing added, for anything else. (g_base64_decode() ignores bytes that it does not know.) */
bool secret_append_from_base64(struct secret *secret, const char *text, size_t length) G_GNUC_WARN_UNUSED_RESULT;

/* Space for at least `length` more bytes after the last one, for functions that write into memory: write there,
 * then call secret_commit() with the number of bytes. NULL if they do not fit; the buffer has then overflowed. */
char *secret_reserve(struct secret *secret, size_t length) G_GNUC_WARN_UNUSED_RESULT;

/* Adds so many of the reserved bytes to the contents. Only this function increases `length`: it sets the NUL. */
void secret_commit(struct secret *secret, size_t length);

/* One read(2), its result and errno. Bytes beyond the limit are read, dropped, and count as overflow. */
ssize_t secret_read(struct secret *secret, int fd);

/* Reads to the end, or until the buffer overflows. False with errno if a read fails. */
bool secret_read_all(struct secret *secret, int fd) G_GNUC_WARN_UNUSED_RESULT;

/* Reads a regular file whole, links followed; never a FIFO or a device, which could be endless. Returns 0 or an errno, of
 * which EISDIR and EINVAL mean that it is a folder or not a regular file, and EFBIG that it is larger than the limit. */
int secret_read_path(struct secret *secret, const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* The bytes as a NUL-terminated string; "" for an empty buffer. Valid until the next change. */
const char *secret_text(const struct secret *secret);

/* Shortens to length bytes, wiping what is cut. */
void secret_truncate(struct secret *secret, size_t length);

/* Whether the text contains a control character: a byte below the space, or DEL. In a name or a URL it could end a line
 * for some readers and not for others. */
bool text_has_control_byte(const char *text, size_t length);

/* Whether both hold the same bytes; takes the same time wherever they differ. */
bool secret_equal(const struct secret *a, const struct secret *b);

/* Whether the buffer could be a license ID (see LICENSE_ID_MAX). */
bool secret_is_license_id(const struct secret *secret);

/* Removes what often surrounds a license ID that was pasted, or is in a file: spaces, tabs and line breaks at both ends,
 * and a UTF-8 byte order mark before it. */
void secret_trim(struct secret *secret);

/* Moves the contents to `to`, which must be empty; `from` is empty afterwards. */
void secret_move(struct secret *from, struct secret *to);

/* Wipes and frees; the buffer is empty, has not overflowed, and may be used again. NULL is fine. */
void secret_clear(struct secret *secret);

typedef struct secret Secret; /* for g_auto(Secret) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Secret, secret_clear)

/* Wipes and frees a text in which a license ID may be, such as a value of a chart. NULL is fine. */
void secret_free_text(char *text);

/* The same for texts that are ended by NULL. */
void secret_free_texts(char **texts);

typedef char SecretText; /* for g_autoptr(SecretText) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SecretText, secret_free_text)
typedef char **SecretTexts; /* for g_auto(SecretTexts) */
G_DEFINE_AUTO_CLEANUP_FREE_FUNC(SecretTexts, secret_free_texts, NULL)

#endif
