/* SPDX-License-Identifier: MIT */
#include "../../helper/format/go-duration.h"

#include <glib.h>

static void as_go_reads_them(void)
{
	static const char *const good[] = { "0",
					    "+0",
					    "0s",
					    "1h0m0s",
					    "1.5h",
					    ".5m",
					    "1.s",
					    "1us2ns",
					    "1\xc2\xb5s",
					    "1\xce\xbcs",
					    "+1ms",
					    "00001h",
					    "9223372036854775807ns",
					    "9223372036s",
					    "2562047h47m15.9s" };
	static const char *const bad[] = { "",
					   "+",
					   "-1s",
					   "1",
					   "00",
					   "s",
					   ".s",
					   "1.",
					   "1.5",
					   "1d",
					   "1S",
					   "1 s",
					   "1s ",
					   " 1s",
					   "1h1",
					   "1..5h",
					   "1h-1m",
					   "1e3s",
					   "\xc2\xb5s",
					   "1\xb5s",
					   "9223372036854775808ns",
					   "9223372037s",
					   "2562048h",
					   "99999999999999999999999h",
					   "1h9223372036854775807ns" };
	for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
		if (!go_duration_is_valid(good[i]))
			g_error("'%s' was refused", good[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
		if (go_duration_is_valid(bad[i]))
			g_error("'%s' was taken", bad[i]);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/go-duration/as-go-reads-them", as_go_reads_them);
	return g_test_run();
}
