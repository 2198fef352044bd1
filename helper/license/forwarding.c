/* SPDX-License-Identifier: MIT */
#include "forwarding.h"

#include "../../keyring/keyring.h"
#include "../format/json.h"
#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "../runtime/stream.h"
#include "forwarding-message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define ON_THE_OTHER_SIDE "on the side that keeps the license"

static const char *socket_path(void)
{
	const char *path = g_getenv(FORWARDING_VARIABLE);
	return path && *path ? path : NULL;
}

bool forwarding_is_used(void)
{
	return socket_path() != NULL;
}

bool forwarding_refuse_change(GError **error)
{
	return fail(error, HELPER_FAILED,
		    "the license comes from " FORWARDING_VARIABLE " and is kept on the other side" REMEDY
		    "log in and out there, or unset " FORWARDING_VARIABLE " to use a keyring here");
}

/* ---- the connection ---- */

static bool explain_connect(const char *path, int number, GError **error)
{
	if (number == ENOENT || number == ECONNREFUSED)
		return fail(error, HELPER_FAILED,
			    "nothing listens at " FORWARDING_VARIABLE " '%s'" REMEDY
			    "run 'systemctl --user enable --now " PROGRAM_NAME ".socket' " ON_THE_OTHER_SIDE
			    ", and mount or forward its socket here",
			    path);
	return fail(error, HELPER_FAILED, "cannot connect to " FORWARDING_VARIABLE " '%s': %s", path,
		    g_strerror(number));
}

/* The owner of the socket counts for root alone: in a container root is another user outside. */
static bool check_peer(int fd, const char *path, uid_t owner, GError **error)
{
	struct ucred peer = { 0 };
	socklen_t length = sizeof(peer);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
		return fail(error, HELPER_FAILED, "cannot see who listens at " FORWARDING_VARIABLE " '%s': %s", path,
			    g_strerror(errno));
	return peer.uid == 0 || peer.uid == geteuid() || (geteuid() == 0 && peer.uid == owner) ||
	       fail(error, HELPER_FAILED,
		    "user %u listens at " FORWARDING_VARIABLE " '%s', which is neither root nor this user" REMEDY
		    "name a socket of your own",
		    (unsigned)peer.uid, path);
}

/* A connection, to be closed; -1 on an error. */
static int open_connection(const char *path, GError **error)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat status;
	if (!g_path_is_absolute(path) || strlen(path) >= sizeof(address.sun_path)) {
		fail(error, HELPER_FAILED,
		     FORWARDING_VARIABLE " requires the path of a socket that begins with '/', at most %zu bytes",
		     sizeof(address.sun_path) - 1);
		return -1;
	}
	g_strlcpy(address.sun_path, path, sizeof(address.sun_path));
	if (stat(path, &status) == 0 && !S_ISSOCK(status.st_mode)) {
		fail(error, HELPER_FAILED, FORWARDING_VARIABLE " '%s' is not a socket", path);
		return -1;
	}
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	    stat(path, &status) != 0) {
		explain_connect(path, errno, error);
	} else if (check_peer(fd, path, status.st_uid, error)) {
		return fd;
	}
	if (fd >= 0)
		(void)close(fd);
	return -1;
}

static bool converse(int fd, const struct secret *request, struct secret *answer, GError **error)
{
	GError *cause = NULL;
	/* One that is refused is answered before it was read whole: then writing fails, and the answer tells why. */
	if (!write_all(fd, request, &cause))
		g_clear_error(&cause);
	if (shutdown(fd, SHUT_WR) != 0 && errno != ENOTCONN)
		return fail(error, HELPER_FAILED, "the connection broke off: %s", g_strerror(errno));
	/* A listener that did not read the request resets the connection; what it said was read before that. */
	if (!secret_read_all(answer, fd) && errno != ECONNRESET)
		return fail(error, HELPER_FAILED, "%s", g_strerror(errno));
	if (secret_overflowed(answer))
		return fail(error, HELPER_FAILED, "the answer is longer than %d bytes", FORWARDING_ANSWER_MAX);
	return answer->length > 0 || fail(error, HELPER_FAILED, "it closed the connection without an answer");
}

