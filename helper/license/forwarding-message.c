/* SPDX-License-Identifier: MIT */
#include "forwarding-message.h"

#include "../runtime/error.h"
#include "../runtime/program.h"

#include <string.h>

#define VERSION_NOW "1"

static const char *const verbs[] = { [FORWARDING_GET] = "get", [FORWARDING_LIST] = "list" };

void forwarding_request_write(enum forwarding_verb verb, const struct profile *profile, const char *server_url,
			      struct secret *out)
{
	secret_append_format(out, VERSION_NOW " %s\n%s\n%s", verbs[verb], profile->named ? profile->name : "",
			     verb == FORWARDING_GET ? server_url : "");
}

/* Takes a line of at most `size` - 1 bytes, and passes its end; false if there is none. */
static bool take_line(const char **text, char *line, size_t size)
{
	const char *end = strchr(*text, '\n');
	if (!end || (size_t)(end - *text) >= size)
		return false;
	g_strlcpy(line, *text, (size_t)(end - *text) + 1);
	*text = end + 1;
	return true;
}

static bool take_verb(const char *line, enum forwarding_verb *ret_verb, GError **error)
{
	const char *version_end = strchr(line, ' ');
	if (!version_end || version_end == line || !g_ascii_isdigit(*line))
		return fail(error, HELPER_FAILED, "the request is not one of this helper's forwarding");
	if ((size_t)(version_end - line) != strlen(VERSION_NOW) || !g_str_has_prefix(line, VERSION_NOW))
		return fail(error, HELPER_FAILED,
			    "the helper that keeps the license speaks version " VERSION_NOW
			    " of forwarding, and the one that asks another" REMEDY
			    "install the same release on both sides");
	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
		if (strcmp(version_end + 1, verbs[i]) == 0) {
			*ret_verb = (enum forwarding_verb)i;
			return true;
		}
	}
	return fail(error, HELPER_FAILED,
		    "only 'get' and 'list' are answered over the socket" REMEDY
		    "run other verbs on the side that keeps the license");
}

bool forwarding_request_parse(const struct secret *text, struct forwarding_request *ret_request, GError **error)
{
	const char *rest = secret_text(text);
	char line[32];
	struct forwarding_request request = { .server_url = "" };
	if (memchr(rest, '\0', text->length) || !take_line(&rest, line, sizeof(line)))
		return fail(error, HELPER_FAILED, "the request is not one of this helper's forwarding");
	if (!take_verb(line, &request.verb, error))
		return false;
	if (!take_line(&rest, request.profile, sizeof(request.profile)) ||
	    (request.profile[0] && !profile_name_is_valid(request.profile)))
		return fail(error, HELPER_FAILED, "the request names a profile that is not a valid name");
	if (request.verb == FORWARDING_GET)
		request.server_url = rest;
	else if (*rest)
		return fail(error, HELPER_FAILED, "the request has more in it than 'list' takes");
	*ret_request = request;
	return true;
}

void forwarding_answer_write(bool success, const struct secret *text, struct secret *out)
{
	secret_append_text(out, success ? "0\n" : "1\n");
	secret_append_secret(out, text);
}

bool forwarding_answer_parse(const struct secret *answer, bool *ret_success, const char **ret_text, GError **error)
{
	const char *text = secret_text(answer);
	if (answer->length < 2 || (text[0] != '0' && text[0] != '1') || text[1] != '\n' ||
	    memchr(text, '\0', answer->length))
		return fail(error, HELPER_FAILED, "it is not the answer of a " PROGRAM_NAME);
	*ret_success = text[0] == '0';
	*ret_text = text + 2;
	return true;
}
