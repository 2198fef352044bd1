/* SPDX-License-Identifier: MIT
 *
 * The wiping buffer: its limits, and that no copy of what it held stays behind in this process. */
#include "../../keyring/secret.h"
#include "stack.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Made at run time, so that the whole text stands nowhere in the program. */
#define PATTERN_LENGTH 24

static void make_pattern(char pattern[static PATTERN_LENGTH + 1])
{
	for (int i = 0; i < PATTERN_LENGTH; i++)
		pattern[i] = (char)('A' + (i * 7 + 3) % 26);
	pattern[PATTERN_LENGTH] = '\0';
}

static size_t copies_in(const char *bytes, size_t length, const char *pattern)
{
	size_t count = 0;
	for (const char *at = bytes; (at = memmem(at, length - (size_t)(at - bytes), pattern, PATTERN_LENGTH)); at++)
		count++;
	return count;
}

/* How often the pattern stands in the heap and the anonymous mappings of this process. The copy that is looked
 * for is kept inverted, and what is read is read piece by piece into one buffer that is not counted. */
static size_t copies_in_memory(const char inverted[static PATTERN_LENGTH])
{
	static char window[1 << 16];
	char pattern[PATTERN_LENGTH];
	size_t count = 0;
	char line[512];
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	FILE *maps = fopen("/proc/self/maps", "re");
	g_assert_true(memory >= 0 && maps);

	while (fgets(line, sizeof(line), maps)) {
		char *rest = NULL;
		guint64 start = g_ascii_strtoull(line, &rest, 16);
		guint64 end = g_ascii_strtoull(rest + 1, &rest, 16);
		bool writable = rest[2] == 'w';
		bool is_stack = strstr(line, "[stack]");
		if (!writable || is_stack || strstr(line, "/dev/") || end - start > ((guint64)1 << 32))
			continue;
		for (guint64 at = start; at < end; at += sizeof(window) - PATTERN_LENGTH) {
			size_t wanted = (size_t)MIN((guint64)sizeof(window), end - at);
			guint64 own = (guint64)(guintptr)window;
			if (at < own + sizeof(window) && own < at + wanted)
				continue;
			ssize_t got = pread(memory, window, wanted, (off_t)at);
			for (int i = 0; i < PATTERN_LENGTH; i++)
				pattern[i] = (char)~inverted[i];
			if (got > 0)
				count += copies_in(window, (size_t)got, pattern);
			explicit_bzero(window, sizeof(window));
			explicit_bzero(pattern, sizeof(pattern));
		}
	}
	(void)fclose(maps);
	(void)close(memory);
	return count;
}

static void nothing_stays_in_memory(void)
{
	char text[PATTERN_LENGTH + 1];
	char inverted[PATTERN_LENGTH];
	make_pattern(text);
	for (int i = 0; i < PATTERN_LENGTH; i++)
		inverted[i] = (char)~text[i];

	g_auto(Secret) secret = SECRET_INIT(100000);
	g_auto(Secret) moved = SECRET_INIT(100000);
	/* Grown many times, and with it moved in memory. */
	secret_append(&secret, text, PATTERN_LENGTH);
	for (int i = 0; i < 1000; i++)
		secret_append(&secret, "................................", 32);
	explicit_bzero(text, sizeof(text));
	g_assert_cmpuint(copies_in_memory(inverted), ==, 1);

	secret_move(&secret, &moved);
	g_assert_null(secret.bytes);
	g_assert_cmpuint(copies_in_memory(inverted), ==, 1);
	secret_clear(&moved);
	g_assert_cmpuint(copies_in_memory(inverted), ==, 0);
	g_assert_cmpuint(moved.length, ==, 0);
	secret_clear(&moved);
	secret_clear(NULL);
}

static void what_is_cut_is_wiped(void)
{
	g_auto(Secret) secret = SECRET_INIT(100);
	secret_append_text(&secret, "abcdefgh");
	secret_truncate(&secret, 3);
	g_assert_cmpstr(secret_text(&secret), ==, "abc");
	g_assert_true(memcmp(secret.bytes, "abc\0\0\0\0\0", 8) == 0);
	secret_truncate(&secret, 0);
	g_assert_cmpstr(secret_text(&secret), ==, "");
}