/* Whether the verb succeeded on the other side, and what it printed there, owned by `answer`. */
static bool ask(enum forwarding_verb verb, const struct profile *profile, const char *server_url, struct secret *answer,
		const char **ret_text, GError **error)
{
	const char *path = socket_path();
	g_auto(Secret) request = SECRET_INIT(FORWARDING_REQUEST_MAX);
	GError *cause = NULL;
	bool success = false;
	deadline_waits_for("the helper behind " FORWARDING_VARIABLE, "unlock the keyring " ON_THE_OTHER_SIDE);
	int fd = open_connection(path, error);
	if (fd < 0)
		return false;
	forwarding_request_write(verb, profile, server_url, &request);
	bool answered =
		converse(fd, &request, answer, &cause) && forwarding_answer_parse(answer, &success, ret_text, &cause);
	(void)close(fd);
	if (!answered) {
		fail(error, HELPER_FAILED,
		     "cannot ask the helper behind " FORWARDING_VARIABLE " '%s': %s" REMEDY "run '" PROGRAM_NAME
		     " status' " ON_THE_OTHER_SIDE,
		     path, cause->message);
		g_error_free(cause);
		return false;
	}
	if (success)
		return true;
	g_autofree char *one_line = g_strchomp(g_strdup(*ret_text));
	g_autofree char *harmless = message_sanitize(one_line);
	if (strcmp(harmless, TEXT_NOT_FOUND) == 0)
		return fail(error, HELPER_NOT_FOUND, TEXT_NOT_FOUND);
	return fail(error, HELPER_FAILED, "the helper behind " FORWARDING_VARIABLE " says: %s", harmless);
}

/* ---- what it answers ---- */

static bool is_username(const char *text)
{
	return text && *text && !username_problem(text);
}

static bool is_malformed(GError **error)
{
	return fail(error, HELPER_FAILED,
		    "the answer of the helper behind " FORWARDING_VARIABLE " is malformed" REMEDY
		    "install the same release on both sides");
}

bool forwarding_get(const struct profile *profile, const struct server_url *url, struct license *ret_license,
		    GError **error)
{
	g_auto(Secret) answer = SECRET_INIT(FORWARDING_ANSWER_MAX);
	g_auto(License) license = license_empty(url->domain);
	const char *text;
	/* The other side chooses by the app slug as it does for a client of its own. */
	g_autofree char *server_url =
		g_strconcat(url->domain, url->app[0] ? "/proxy/" : "", url->app, url->app[0] ? "/image" : "", NULL);
	if (!ask(FORWARDING_GET, profile, server_url, &answer, &text, error))
		return false;
	g_autoptr(Json) json = json_parse(text, strlen(text), FORWARDING_ANSWER_MAX, "the answer", NULL);
	const char *username = json ? json_string(json_member(json, "Username")) : NULL;
	const char *id = json ? json_string(json_member(json, "Secret")) : NULL;
	if (!is_username(username) || !id)
		return is_malformed(error);
	secret_append_text(&license.username, username);
	secret_append_text(&license.id, id);
	if (!secret_is_license_id(&license.id))
		return is_malformed(error);
	*ret_license = license;
	license = (struct license){ 0 };
	return true;
}

bool forwarding_list(const struct profile *profile, GPtrArray **ret_items, GError **error)
{
	g_auto(Secret) answer = SECRET_INIT(FORWARDING_ANSWER_MAX);
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_item_free);
	const char *text;
	if (!ask(FORWARDING_LIST, profile, "", &answer, &text, error))
		return false;
	g_autoptr(Json) json = json_parse(text, strlen(text), FORWARDING_ANSWER_MAX, "the answer", NULL);
	if (!json || !json_is_object(json))
		return is_malformed(error);
	for (const struct json *member = json_first(json); member; member = json_next(member)) {
		char domain[DOMAIN_SIZE];
		const char *username = json_string(member);
		if (!domain_parse(json_name(member), domain) || !is_username(username))
			return is_malformed(error);
		struct keyring_item *item = g_new0(struct keyring_item, 1);
		item->profile = g_strdup(profile->name);
		item->server = g_strdup(domain);
		item->username = g_strdup(username);
		g_ptr_array_add(items, item);
	}
	*ret_items = g_steal_pointer(&items);
	return true;
}
