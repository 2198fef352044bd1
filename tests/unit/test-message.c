/* SPDX-License-Identifier: MIT
 *
 * What becomes of the texts of others in a message, and which words of the command line are never repeated. */
#include "../../helper/runtime/message.h"

#include "../../keyring/failure.h"

#include <glib/gstdio.h>
#include <pty.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define LICENSE "1vusOokxAVp1tkRGuyxnF23PJcq"
#define SHORTEST "abcdefghijklmnopqrstuvwx1"
#define HIDDEN "a word as long as a license, not shown"

static void becomes(const char *text, const char *want)
{
	g_autofree char *harmless = message_sanitize(text);
	g_assert_cmpstr(harmless, ==, want);
}

static void what_a_terminal_may_show(void)
{
	static const char *const same[] = { "",
					    " ",
					    "a b",
					    "~!'\"\\%",
					    "\xc3\xa9",
					    "\xe6\xbc\xa2",
					    "\xf0\x9f\x99\x82",
					    "a\xcc\x81",
					    "\xc2\xa0x",
					    "\xc2\xa3 100",
					    "proxy.replicated.com:443" };
	for (size_t i = 0; i < G_N_ELEMENTS(same); i++)
		becomes(same[i], same[i]);
	becomes("a" REMEDY "b", "a: b");
}

static void what_it_would_obey(void)
{
	static const char *const one[] = {
		"\n",		"\r",		"\t", "\x1b", "\x7f", "\x01", "\xc2\x9b", /* CSI in one byte */
		"\xe2\x80\xae",								  /* right-to-left override */
		"\xe2\x80\x8b",								  /* a blank without width */
		"\xef\xbb\xbf",								  /* byte order mark */
		"\xee\x80\x80",								  /* private use */
		"\xcd\xb8",								  /* not assigned */
		"\xe2\x80\xa8", "\xe2\x80\xa9", /* line and paragraph separator */
		"\xff",		"\x80",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(one); i++) {
		g_autofree char *text = g_strconcat("a", one[i], "b", NULL);
		becomes(text, "a?b");
		becomes(one[i], "?");
	}
	becomes("a\xc3", "a?");
	becomes("\xe2\x80", "??");
	becomes("\xc0\x80x", "??x");
	becomes("\xed\xa0\x80", "???"); /* a surrogate */
}

static void a_long_text(void)
{
	g_autofree char *longest = g_strnfill(MESSAGE_MAX - 8, 'x');
	g_autofree char *longer = g_strconcat(longest, "x", NULL);
	g_autofree char *cut = g_strconcat(longest, "...", NULL);
	becomes(longest, longest);
	becomes(longer, cut);
	g_autofree char *faces = g_strdup("");
	for (int i = 0; i < MESSAGE_MAX / 4; i++) {
		char *more = g_strconcat(faces, "\xf0\x9f\x99\x82", NULL);
		g_free(faces);
		faces = more;
	}
	g_autofree char *harmless = message_sanitize(faces);
	g_assert_true(g_str_has_suffix(harmless, "\x82..."));
	g_assert_true(g_utf8_validate(harmless, -1, NULL));
	g_assert_cmpuint(strlen(harmless), <=, MESSAGE_MAX);
}

/* The words of the command line, and a text with them. */
static void of_words(const char *one, const char *two, const char *text, const char *want)
{
	g_autofree char *first = g_strdup(one);
	g_autofree char *second = g_strdup(two);
	char *const words[] = { first, second };
	g_test_message("%s %s", one, two);
	message_hide_licenses(2, words);
	becomes(text, want);
	message_hide_licenses(0, NULL);
}

static void is_hidden(const char *word)
{
	g_autofree char *text = g_strdup_printf("'%s' and %s", word, word);
	of_words(word, "b", text, "'" HIDDEN "' and " HIDDEN);
	of_words("a", word, text, "'" HIDDEN "' and " HIDDEN);
}

static void is_shown(const char *word)
{
	of_words(word, "b", word, word);
}

static void a_license_among_the_words(void)
{
	is_hidden(LICENSE);
	is_hidden(SHORTEST);
	is_hidden("abcdefghijklmnopqrstuvwxY");
	is_hidden("-" LICENSE);
	is_hidden("--" LICENSE);
	is_hidden("a-license_with+=1234567890");
	/* One byte less, no digit or capital, a dot, a blank. */
	is_shown("abcdefghijklmnopqrstuvw1");
	is_shown("abcdefghijklmnopqrstuvwxy");
	is_shown("abcdefghijklmnopqrstu.vwx1");
	is_shown("abcdefghijklmnopqrstu vwx1");
	is_shown("");
	of_words(LICENSE, "b", "1VUSOOKXAVP1TKRGUYXNF23PJCQ", HIDDEN);
	of_words(LICENSE, "b", "unknown host 1vusookxavp1tkrguyxnf23pjcq!", "unknown host " HIDDEN "!");
	of_words(LICENSE, "b", "1vusOokxAVp1tkRGuyxnF23PJc", "1vusOokxAVp1tkRGuyxnF23PJc");
	/* Both, and one that begins as the other. */
	of_words(LICENSE, SHORTEST, SHORTEST " " LICENSE, HIDDEN " " HIDDEN);
}