static void the_limit_is_kept(void)
{
	for (size_t limit = 0; limit < 70; limit++) {
		g_auto(Secret) secret = SECRET_INIT(limit);
		for (size_t i = 0; i < limit; i++)
			secret_append_text(&secret, "x");
		secret_append(&secret, NULL, 0);
		g_assert_false(secret_overflowed(&secret));
		secret_append_text(&secret, "y");
		g_assert_true(secret_overflowed(&secret));
		secret_append(&secret, "", SIZE_MAX);
		g_assert_null(secret_reserve(&secret, 1));
		g_assert_cmpuint(secret.length, ==, limit);
		g_assert_cmpuint(strlen(secret_text(&secret)), ==, limit);
	}
}

/* What follows the text that did not fit must not close the gap. */
static void overflow_lasts_until_it_is_cleared(void)
{
	g_auto(Secret) secret = SECRET_INIT(10);
	g_auto(Secret) other = SECRET_INIT(10);
	secret_append_text(&secret, "12345");
	secret_append_text(&secret, "678901");
	secret_append_text(&secret, "6");
	g_assert_cmpstr(secret_text(&secret), ==, "12345");
	g_assert_true(secret_overflowed(&secret));
	g_assert_false(secret_is_license_id(&secret));

	secret_append_text(&other, "12345");
	g_assert_false(secret_equal(&secret, &other));
	g_assert_false(secret_equal(&other, &secret));
	secret_append_secret(&other, &secret);
	g_assert_true(secret_overflowed(&other));
	g_auto(Secret) good = SECRET_INIT(10);
	secret_append_text(&good, "1");
	secret_append_secret(&other, &good);
	g_assert_true(secret_overflowed(&other));

	secret_clear(&other);
	secret_move(&secret, &other);
	g_assert_true(secret_overflowed(&other));
	g_assert_false(secret_overflowed(&secret));
	secret_clear(&other);
	g_assert_false(secret_overflowed(&other));
	secret_append_text(&other, "1234567890");
	g_assert_true(secret_is_license_id(&other));
	/* One that is as long as it may be. */
	secret_clear(&secret);
	secret_move(&other, &secret);
	g_assert_cmpstr(secret_text(&secret), ==, "1234567890");
}

static void every_length_ends_in_a_nul(void)
{
	g_auto(Secret) secret = SECRET_INIT(100);
	char *room = secret_reserve(&secret, 20);
	memset(room, 'x', 20);
	secret_commit(&secret, 5);
	g_assert_cmpstr(secret_text(&secret), ==, "xxxxx");
	secret_append_format(&secret, "%s", "");
	secret_append_format(&secret, "%d-%s", 7, "y");
	g_assert_cmpstr(secret_text(&secret), ==, "xxxxx7-y");
	secret_truncate(&secret, 6);
	g_assert_cmpstr(secret_text(&secret), ==, "xxxxx7");
	g_auto(Secret) small = SECRET_INIT(3);
	secret_append_format(&small, "%s", "four");
	g_assert_true(secret_overflowed(&small) && small.length == 0);
}

static void a_file_is_read_whole_or_overflows(void)
{
	int ends[2];
	static const size_t sizes[] = { 0, 1, 4095, 4096, 4097, 8191, 8193 };
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
		for (size_t limit = sizes[i] > 0 ? sizes[i] - 1 : 0; limit <= sizes[i] + 1; limit++) {
			g_auto(Secret) secret = SECRET_INIT(limit);
			g_autofree char *bytes = g_strnfill(sizes[i], 'z');
			g_assert_true(pipe(ends) == 0 && write(ends[1], bytes, sizes[i]) == (ssize_t)sizes[i]);
			(void)close(ends[1]);
			g_assert_true(secret_read_all(&secret, ends[0]));
			(void)close(ends[0]);
			g_assert_true(secret_overflowed(&secret) == (limit < sizes[i]));
			g_assert_true(limit < sizes[i] || strcmp(secret_text(&secret), bytes) == 0);
		}
	g_auto(Secret) small = SECRET_INIT(3);
	g_autofree char *long_text = g_strnfill(5000, 'z');
	static const ssize_t parts[] = { 3, 4096, 901, 0 };
	g_assert_true(pipe(ends) == 0 && write(ends[1], long_text, 5000) == 5000);
	(void)close(ends[1]);
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		g_assert_cmpint(secret_read(&small, ends[0]), ==, parts[i]);
	(void)close(ends[0]);
	g_assert_true(secret_overflowed(&small));
	g_auto(Secret) secret = SECRET_INIT(1);
	g_assert_false(secret_read_all(&secret, -1));
}

