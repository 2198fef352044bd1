/* SPDX-License-Identifier: MIT
 *
 * Times as licenses write them, and nothing that only looks like one. */
#include "../../helper/format/rfc3339.h"

static void times_are_read(void)
{
	static const struct {
		const char *text;
		gint64 seconds;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-01", 86400 }, /* a date is good to its end */
		{ "2026-12-31T23:59:59Z", 1798761599 },
		{ "2026-12-31t23:59:59z", 1798761599 },
		{ "2026-12-31 23:59:59.123456Z", 1798761599 },
		{ "2027-01-01T00:59:59+01:00", 1798761599 },
		{ "2026-12-31T15:29:59-08:30", 1798761599 },
		{ "2026-12-31T00:00:59-23:59", 1798761599 },
		{ "2026-12-31T23:59:59.0000000000000000000Z", 1798761599 },
		{ "2024-02-29", 1709251200 },
		{ "2016-12-31T23:59:60Z", 1483228799 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 seconds = -1;
		g_test_message("%s", rows[i].text);
		g_assert_true(rfc3339_read(rows[i].text, &seconds));
		g_assert_cmpint(seconds, ==, rows[i].seconds);
	}
}

static void others_are_not(void)
{
	static const char *const rows[] = {
		"",
		"tomorrow",
		"2026",
		"2026-12",
		"2026-12-1",
		"2026-13-01",
		"2026-02-29",
		"2026-00-10",
		"26-12-01",
		"2026-12-01T",
		"2026-12-01T00:00:00",
		"2026-12-01T24:00:00Z",
		"2026-12-01T00:60:00Z",
		"2026-12-01T00:00:61Z",
		"2026-12-01T00:00:00.Z",
		"2026-12-01T00:00:00+1:00",
		"2026-12-01T00:00:00+24:00",
		"2026-12-01T00:00:00+23:60",
		"2026-12-01T00:00:00+0:00",
		"2026-12-01T00:00:00+00:0",
		"2026-12-01T00:00:00+0000",
		"2026-12-01T00:00:00 00:00",
		"2026-12-01T00:0:00Z",
		"2026-12-01T00:00:0Z",
		"2026-12-01T00-00:00Z",
		"2026-12-01T00:00-00Z",
		"2026-12-01T0:00:00Z",
		"2026-12-01x00:00:00Z",
		"2026/12-01",
		"2026-12/01",
		"2026-1-01",
		"2026-12-01T00:00:00Z ",
		" 2026-12-01",
		"2026-12-01\n",
		"+026-12-01",
		"2026-12-01T00:00:00.00000000000000000000000Z",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 seconds = -1;
		g_test_message("%s", rows[i]);
		g_assert_false(rfc3339_read(rows[i], &seconds));
		g_assert_cmpint(seconds, ==, -1);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rfc3339/times", times_are_read);
	g_test_add_func("/rfc3339/others", others_are_not);
	return g_test_run();
}
