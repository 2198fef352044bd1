/* SPDX-License-Identifier: MIT */
#include "secret.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

/* What one read(2) asks for at least. Most requests are one line, and a buffer is wiped whole: every page counts. */
#define CHUNK 4096

bool secret_overflowed(const struct secret *secret)
{
	return secret->overflowed;
}

char *secret_reserve(struct secret *secret, size_t length)
{
	g_assert(secret->length <= secret->limit);
	if (secret->overflowed || length > secret->limit - secret->length) {
		secret->overflowed = true;
		return NULL;
	}

	size_t needed = secret->length + length + 1;
	if (needed > secret->capacity) {
		/* No realloc: it would leave the old copy behind unwiped. */
		size_t capacity = MAX(needed, 2 * secret->capacity);
		char *bytes = g_malloc(capacity);

		if (secret->bytes) {
			memcpy(bytes, secret->bytes, secret->length);
			explicit_bzero(secret->bytes, secret->capacity);
			g_free(secret->bytes);
		}
		secret->bytes = bytes;
		secret->capacity = capacity;
		secret->bytes[secret->length] = '\0';
	}
	return secret->bytes + secret->length;
}

void secret_commit(struct secret *secret, size_t length)
{
	g_assert(length < secret->capacity - secret->length);
	secret->length += length;
	secret->bytes[secret->length] = '\0';
}

void secret_append(struct secret *secret, const void *bytes, size_t length)
{
	char *end = secret_reserve(secret, length);
	if (!end)
		return;
	if (length > 0)
		memcpy(end, bytes, length);
	secret_commit(secret, length);
}

void secret_append_text(struct secret *secret, const char *text)
{
	secret_append(secret, text, strlen(text));
}

void secret_append_secret(struct secret *secret, const struct secret *from)
{
	secret_append(secret, from->bytes, from->length);
	secret->overflowed = secret->overflowed || from->overflowed;
}

void secret_append_format(struct secret *secret, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	va_list again;
	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	g_assert(length >= 0);
	char *end = secret_reserve(secret, (size_t)length);
	if (end) {
		(void)vsnprintf(end, (size_t)length + 1, format, again);
		secret_commit(secret, (size_t)length);
	}
	va_end(again);
}

void secret_append_base64(struct secret *secret, const void *bytes, size_t length)
{
	/* Four for every three begun, and the five that GLib may touch when it closes. */
	char *end = secret_reserve(secret, (length / 3 + 1) * 4);
	if (!end)
		return;

	int state = 0;
	int save = 0;
	size_t written = g_base64_encode_step(bytes, length, FALSE, end, &state, &save);
	written += g_base64_encode_close(FALSE, end + written, &state, &save);
	secret_commit(secret, written);
	explicit_bzero(&save, sizeof(save));
}

ssize_t secret_read(struct secret *secret, int fd)
{
	char spare[CHUNK];
	size_t left = secret->overflowed ? 0 : secret->limit - secret->length;
	size_t unused = secret->capacity - secret->length;
	size_t room = MIN(left, MAX(CHUNK, unused));
	char *end = room > 0 ? secret_reserve(secret, room) : spare;
	ssize_t got = read(fd, end, room > 0 ? room : sizeof(spare));
	if (room > 0 && got > 0)
		secret_commit(secret, (size_t)got);
	else if (got > 0)
		secret->overflowed = true;
	explicit_bzero(spare, sizeof(spare));
	return got;
}

bool secret_read_all(struct secret *secret, int fd)
{
	while (!secret->overflowed) {
		ssize_t got = secret_read(secret, fd);
		if (got == 0)
			return true;
		if (got < 0 && errno != EINTR)
			return false;
	}
	return true;
}

static int read_regular(struct secret *secret, int fd)
{
	struct stat status;
	if (fstat(fd, &status) != 0)
		return errno;
	if (!S_ISREG(status.st_mode))
		return S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
	if (!secret_read_all(secret, fd))
		return errno;
	return secret->overflowed ? EFBIG : 0;
}