/* Calls of read that a signal interrupts. */
static int interruptions;

ssize_t read(int fd, void *bytes, size_t length)
{
	if (interruptions == 0) {
		/* A copy, since sanitizers do not look at what the kernel writes. */
		g_autofree void *copy = g_malloc(length);
		ssize_t got = syscall(SYS_read, fd, copy, length);
		if (got > 0)
			memcpy(bytes, copy, (size_t)got);
		return got;
	}
	interruptions--;
	errno = EINTR;
	return -1;
}

static void a_path_is_read_if_it_is_a_file(void)
{
	g_autofree char *folder = g_dir_make_tmp("dcr-secret.XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "file", NULL);
	g_autofree char *fifo = g_build_filename(folder, "fifo", NULL);
	g_assert_true(g_file_set_contents(path, "text", 4, NULL));
	g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
	g_auto(Secret) secret = SECRET_INIT(4);
	errno = EPERM; /* of another call */
	interruptions = 2;
	g_assert_cmpint(secret_read_path(&secret, path), ==, 0);
	g_assert_cmpint(interruptions, ==, 0);
	g_assert_cmpstr(secret_text(&secret), ==, "text");
	g_auto(Secret) small = SECRET_INIT(3);
	g_assert_cmpint(secret_read_path(&small, path), ==, EFBIG);
	g_assert_cmpint(secret_read_path(&secret, fifo), ==, EINVAL);
	g_assert_cmpint(secret_read_path(&secret, folder), ==, EISDIR);
	g_assert_cmpint(g_unlink(path) + g_unlink(fifo), ==, 0);
	g_assert_cmpint(secret_read_path(&secret, path), ==, ENOENT);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

/* Below this frame, where functions that have returned had their variables. */
static G_GNUC_NO_INLINE size_t copies_on_the_stack(const char *text)
{
	return copies_in(stack_below(__builtin_frame_address(0)), STACK_SIZE, text);
}

static void what_does_not_fit_is_wiped(void)
{
	char text[PATTERN_LENGTH + 1];
	int ends[2];
	make_pattern(text);
	g_auto(Secret) secret = SECRET_INIT(3);
	secret_append_text(&secret, "xyz");
	g_assert_true(pipe(ends) == 0 && write(ends[1], text, PATTERN_LENGTH) == PATTERN_LENGTH);
	(void)close(ends[1]);
	g_assert_true(secret_read_all(&secret, ends[0]) && secret_overflowed(&secret));
	g_assert_cmpuint(copies_on_the_stack(text), ==, 0);
	(void)close(ends[0]);
}

static void what_is_around_a_license_is_dropped(void)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ " ", "" },
		{ "\xef\xbb\xbf", "" },
		{ "\xef\xbb\xbf \r\n", "" },
		{ "a", "a" },
		{ " \ta b\t \r\n\n", "a b" },
		{ "\xef\xbb\xbf\n a", "a" },
		{ "\xef\xbb a", "\xef\xbb a" },
		{ "a\v", "a\v" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(Secret) secret = SECRET_INIT(100);
		secret_append_text(&secret, rows[i][0]);
		secret_trim(&secret);
		g_assert_cmpstr(secret_text(&secret), ==, rows[i][1]);
		g_assert_cmpuint(secret.length, ==, strlen(rows[i][1]));
	}
	g_auto(Secret) nothing = SECRET_INIT(100);
	secret_trim(&nothing);
}

