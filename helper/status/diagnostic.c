/* SPDX-License-Identifier: MIT */
#include "diagnostic.h"

#include "../../keyring/failure.h"

static void finding_free(gpointer data)
{
	struct diagnostic *finding = data;
	g_free(finding->topic);
	g_free(finding->text);
	g_free(finding->remedy);
	g_free(finding);
}

GPtrArray *diagnostics_new(void)
{
	return g_ptr_array_new_with_free_func(finding_free);
}

static void add(GPtrArray *diagnostics, bool good, const char *topic, char *text, const char *remedy)
{
	struct diagnostic *finding = g_new(struct diagnostic, 1);
	*finding = (struct diagnostic){
		.good = good,
		.topic = g_strdup(topic),
		.text = text,
		.remedy = g_strdup(remedy),
	};
	g_ptr_array_add(diagnostics, finding);
}

void diagnostic_good(GPtrArray *diagnostics, const char *topic, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	add(diagnostics, true, topic, g_strdup_vprintf(format, arguments), NULL);
	va_end(arguments);
}

void diagnostic_bad(GPtrArray *diagnostics, const char *topic, const char *remedy, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	add(diagnostics, false, topic, g_strdup_vprintf(format, arguments), remedy);
	va_end(arguments);
}

void diagnostic_error(GPtrArray *diagnostics, const char *topic, GError *cause, const char *remedy)
{
	const char *own = failure_remedy(cause);
	add(diagnostics, false, topic, failure_sentence(cause), own ? own : remedy);
	g_error_free(cause);
}
