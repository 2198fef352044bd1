/* SPDX-License-Identifier: MIT */
#include "secret-service-secrets.h"

#include "secret-session.h"

#include <string.h>

#define CONTENT_TYPE "text/plain"
#define SESSIONS_MAX 4 /* see secret_session_is_ambiguous() */

/* One for the life of the program; the service forgets it when the connection ends. */
static struct {
	unsigned char public[SECRET_SESSION_PUBLIC_SIZE];
	struct secret_session *keys; /* NULL where it is plain */
	struct bus_call *asked;
	char *path; /* NULL until the service has answered */
	bool open;  /* its keys are derived */
} session;

/* ---- opening ---- */

void secrets_prepare(void)
{
	if (!session.path && !session.keys)
		session.keys = secret_session_new(session.public);
}

void secrets_begin(void)
{
	secrets_prepare();
	if (session.path || session.asked || !session.keys)
		return;
	sd_bus_message *call =
		bus_method(SERVICE_PATH, SERVICE_INTERFACE, "OpenSession", "s", SECRET_SESSION_ALGORITHM);
	/* Without memory the message cannot be sent. */
	(void)sd_bus_message_open_container(call, 'v', "ay");
	(void)sd_bus_message_append_array(call, 'y', session.public, sizeof(session.public));
	(void)sd_bus_message_close_container(call);
	session.asked = bus_send(call);
}

static bool take_path(sd_bus_message *reply)
{
	const char *path;
	if (sd_bus_message_read(reply, "o", &path) <= 0)
		return false;
	session.path = g_strdup(path);
	return true;
}

static bool take_answer(sd_bus_message *reply, GError **error)
{
	const void *theirs = NULL;
	size_t length = 0;
	if (sd_bus_message_enter_container(reply, 'v', "ay") > 0 &&
	    sd_bus_message_read_array(reply, 'y', &theirs, &length) > 0 && sd_bus_message_exit_container(reply) >= 0 &&
	    secret_session_accept(session.keys, theirs, length))
		return take_path(reply) || bus_fail_protocol(error, "an answer to OpenSession without a path");
	g_clear_pointer(&session.keys, secret_session_free);
	return bus_fail_protocol(error, "its half of the key exchange is not valid");
}

static bool begin_plain(GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	g_clear_pointer(&session.keys, secret_session_free);
	if (bus_call(bus_method(SERVICE_PATH, SERVICE_INTERFACE, "OpenSession", "sv", "plain", "s", ""), "vo", &reply,
		     error) != BUS_ANSWERED)
		return false;
	return (sd_bus_message_skip(reply, "v") >= 0 && take_path(reply)) ||
	       bus_fail_protocol(error, "an answer to OpenSession that cannot be read");
}

/* Waits for the service's half: the session then has a path, but no keys yet. */
static bool await_session(GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	GError *cause = NULL;
	if (session.path)
		return true;
	secrets_begin();
	if (!session.asked)
		return keyring_fail(error, KEYRING_UNAVAILABLE,
				    "keyring is unavailable: libgcrypt cannot be used: reinstall it, then try again");

	switch (bus_receive(g_steal_pointer(&session.asked), "vo", &reply, &cause)) {
	case BUS_ANSWERED:
		return take_answer(reply, error);
	case BUS_NOT_SUPPORTED:
		g_error_free(cause);
		return begin_plain(error);
	default:
		g_propagate_error(error, cause);
		return false;
	}
}

/* Derives the keys. Leaves session.path NULL if another session is required. */
static bool derive_keys(GError **error)
{
	if (session.open)
		return true;
	if (session.keys && !secret_session_derive(session.keys))
		return bus_fail_protocol(error, "its half of the key exchange cannot be used");
	session.open = !session.keys || !secret_session_is_ambiguous(session.keys);
	if (!session.open) {
		g_clear_pointer(&session.keys, secret_session_free);
		g_clear_pointer(&session.path, g_free);
	}
	return true;
}

static bool fail_without_session(GError **error)
{
	return bus_fail_protocol(error, "no session with it could be opened");
}

bool secrets_open(GError **error)
{
	for (unsigned tries = 0; tries < SESSIONS_MAX; tries++) {
		if (!await_session(error) || !derive_keys(error))
			return false;
		if (session.open)
			return true;
	}
	return fail_without_session(error);
}

bool secrets_are_encrypted(void)
{
	return session.keys;
}

/* ---- reading ---- */

/* Takes the plain bytes, and wipes them where they came in: sd-bus does not. */
static bool take_plain(const void *bytes, size_t length, struct secret *ret_id)
{
	secret_append(ret_id, bytes, length);
	explicit_bzero((void *)(guintptr)bytes, length);
	return true;
}

/* Reads one (oayays). What is too long for a license ID, or not one, leaves the secret empty. */
static bool read_secret(sd_bus_message *reply, struct secret *ret_id, GError **error)
{
	const char *unused;
	const void *iv;
	const void *bytes;
	size_t iv_length;
	size_t length;
	if (sd_bus_message_enter_container(reply, 'r', "oayays") <= 0 ||
	    sd_bus_message_read(reply, "o", &unused) <= 0 ||
	    sd_bus_message_read_array(reply, 'y', &iv, &iv_length) < 0 ||
	    sd_bus_message_read_array(reply, 'y', &bytes, &length) < 0 ||
	    sd_bus_message_read(reply, "s", &unused) <= 0 || sd_bus_message_exit_container(reply) < 0)
		return bus_fail_protocol(error, "a secret that cannot be read");

	if (length <= LICENSE_ID_MAX + SECRET_SESSION_IV_SIZE) {
		bool taken = session.keys ? secret_session_decrypt(session.keys, iv, iv_length, bytes, length, ret_id)
					  : take_plain(bytes, length, ret_id);
		if (!taken)
			return bus_fail_protocol(error, "a secret that cannot be decrypted");
	}
	if (!secret_is_license_id(ret_id))
		secret_clear(ret_id);
	return true;
}

