/* SPDX-License-Identifier: MIT
 *
 * secret-service-bus.h - calls to the Secret Service (API draft 0.2) on the session bus, by sd-bus
 *
 * A call is sent by bus_send() and its answer taken by bus_receive(), so that several can be under way at once;
 * bus_call() does both. A call has no time limit of its own: the program's deadline is the limit.
 *
 *	g_autoptr(BusMessage) reply = NULL;
 *	struct bus_call *call = bus_send(bus_method(SERVICE_PATH, SERVICE_INTERFACE, "ReadAlias", "s", "default"));
 *	if (bus_receive(call, "o", &reply, error) != BUS_ANSWERED)
 *		...
 *
 * gnome-keyring sometimes answers a good call with UnknownMethod while a client registers: every call is sent once
 * more then.
 */
#ifndef KEYRING_SECRET_SERVICE_BUS_H
#define KEYRING_SECRET_SERVICE_BUS_H

#include "keyring.h"

#ifdef HAVE_BASU
#include <basu/sd-bus.h>
#else
#include <systemd/sd-bus.h>
#endif

#define SERVICE_PATH "/org/freedesktop/secrets"
#define SERVICE_INTERFACE "org.freedesktop.Secret.Service"
#define COLLECTION_INTERFACE "org.freedesktop.Secret.Collection"
#define ITEM_INTERFACE "org.freedesktop.Secret.Item"
#define PROMPT_INTERFACE "org.freedesktop.Secret.Prompt"
#define NO_OBJECT "/"

/* Calls under way at once. A strict bus refuses a connection's 129th unanswered call (max_replies_per_connection). */
#define BUS_CALLS_MAX 64

typedef sd_bus_message BusMessage;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BusMessage, sd_bus_message_unref)

enum bus_outcome {
	BUS_ANSWERED,
	BUS_ABSENT,	   /* the object does not exist (any more) */
	BUS_LOCKED,	   /* the service says that it is locked */
	BUS_NOT_SUPPORTED, /* the service does not know how */
	BUS_FAILED,
};

/* Connects at the first call; the connection lives until the program ends. */
bool bus_connect(GError **error);

/* The connection, for the signals of a prompt. */
sd_bus *bus_connection(void);

/* A new call on the service, with arguments as sd_bus_message_append() takes them; more can be appended. */
sd_bus_message *bus_method(const char *path, const char *interface, const char *member, const char *types, ...);
/* Reads a property of an object: the answer is of type "v". */
sd_bus_message *bus_get(const char *path, const char *interface, const char *property);

struct bus_call;
/* Takes the message. */
struct bus_call *bus_send(sd_bus_message *message);
/* Waits for the answer, which must be of these types. Whatever is not BUS_ANSWERED sets the error. Takes the call. */
enum bus_outcome bus_receive(struct bus_call *call, const char *types, sd_bus_message **ret_reply, GError **error);
enum bus_outcome bus_call(sd_bus_message *message, const char *types, sd_bus_message **ret_reply, GError **error);

/* Handles messages until *done. False if the connection was lost, with the error set. */
bool bus_wait(const bool *done, GError **error);

/* The unique name on the bus of the service that answered last, or NULL. Other programs can send signals, too. */
const char *bus_service(void);

/* Whether a search in a locked collection asks nobody. KeePassXC shows its unlock dialog for a search. */
bool bus_searches_in_silence(void);

/* KEYRING_LOCKED, and how that service is unlocked. Always false. */
bool bus_fail_locked(GError **error);
/* How the service is unlocked; a static string. */
const char *bus_unlock_remedy(void);
/* The service answered something that makes no sense: what, and KEYRING_UNAVAILABLE. Always false. */
bool bus_fail_protocol(GError **error, const char *what);

#endif
