/* SPDX-License-Identifier: MIT */
#include "diagnosis-expiry.h"

#include "../format/rfc3339.h"
#include "diagnostic.h"

#define SECONDS_OF_DAY (24 * 60 * 60)

void diagnosis_expiry(const char *expires_at, const char *domains, const char *login, GPtrArray *diagnostics)
{
	gint64 end;
	if (!expires_at)
		return;
	if (!rfc3339_read(expires_at, &end)) {
		diagnostic_add(diagnostics, LICENSE_EXPIRY_UNKNOWN, "license", login,
			       "it is not known when the license for %s expires: the stored date is malformed",
			       domains);
		return;
	}
	gint64 left = end - g_get_real_time() / G_USEC_PER_SEC;
	g_autofree char *remedy = g_strdup_printf("ask the software vendor to renew it, then %s", login);
	if (left <= 0)
		diagnostic_add(diagnostics, LICENSE_EXPIRED, "license", remedy, "the license for %s expired: %s",
			       domains, expires_at);
	else if (left <= (gint64)DIAGNOSIS_EXPIRY_DAYS * SECONDS_OF_DAY)
		diagnostic_add(diagnostics, LICENSE_EXPIRES, "license", remedy, "the license for %s expires soon: %s",
			       domains, expires_at);
}
