/* SPDX-License-Identifier: MIT
 *
 * forward.c - answers one get or list on a socket: for a container, or for another machine over ssh
 *
 * systemd starts it for each connection (packaging/systemd/), which is its standard input and output. The message is
 * told in license/forwarding-message.h. Nothing can be stored or removed this way, and only root and the own user are
 * answered. A request that fails is answered, too: the sentence belongs to the one who asked.
 */
#include "../command.h"

#include "../license/forwarding-message.h"
#include "../license/forwarding.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "../runtime/stream.h"
#include "protocol.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static bool run(struct invocation *invocation, GError **error);
static const char *answer_of_failure(int count, char **arguments);

const struct command command_forward = {
	.name = "forward",
	.kind = COMMAND_PEOPLE,
	.synopsis = "",
	.summary = "answer one request of a container or remote machine (run by systemd)",
	.details =
		"It lets a container or a remote machine use the license of this user without a copy of it. Enable its "
		"socket once with the first command; the other side sets REPLICATED_SOCKET to the path at which it "
		"sees the socket.",
	.example = "systemctl --user enable --now " PROGRAM_NAME ".socket\n"
		   "podman run -e REPLICATED_SOCKET=/run/license.sock \\\n"
		   "  -v $XDG_RUNTIME_DIR/" PROGRAM_NAME ".sock:/run/license.sock ...",
	.on_failure = answer_of_failure,
	.run = run,
};

static bool find_peer(uid_t *ret_peer, GError **error);
static bool check_peer(uid_t peer, GError **error);
static bool answer(const struct profile *own, struct secret *out, GError **error);

static bool run(struct invocation *invocation, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(FORWARDING_ANSWER_MAX);
	GError *cause = NULL;
	uid_t peer;
	if (*options_words(invocation->options))
		return fail(error, HELPER_USAGE, "'forward' takes no words: systemd runs it, see --help");
	if (!find_peer(&peer, error))
		return false;

	bool success = check_peer(peer, &cause) && answer(&invocation->profile, &text, &cause);
	if (!success) {
		g_autofree char *sentence = message_sanitize(cause->message);
		secret_clear(&text);
		secret_append_format(&text, "%s\n", sentence);
		g_error_free(cause);
	}
	if (secret_overflowed(&text))
		return fail(error, HELPER_FAILED, "the answer is longer than %d bytes", FORWARDING_ANSWER_MAX);
	forwarding_answer_write(success, &text, invocation->out);
	return true;
}

/* When the time is over; systemd gives no arguments, and a person who does reads standard error. */
static const char *answer_of_failure(int count, char **arguments)
{
	(void)arguments;
	if (count > 1)
		return NULL;
	return "1\nthe helper that keeps the license did not answer: see its journal, and run '" PROGRAM_NAME
	       " status' there\n";
}

static bool find_peer(uid_t *ret_peer, GError **error)
{
	struct ucred peer = { 0 };
	socklen_t length = sizeof(peer);
	if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
		return fail(error, HELPER_FAILED,
			    "standard input is not a socket: 'forward' is run by systemd" REMEDY
			    "run 'systemctl --user enable --now " PROGRAM_NAME ".socket'");
	*ret_peer = peer.uid;
	return true;
}

static bool check_peer(uid_t peer, GError **error)
{
	return peer == 0 || peer == geteuid() ||
	       fail(error, HELPER_FAILED,
		    "only root and user %u are answered here, not user %u" REMEDY
		    "run the command that asks as one of them",
		    (unsigned)geteuid(), (unsigned)peer);
}

static bool answer(const struct profile *own, struct secret *out, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(FORWARDING_REQUEST_MAX);
	g_auto(Secret) server_url = SECRET_INIT(FORWARDING_REQUEST_MAX);
	struct forwarding_request request;
	struct profile profile = *own;
	if (!read_all_of_stdin(&text, "the request", error) || !forwarding_request_parse(&text, &request, error))
		return false;
	/* It could be the very socket that this is called for. */
	if (forwarding_is_used())
		return fail(error, HELPER_FAILED,
			    "the helper that was asked has " FORWARDING_VARIABLE " set and keeps no license" REMEDY
			    "unset it in the environment of its systemd");
	if (request.profile[0]) {
		g_strlcpy(profile.name, request.profile, sizeof(profile.name));
		profile.named = true;
	}
	secret_append_text(&server_url, request.server_url);
	return request.verb == FORWARDING_GET ? protocol_get(&profile, &server_url, out, error)
					      : protocol_list(&profile, out, error);
}
