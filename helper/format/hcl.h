/* SPDX-License-Identifier: MIT
 *
 * hcl.h - the structure of a text in HCL 1, the language of Terraform's CLI configuration (pure)
 *
 * It is for files that are edited by adding and removing bytes, and never printed again. So it provides only the tree of
 * names, and the position of each item. Values stay in the text, because they may be tokens. The grammar is that of
 * hashicorp/hcl 1 (hcl/scanner, hcl/parser), which Terraform and OpenTofu read ~/.terraformrc with:
 *
 *	name = "value"			an assignment
 *	name "label" "label" { ... }	a block; the same as name { "label" { "label" { ... } } }
 *	# or // to the end of the line, and C comments, that end; <<WORD and <<-WORD up to a line with that word
 *
 * Names that a person can type are compared as they are written: escapes in them are not resolved.
 */
#ifndef HELPER_FORMAT_HCL_H
#define HELPER_FORMAT_HCL_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Nested deeper than any configuration. */
#define HCL_DEPTH_MAX 32

struct hcl_span {
	const char *start;
	size_t length;
};

struct hcl_item {
	struct hcl_span name;  /* an identifier, or what is between the quotes; empty for the whole text */
	struct hcl_span whole; /* from the name to the end of the value */
	GPtrArray *items;      /* struct hcl_item: what is in the object; NULL for any other value */
	bool is_filled;	       /* a string that is not empty */
};

/* The whole text as one item, which points into it; freed by hcl_item_free(). HELPER_FAILED, with a reason to print
 * after the file's name that repeats nothing of the text. */
struct hcl_item *hcl_parse(const char *text, size_t length, GError **error);
void hcl_item_free(struct hcl_item *item);

/* Whether that is its name; Terraform ignores the case of ASCII letters. */
bool hcl_item_is_named(const struct hcl_item *item, const char *name);

/* The strings in a text, one after the other, such as those of a list: passes everything up to the next one and gives
 * what is between its quotes. False at the end. */
bool hcl_next_string(struct hcl_span *rest, struct hcl_span *ret_string);

typedef struct hcl_item HclItem; /* for g_autoptr(HclItem) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HclItem, hcl_item_free)

#endif
