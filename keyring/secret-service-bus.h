/* SPDX-License-Identifier: MIT
 *
 * secret-service-bus.h - calls to the Secret Service (API draft 0.2) on the session bus, with sd-bus
 *
 * bus_send() sends a call and bus_receive() waits for its answer, so that several calls can be pending at once;
 * bus_call() does both. The program's deadline is the only time limit of a call.
 *
 *	g_autoptr(BusMessage) reply = NULL;
 *	struct bus_call *call = bus_send(bus_method(SERVICE_PATH, SERVICE_INTERFACE, "ReadAlias", "s", "default"));
 *	if (bus_receive(call, "o", &reply, error) != BUS_ANSWERED)
 *		...
 *
 * gnome-keyring can take the first call of a client before it has registered that client. It then answers a valid call
 * with UnknownMethod, and the call is sent again; ReadAlias names no collection, so collection_look() asks twice before
 * it believes that. Two calls end it at that moment, and the keyring is locked for everybody: one that reads a property,
 * with "assertion failed: (error != NULL)" in GLib's gdbusconnection.c (gnome-keyring 48), and OpenSession, whose answer
 * then has no value for g_variant_new() (its service_method_open_session(), 42.1 to 50.0). So the first call of a
 * connection is ReadAlias or SearchItems, and nothing else is sent before it is answered; nothing is sent to a path
 * below aliases/.
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

/* Pending calls. A strict bus refuses a connection's 129th unanswered call (max_replies_per_connection). */
#define BUS_CALLS_MAX 64

typedef sd_bus_message BusMessage;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BusMessage, sd_bus_message_unref)

enum bus_outcome {
	BUS_ANSWERED,
	BUS_ABSENT,	   /* the object does not exist (any more) */
	BUS_LOCKED,	   /* the service says that it is locked */
	BUS_NOT_SUPPORTED, /* the service does not support it */
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
/* Takes ownership of the message. */
struct bus_call *bus_send(sd_bus_message *message);
/* Waits for the answer, which must be of these types. Every result except BUS_ANSWERED sets the error. Takes ownership of the call. */
enum bus_outcome bus_receive(struct bus_call *call, const char *types, sd_bus_message **ret_reply, GError **error);
enum bus_outcome bus_call(sd_bus_message *message, const char *types, sd_bus_message **ret_reply, GError **error);

/* Handles messages until *done. False if the connection was lost, with the error set. */
bool bus_wait(const bool *done, GError **error);

/* The unique name on the bus of the service that answered last, or NULL. Other programs can send signals, too. */
const char *bus_service(void);

/* Whether a search in a locked collection shows no prompt. KeePassXC shows its unlock dialog for a search, also if no
 * database is open. */
bool bus_searches_in_silence(void);
bool bus_searches_without_collection(void);

/* KEYRING_LOCKED, with how to unlock that service. Always false. */
bool bus_fail_locked(GError **error);
/* How to unlock the service, and how to create a first collection; static strings. */
const char *bus_unlock_remedy(void);
const char *bus_create_remedy(void);
/* KEYRING_UNAVAILABLE, because the service sent an invalid answer, which `what` describes. Always false. */
bool bus_fail_protocol(GError **error, const char *what);

#endif