static void base64(void)
{
	/* RFC 4648, section 10. */
	static const char *const vectors[][2] = { { "", "" },
						  { "f", "Zg==" },
						  { "fo", "Zm8=" },
						  { "foo", "Zm9v" },
						  { "foob", "Zm9vYg==" },
						  { "fooba", "Zm9vYmE=" },
						  { "foobar", "Zm9vYmFy" } };
	for (size_t i = 0; i < G_N_ELEMENTS(vectors); i++) {
		g_auto(Secret) out = SECRET_INIT(100);
		secret_append_text(&out, "> ");
		secret_append_base64(&out, vectors[i][0], strlen(vectors[i][0]));
		g_assert_cmpstr(secret_text(&out) + 2, ==, vectors[i][1]);
		g_assert_cmpuint(out.length, ==, 2 + strlen(vectors[i][1]));
	}
	/* Every length, every byte; one line, however long. */
	unsigned char bytes[1000];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 37);
	for (size_t length = 0; length < sizeof(bytes); length++) {
		g_auto(Secret) out = SECRET_INIT(2000);
		g_autofree char *expected = g_base64_encode(bytes, length);
		secret_append_base64(&out, bytes, length);
		g_assert_cmpstr(secret_text(&out), ==, expected);
	}
	g_auto(Secret) small = SECRET_INIT(3);
	secret_append_base64(&small, "x", 1);
	g_assert_true(secret_overflowed(&small));
	g_assert_cmpuint(small.length, ==, 0);
}

static void equality(void)
{
	g_auto(Secret) a = SECRET_INIT(10);
	g_auto(Secret) b = SECRET_INIT(20);
	g_assert_true(secret_equal(&a, &b));
	secret_append_text(&a, "abc");
	g_assert_false(secret_equal(&a, &b));
	secret_append_text(&b, "abd");
	g_assert_false(secret_equal(&a, &b));
	secret_truncate(&b, 2);
	secret_append_text(&b, "c");
	g_assert_true(secret_equal(&a, &b));
}

static void license_ids(void)
{
	static const char *const good[] = { "x", "1vusOokxAVp1tkRGuyxnF23PJcq", "abcdefgh-ijklmnop_qrstuv-12345_6",
					    "~!:/=+" };
	static const char *const bad[] = { "",	  " ",	  "a b",   " a",	  "a ",	 "a\n",
					   "\na", "a\tb", "a\x7f", "j\303\266rg", "a\r", "\033[2J" };
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_auto(Secret) secret = SECRET_INIT(100);
		secret_append_text(&secret, good[i]);
		g_assert_true(secret_is_license_id(&secret));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_auto(Secret) secret = SECRET_INIT(100);
		secret_append_text(&secret, bad[i]);
		g_assert_false(secret_is_license_id(&secret));
	}
	g_auto(Secret) nul = SECRET_INIT(10);
	secret_append(&nul, "a\0b", 3);
	g_assert_false(secret_is_license_id(&nul));

	g_auto(Secret) longest = SECRET_INIT(LICENSE_ID_MAX + 1);
	while (longest.length < LICENSE_ID_MAX)
		secret_append_text(&longest, "x");
	g_assert_true(secret_is_license_id(&longest));
	secret_append_text(&longest, "x");
	g_assert_false(secret_is_license_id(&longest));
}

/* What is wiped is looked for in tests/hostile/freed-chart.t, and here that all of it is freed. */
static void texts_are_freed(void)
{
	g_auto(SecretTexts) words = g_strsplit("three words long", " ", -1);
	g_autoptr(SecretText) text = g_strdup("text");
	g_assert_cmpstr(words[2], ==, "long");
	g_assert_cmpstr(text, ==, "text");
	secret_free_text(NULL);
	secret_free_texts(NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/secret/nothing-stays-in-memory", nothing_stays_in_memory);
	g_test_add_func("/secret/what-is-cut-is-wiped", what_is_cut_is_wiped);
	g_test_add_func("/secret/the-limit-is-kept", the_limit_is_kept);
	g_test_add_func("/secret/a-path-is-read-if-it-is-a-file", a_path_is_read_if_it_is_a_file);
	g_test_add_func("/secret/what-does-not-fit-is-wiped", what_does_not_fit_is_wiped);
	g_test_add_func("/secret/what-is-around-a-license-is-dropped", what_is_around_a_license_is_dropped);
	g_test_add_func("/secret/overflow-lasts-until-it-is-cleared", overflow_lasts_until_it_is_cleared);
	g_test_add_func("/secret/every-length-ends-in-a-nul", every_length_ends_in_a_nul);
	g_test_add_func("/secret/a-file-is-read-whole-or-overflows", a_file_is_read_whole_or_overflows);
	g_test_add_func("/secret/base64", base64);
	g_test_add_func("/secret/equality", equality);
	g_test_add_func("/secret/license-ids", license_ids);
	g_test_add_func("/secret/texts-are-freed", texts_are_freed);
	return g_test_run();
}
