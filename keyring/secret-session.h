/* SPDX-License-Identifier: MIT
 *
 * secret-session.h - encrypts secrets on their way to and from the Secret Service, for one session
 *
 * The algorithm "dh-ietf1024-sha256-aes128-cbc-pkcs7" of the Secret Service API (draft 0.2): a Diffie-Hellman
 * exchange in the second Oakley group (RFC 2409, 6.2), HKDF with SHA-256 (RFC 5869, no salt, no info) and
 * AES-128 in CBC mode with PKCS #7 padding. It protects secrets from programs that read the bus, but does not prove
 * the identity of the other side. libgcrypt computes it, in memory that is not swapped if the system allows
 * that (RLIMIT_MEMLOCK), and that is wiped when it is freed. This file does not use D-Bus.
 *
 *	unsigned char ours[SECRET_SESSION_PUBLIC_SIZE];
 *	struct secret_session *session = secret_session_new(ours);
 *	... send `ours`, receive `theirs` ...
 *	if (!secret_session_accept(session, theirs, length))
 *		... not a public key, or one that makes the shared secret known to everybody
 *	... ask for something ...
 *	secret_session_derive(session)
 */
#ifndef KEYRING_SECRET_SESSION_H
#define KEYRING_SECRET_SESSION_H

#include "secret.h"

#define SECRET_SESSION_ALGORITHM "dh-ietf1024-sha256-aes128-cbc-pkcs7"
#define SECRET_SESSION_PUBLIC_SIZE 128
#define SECRET_SESSION_IV_SIZE 16

struct secret_session;

/* Chooses the private exponent and computes the public key, whose first byte is not 255: KWallet reads such a number
 * wrongly, because it takes it as a negative one. NULL if the kernel provides no random bytes or libgcrypt
 * cannot be used. */
struct secret_session *secret_session_new(unsigned char ret_public[static SECRET_SESSION_PUBLIC_SIZE]);
void secret_session_free(struct secret_session *session);

/* Takes the other side's public key. False for 0, 1, p-1 and everything that is not below p: such a key would give a
 * shared secret that anybody can guess. */
bool secret_session_accept(struct secret_session *session, const void *theirs, size_t length);
/* After secret_session_accept(), once: computes the shared secret and its key, which takes as long as a call of the
 * service does. False if libgcrypt fails. */
bool secret_session_derive(struct secret_session *session);
/* Whether both sides may have derived different keys, once in 256 sessions: the shared secret begins with a zero byte,
 * which KWallet leaves out before it derives the key. Then another session is required. */
bool secret_session_is_ambiguous(const struct secret_session *session);

/* After secret_session_derive(). Decrypting adds to `ret_plain`, which may overflow, and fails, with nothing added, for a
 * wrong length or padding. Encrypting fails, with nothing left in `ret_cipher`, if that is too small, or without random
 * numbers. */
bool secret_session_decrypt(struct secret_session *session, const void *iv, size_t iv_length, const void *cipher,
			    size_t cipher_length, struct secret *ret_plain);
bool secret_session_encrypt(struct secret_session *session, const struct secret *plain,
			    unsigned char ret_iv[static SECRET_SESSION_IV_SIZE], struct secret *ret_cipher);

typedef struct secret_session SecretSession; /* for g_autoptr(SecretSession) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SecretSession, secret_session_free)

#endif
