/* SPDX-License-Identifier: MIT */
#include "finding.h"

#include <string.h>

static void finding_free(gpointer data)
{
	struct finding *finding = data;
	g_free(finding->topic);
	g_free(finding->text);
	g_free(finding->remedy);
	g_free(finding);
}

GPtrArray *findings_new(void)
{
	return g_ptr_array_new_with_free_func(finding_free);
}

static void add(GPtrArray *findings, bool good, const char *topic, char *text, const char *remedy)
{
	struct finding *finding = g_new(struct finding, 1);
	*finding = (struct finding){
		.good = good,
		.topic = g_strdup(topic),
		.text = text,
		.remedy = g_strdup(remedy),
	};
	g_ptr_array_add(findings, finding);
}

void finding_good(GPtrArray *findings, const char *topic, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	add(findings, true, topic, g_strdup_vprintf(format, arguments), NULL);
	va_end(arguments);
}

void finding_bad(GPtrArray *findings, const char *topic, const char *remedy, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	add(findings, false, topic, g_strdup_vprintf(format, arguments), remedy);
	va_end(arguments);
}

/* The colon before the remedy: the last one that stands in no parentheses. */
static const char *find_remedy(const char *sentence)
{
	const char *found = NULL;
	int depth = 0;
	for (const char *at = sentence; *at; at++) {
		depth += (*at == '(') - (*at == ')');
		if (depth == 0 && at[0] == ':' && at[1] == ' ')
			found = at;
	}
	/* What begins with a capital is the system's word for a failure. */
	return found && !g_ascii_isupper(found[2]) ? found : NULL;
}

void finding_error(GPtrArray *findings, const char *topic, GError *cause, const char *remedy)
{
	const char *colon = find_remedy(cause->message);
	if (colon)
		add(findings, false, topic, g_strndup(cause->message, (gsize)(colon - cause->message)), colon + 2);
	else
		add(findings, false, topic, g_strdup(cause->message), remedy);
	g_error_free(cause);
}