static sd_bus_message *secrets_call(const GPtrArray *results)
{
	sd_bus_message *call = bus_method(SERVICE_PATH, SERVICE_INTERFACE, "GetSecrets", "");
	/* As in ask_to_unlock(). */
	(void)sd_bus_message_open_container(call, 'a', "o");
	for (guint i = 0; i < results->len; i++) {
		const struct search_result *result = g_ptr_array_index(results, i);
		(void)sd_bus_message_append(call, "o", result->path);
	}
	(void)sd_bus_message_close_container(call);
	(void)sd_bus_message_append(call, "o", session.path);
	return call;
}

/* Whether the item is locked now, or gone. KWallet gives an empty secret for a locked item. */
static bool is_locked(struct search_result *result)
{
	g_autoptr(BusMessage) reply = NULL;
	int locked = 0;
	enum bus_outcome outcome = bus_call(bus_get(result->path, ITEM_INTERFACE, "Locked"), "v", &reply, NULL);
	result->gone = outcome == BUS_ABSENT;
	(void)sd_bus_message_read(reply, "v", "b", &locked);
	return locked;
}

/* What the service gave, by path: each path that was asked for once, others are skipped. */
static bool read_all(sd_bus_message *reply, GHashTable *missing, struct secret *ret_ids, GError **error)
{
	int more;
	(void)sd_bus_message_enter_container(reply, 'a', "{o(oayays)}");
	while ((more = sd_bus_message_enter_container(reply, 'e', "o(oayays)")) > 0) {
		const char *path;
		gpointer index;
		if (sd_bus_message_read(reply, "o", &path) <= 0)
			return bus_fail_protocol(error, "secrets that cannot be read");
		if (!g_hash_table_lookup_extended(missing, path, NULL, &index)) {
			(void)sd_bus_message_skip(reply, "(oayays)");
		} else {
			if (!read_secret(reply, &ret_ids[GPOINTER_TO_UINT(index)], error))
				return false;
			g_hash_table_remove(missing, path);
		}
		(void)sd_bus_message_exit_container(reply);
	}
	return more >= 0 || bus_fail_protocol(error, "secrets that cannot be read");
}

/* The keys are derived while the service reads. */
static bool call_for_secrets(const GPtrArray *results, sd_bus_message **ret_reply, GError **error)
{
	for (unsigned tries = 0; tries < SESSIONS_MAX; tries++) {
		g_autoptr(BusMessage) reply = NULL;
		if (!await_session(error))
			return false;
		struct bus_call *call = bus_send(secrets_call(results));
		bool derived = derive_keys(error);
		bool answered = bus_receive(call, "a{o(oayays)}", &reply, derived ? error : NULL) == BUS_ANSWERED;
		if (!derived || !answered)
			return false;
		if (session.open) {
			*ret_reply = g_steal_pointer(&reply);
			return true;
		}
	}
	return fail_without_session(error);
}

bool secrets_read(const GPtrArray *results, struct secret *ret_ids, GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	g_autoptr(GHashTable) missing = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < results->len; i++)
		g_hash_table_insert(missing, ((const struct search_result *)g_ptr_array_index(results, i))->path,
				    GUINT_TO_POINTER(i));
	if (!call_for_secrets(results, &reply, error) || !read_all(reply, missing, ret_ids, error))
		return false;
	for (guint i = 0; i < results->len; i++) {
		struct search_result *result = g_ptr_array_index(results, i);
		bool given = !g_hash_table_contains(missing, result->path);
		/* A service that gives no secret for an item keeps it locked, whatever it says of it. */
		if (ret_ids[i].length == 0 && (is_locked(result) || (!given && !result->gone)))
			return bus_fail_locked(error);
	}
	return true;
}

/* ---- writing ---- */

bool secrets_append(sd_bus_message *call, const struct secret *license)
{
	unsigned char iv[SECRET_SESSION_IV_SIZE];
	g_auto(Secret) cipher = SECRET_INIT(LICENSE_ID_MAX + SECRET_SESSION_IV_SIZE);
	const struct secret *sent = license;
	if (session.keys) {
		if (!secret_session_encrypt(session.keys, license, iv, &cipher))
			return false;
		sent = &cipher;
	}
	return sd_bus_message_sensitive(call) >= 0 && sd_bus_message_open_container(call, 'r', "oayays") >= 0 &&
	       sd_bus_message_append(call, "o", session.path) >= 0 &&
	       sd_bus_message_append_array(call, 'y', iv, session.keys ? sizeof(iv) : 0) >= 0 &&
	       sd_bus_message_append_array(call, 'y', sent->bytes, sent->length) >= 0 &&
	       sd_bus_message_append(call, "s", CONTENT_TYPE) >= 0 && sd_bus_message_close_container(call) >= 0;
}
