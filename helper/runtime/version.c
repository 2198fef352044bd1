/* SPDX-License-Identifier: MIT */
#include "version.h"

#ifndef VERSION
#error "VERSION comes from the Makefile"
#endif

const char *version_of_this_build(void)
{
	/* The only file that is compiled again for each commit. */
#ifdef COMMIT
	return VERSION "+" COMMIT;
#else
	return VERSION;
#endif
}
