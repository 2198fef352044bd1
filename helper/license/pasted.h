/* SPDX-License-Identifier: MIT
 *
 * pasted.h - what people copy along with a license ID (pure)
 *
 * From a license, JSON, a script, a web page or a chat: blanks, some of which nobody sees, a name, quotes, a comma.
 */
#ifndef HELPER_LICENSE_PASTED_H
#define HELPER_LICENSE_PASTED_H

#include <stddef.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* A piece of a text of the caller. */
struct piece {
	const char *start;
	size_t length;
};

/* Without blanks, line ends and the marks around it. */
struct piece pasted_trimmed(struct piece piece);

/* Of a trimmed text: without what was copied along with the license ID. */
struct piece pasted_id(struct piece piece);

#endif
