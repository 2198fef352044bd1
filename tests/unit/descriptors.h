/* SPDX-License-Identifier: MIT
 *
 * descriptors.h - how many files this process has open, of which a test compares two numbers
 */
#ifndef TESTS_UNIT_DESCRIPTORS_H
#define TESTS_UNIT_DESCRIPTORS_H

#include <glib.h>

static inline unsigned count_descriptors(void)
{
	g_autoptr(GDir) directory = g_dir_open("/proc/self/fd", 0, NULL);
	unsigned count = 0;
	while (g_dir_read_name(directory))
		count++;
	return count;
}

#endif
