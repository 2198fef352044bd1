/* SPDX-License-Identifier: MIT */
#include "error.h"

G_DEFINE_QUARK(helper - error - quark, helper_error)

void error_set(GError **error, enum helper_error code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	failure_set(error, HELPER_ERROR, (int)code, format, arguments);
	va_end(arguments);
}