/* As the value of an option, in place of a host, and as the name of an option. */
static void a_license_in_a_word(void)
{
	of_words("--license=" LICENSE, "b", "unknown option '--license', not " LICENSE,
		 "unknown option '--license', not " HIDDEN);
	of_words("-p=" LICENSE, "b", LICENSE, HIDDEN);
	of_words("--" LICENSE "=b", "b", "--" LICENSE " = b", HIDDEN " = b");
	of_words("a=" LICENSE, "b", "a=" LICENSE, HIDDEN);
	of_words("https://" LICENSE, "b", "https://" LICENSE "/", "https://" HIDDEN "/");
	of_words("https://" LICENSE ":443/v2", "b", LICENSE ":443", HIDDEN ":443");
	of_words("--domain=https://" LICENSE "/v2", "b", LICENSE, HIDDEN);
	of_words(LICENSE ":443", "b", LICENSE ":443", HIDDEN ":443");
	of_words(LICENSE "/a", "b", LICENSE "/a", HIDDEN "/a");
}

/* The name of a file is no license. */
static void a_file_of_that_name(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_dir_make_tmp("test-message.XXXXXX", &error);
	g_assert_no_error(error);
	g_assert_cmpint(chdir(folder), ==, 0);
	g_assert_true(g_file_set_contents(LICENSE, "", 0, &error));
	is_shown(LICENSE);
	of_words("--file=" LICENSE, "b", LICENSE, LICENSE);
	of_words(LICENSE, SHORTEST, LICENSE " " SHORTEST, LICENSE " " HIDDEN);
	g_assert_cmpint(g_unlink(LICENSE), ==, 0);
	is_hidden(LICENSE);
	g_assert_cmpint(chdir("/"), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static void warn(void)
{
	message_warn("a %s", "b\nc");
}

/* What a function writes to standard error, which is a pipe or a terminal. */
static char *said(void (*function)(void), bool to_terminal)
{
	char text[1024] = "";
	int ends[2];
	int before = dup(STDERR_FILENO);
	g_assert_cmpint(to_terminal ? openpty(&ends[0], &ends[1], NULL, NULL, NULL) : pipe(ends), ==, 0);
	g_assert_cmpint(dup2(ends[1], STDERR_FILENO), ==, STDERR_FILENO);
	function();
	g_assert_cmpint(dup2(before, STDERR_FILENO), ==, STDERR_FILENO);
	(void)close(before);
	/* A terminal may give it in parts. */
	g_assert_cmpint((int)write(ends[1], "|", 1), ==, 1);
	size_t length = 0;
	while (!strchr(text, '|')) {
		ssize_t got = read(ends[0], text + length, sizeof(text) - 1 - length);
		g_assert_cmpint((int)got, >, 0);
		length += (size_t)got;
	}
	(void)close(ends[0]);
	(void)close(ends[1]);
	*strchr(text, '|') = '\0';
	return g_strdup(text);
}

static void progress(void)
{
	g_autofree char *long_text = g_strnfill(80, 'x');
	message_progress(NULL);
	message_progress("one");
	message_progress(long_text);
	message_progress(NULL);
	message_progress(NULL);
}

static void on_standard_error(void)
{
	g_autofree char *blank = g_strdup_printf("\r%79s\r", "");
	g_autofree char *widest = g_strnfill(79, 'x');
	g_autofree char *want = g_strconcat(blank, "one", blank, widest, blank, NULL);
	g_autofree char *warning = said(warn, false);
	g_autofree char *nothing = said(progress, false);
	g_autofree char *lines = said(progress, true);
	g_assert_cmpstr(warning, ==, "docker-credential-replicated: a b?c\n");
	g_assert_cmpstr(nothing, ==, "");
	g_assert_cmpstr(lines, ==, want);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/message/what-a-terminal-may-show", what_a_terminal_may_show);
	g_test_add_func("/message/what-it-would-obey", what_it_would_obey);
	g_test_add_func("/message/a-long-text", a_long_text);
	g_test_add_func("/message/a-license-among-the-words", a_license_among_the_words);
	g_test_add_func("/message/a-license-in-a-word", a_license_in_a_word);
	g_test_add_func("/message/a-file-of-that-name", a_file_of_that_name);
	g_test_add_func("/message/on-standard-error", on_standard_error);
	return g_test_run();
}
