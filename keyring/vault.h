/* SPDX-License-Identifier: MIT
 *
 * vault.h - the keyring of machines without a desktop: an encrypted file
 *
 * $XDG_DATA_HOME/docker-credential-replicated/vault contains the items of all profiles, with their
 * attributes. Its key is derived from a passphrase. `unlock` stores that key in the user's kernel keyring for
 * a limited time. Until it expires, every call reads the file without a prompt, a daemon or a bus. The back
 * end itself has the interface of keyring.h; this header has the functions that only a vault has.
 *
 *	const struct vault *vault = keyring_symbol("vault", VAULT_SYMBOL, &error);
 *	if (!vault || !vault->init(&passphrase, &error) || !vault->unlock(&passphrase, lifetime, &error))
 *		... error->code is one of enum keyring_outcome
 *
 * If there is no kernel keyring (most containers forbid it) every call derives the key from the
 * passphrase in the file that REPLICATED_VAULT_PASSPHRASE_FILE names. It is also read if the
 * kernel keyring exists and has no key; the key is then not stored there.
 *
 *
 * The file, version 1 or 2. Numbers are unsigned and little-endian unless another thing is said.
 *
 *	offset	bytes
 *	0	8	magic: 44 43 52 56 61 75 6c 74, "DCRVault"
 *	8	4	version: 1 if no item has what was added in 2, so that older programs can read it; else 2
 *	12	4	Argon2id passes, 1 to VAULT_PASSES_MAX
 *	16	4	Argon2id memory in KiB, VAULT_MEMORY_MIN_KIB to VAULT_MEMORY_MAX_KIB; one lane
 *	20	16	Argon2id salt: random, new with each passphrase
 *	36	16	checksum: BLAKE2b of the 36 bytes above, 16 bytes long, without a key. It distinguishes a
 *			damaged header from a wrong passphrase before the key is derived; it protects nothing
 *	52	24	nonce: random, new with each write
 *	76	n	the items, encrypted by XChaCha20-Poly1305 (IETF) with the 32-byte key
 *			Argon2id(passphrase, salt); the associated data are the 52 bytes above
 *	76+n	16	its tag
 *
 * The items, in clear, oldest first:
 *
 *	offset	bytes
 *	0	4	number of items
 *	4	…	the items, one after the other:
 *		8	time of the last change in seconds since 1970, signed
 *		1	1 if the user name is the license ID itself, else 0
 *		4+a	profile: its length in bytes, and the bytes; so the others
 *		4+b	registry domain
 *		4+c	user name; a placeholder if it is the license ID
 *		4+d	slug of the app; empty for none
 *		4+e	license ID
 *		4+f	only in version 2: kind of the license; empty if not known
 *		4+g	only in version 2: when the license expires; empty if not known
 *	…	…	zeros up to a multiple of VAULT_PADDING, so that the size of the file says little
 *
 * All numbers are checked before they are used, and the items are not read before the tag has been verified.
 * An older copy of the file is accepted, too: the program cannot know which one is the newest.
 */
#ifndef KEYRING_VAULT_H
#define KEYRING_VAULT_H

#include "vault-format.h"

#include <glib.h>
#include <stdbool.h>

/* How long a vault stays unlocked, in seconds. */
#define VAULT_LIFETIME_DEFAULT (8 * 60 * 60)
#define VAULT_LIFETIME_MAX (366 * 24 * 60 * 60)

struct vault {
	/* The path of the file, whether it exists or not. It lives until the program ends. */
	const char *(*path)(void);

	/* Whether there is a vault, or another file of that name. */
	bool (*exists)(void);

	/* Whether the vault can be unlocked once its passphrase is known: it exists, its header is valid, the
	 * kernel keyring works. To be called before a person is asked. */
	bool (*can_unlock)(GError **error);

	/* Creates an empty vault, which is locked. Fails (KEYRING_DENIED) if there is one already. */
	bool (*init)(const struct secret *passphrase, GError **error);

	/* Stores the key in the kernel keyring for so many seconds, and replaces an existing one.
	 * KEYRING_DENIED if the passphrase is wrong. */
	bool (*unlock)(const struct secret *passphrase, unsigned lifetime, GError **error);

	/* Removes the key from the kernel keyring. It is not an error if there is no key, or if the vault is missing
	 * or damaged. */
	bool (*lock)(GError **error);

	/* Encrypts the vault again with a key from another passphrase. A vault that was unlocked stays unlocked for
	 * the rest of its time, unless the kernel keyring does not accept a key any more (its quota is full): the passphrase
	 * has changed even then, and *ret_now_locked is true. */
	bool (*passwd)(const struct secret *old, const struct secret *new, bool *ret_now_locked, GError **error);
};

/* The name of the symbol that the back end exports in addition to KEYRING_BACKEND_SYMBOL: the operations of the vault,
 * whichever keyring is in use. */
#define VAULT_SYMBOL "vault_operations"

#endif
