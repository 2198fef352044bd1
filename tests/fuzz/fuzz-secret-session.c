/* SPDX-License-Identifier: MIT
 *
 * What a Secret Service sends: its public key, then an initialization vector and a secret. Bytes 0 and 1 of the input
 * are the lengths of the first two; the rest is the secret. */
#include "../../keyring/secret-session.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char ours[SECRET_SESSION_PUBLIC_SIZE];
	if (size < 2)
		return 0;
	size_t key = MIN(data[0], size - 2);
	size_t iv = MIN(data[1], size - 2 - key);
	const uint8_t *at = data + 2;

	g_autoptr(SecretSession) session = secret_session_new(ours);
	if (!secret_session_accept(session, at, key) || !secret_session_derive(session))
		return 0;
	g_auto(Secret) plain = SECRET_INIT(LICENSE_ID_MAX);
	bool decrypted = secret_session_decrypt(session, at + key, iv, at + key + iv, size - 2 - key - iv, &plain);
	/* Nothing is added by a failure, and padding is never part of what is added. */
	g_assert_true(decrypted ? plain.length < size : plain.length == 0);
	return 0;
}