int secret_read_path(struct secret *secret, const char *path)
{
	/* O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return errno;
	int failure = read_regular(secret, fd);
	(void)close(fd);
	return failure;
}

/* The six bits that a digit of base64 stands for, or -1. */
static int base64_value(char digit)
{
	if (g_ascii_isupper(digit))
		return digit - 'A';
	if (g_ascii_islower(digit))
		return digit - 'a' + 26;
	if (g_ascii_isdigit(digit))
		return digit - '0' + 52;
	return digit == '+' ? 62 : digit == '/' ? 63 : -1;
}

bool secret_append_from_base64(struct secret *secret, const char *text, size_t length)
{
	size_t before = secret->length;
	size_t digits = length;
	while (digits > 0 && length - digits < 2 && text[digits - 1] == '=')
		digits--;

	unsigned bits = 0;
	unsigned count = 0;
	bool good = length % 4 == 0;
	for (size_t i = 0; good && i < digits; i++) {
		int value = base64_value(text[i]);
		bits = (bits << 6 | (unsigned)value) & 0x3fff;
		count += 6;
		if (count >= 8) {
			count -= 8;
			const char byte = (char)(bits >> count & 0xff);
			secret_append(secret, &byte, 1);
		}
		good = value >= 0;
	}
	good = good && (bits & ((1U << count) - 1)) == 0 && !secret->overflowed;
	explicit_bzero(&bits, sizeof(bits));
	if (!good)
		secret_truncate(secret, before);
	return good;
}

const char *secret_text(const struct secret *secret)
{
	return secret->bytes ? secret->bytes : "";
}

void secret_truncate(struct secret *secret, size_t length)
{
	g_assert(length <= secret->length);
	if (!secret->bytes)
		return;
	explicit_bzero(secret->bytes + length, secret->length - length);
	secret->length = length;
	secret->bytes[length] = '\0';
}

bool text_has_control_byte(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return true;
	return false;
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
	if (a->overflowed || b->overflowed || a->length != b->length)
		return false;

	unsigned char difference = 0;
	for (size_t i = 0; i < a->length; i++)
		difference |= (unsigned char)(a->bytes[i] ^ b->bytes[i]);
	return difference == 0;
}

bool secret_is_license_id(const struct secret *secret)
{
	if (secret->overflowed || secret->length == 0 || secret->length > LICENSE_ID_MAX)
		return false;
	for (size_t i = 0; i < secret->length; i++)
		if (!g_ascii_isgraph(secret->bytes[i]))
			return false;
	return true;
}

void secret_trim(struct secret *secret)
{
	static const char mark[] = "\xef\xbb\xbf";
	static const char dropped[] = { ' ', '\t', '\r', '\n' };
	size_t start = g_str_has_prefix(secret_text(secret), mark) ? strlen(mark) : 0;
	size_t end = secret->length;
	while (end > start && memchr(dropped, secret->bytes[end - 1], sizeof(dropped)))
		end--;
	while (start < end && memchr(dropped, secret->bytes[start], sizeof(dropped)))
		start++;
	if (start > 0)
		memmove(secret->bytes, secret->bytes + start, end - start);
	secret_truncate(secret, end - start);
}

void secret_move(struct secret *from, struct secret *to)
{
	g_assert(to->bytes == NULL && from->length <= to->limit);
	to->bytes = g_steal_pointer(&from->bytes);
	to->length = from->length;
	to->capacity = from->capacity;
	to->overflowed = from->overflowed;
	from->length = from->capacity = 0;
	from->overflowed = false;
}

void secret_clear(struct secret *secret)
{
	if (!secret)
		return;
	if (secret->bytes)
		explicit_bzero(secret->bytes, secret->capacity);
	g_free(secret->bytes);
	secret->bytes = NULL;
	secret->length = secret->capacity = 0;
	secret->overflowed = false;
}

void secret_free_text(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	g_free(text);
}

void secret_free_texts(char **texts)
{
	for (char **text = texts; text && *text; text++)
		secret_free_text(*text);
	g_free(texts);
}
