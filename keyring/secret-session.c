/* SPDX-License-Identifier: MIT */
#include "secret-session.h"

#include <gcrypt.h>
#include <string.h>
#include <sys/random.h>

#define EXPONENT_SIZE 32 /* 256 bits: twice the strength of the AES key, as RFC 3526 and NIST SP 800-56A advise */
#define DIGEST_SIZE 32
#define AES_KEY_SIZE 16
#define BLOCK_SIZE 16
#define LOCKED_MEMORY 16384

struct secret_session {
	gcry_mpi_t prime;
	gcry_mpi_t exponent; /* ours; gone once the key is derived */
	gcry_mpi_t theirs;   /* the other side's public key */
	gcry_cipher_hd_t cipher;
	bool ambiguous;
};

static const char prime_hex[] = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
				"020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
				"4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
				"EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF";

static bool prepare_library(void)
{
	if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P))
		return true;
	if (!gcry_check_version(NULL))
		return false;
	/* Without a right to lock memory it works all the same, and says nothing of it on standard error. */
	gcry_control(GCRYCTL_DISABLE_SECMEM_WARN);
	gcry_control(GCRYCTL_INIT_SECMEM, LOCKED_MEMORY, 0);
	gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
	return true;
}

static bool draw_exponent(struct secret_session *session)
{
	unsigned char *bytes = gcry_malloc_secure(EXPONENT_SIZE);
	if (!bytes)
		return false;
	bool drawn = getrandom(bytes, EXPONENT_SIZE, 0) == EXPONENT_SIZE &&
		     gcry_mpi_scan(&session->exponent, GCRYMPI_FMT_USG, bytes, EXPONENT_SIZE, NULL) == 0;
	explicit_bzero(bytes, EXPONENT_SIZE);
	gcry_free(bytes);
	return drawn;
}

/* The number as bytes, big-endian, filled up with zeros in front. */
static bool write_number(gcry_mpi_t number, unsigned char *to, size_t size)
{
	size_t written = 0;
	if (gcry_mpi_print(GCRYMPI_FMT_USG, to, size, &written, number) != 0)
		return false;
	memmove(to + size - written, to, written);
	memset(to, 0, size - written);
	return true;
}

static bool draw_key(struct secret_session *session, unsigned char public[static SECRET_SESSION_PUBLIC_SIZE])
{
	gcry_mpi_release(session->exponent);
	session->exponent = NULL;
	if (!draw_exponent(session))
		return false;
	gcry_mpi_t number = gcry_mpi_set_ui(NULL, 2);
	gcry_mpi_powm(number, number, session->exponent, session->prime);
	bool written = write_number(number, public, SECRET_SESSION_PUBLIC_SIZE);
	gcry_mpi_release(number);
	return written;
}

struct secret_session *secret_session_new(unsigned char ret_public[static SECRET_SESSION_PUBLIC_SIZE])
{
	if (!prepare_library())
		return NULL;
	g_autoptr(SecretSession) session = g_new0(struct secret_session, 1);
	if (gcry_mpi_scan(&session->prime, GCRYMPI_FMT_HEX, prime_hex, 0, NULL) != 0)
		return NULL;
	do
		if (!draw_key(session, ret_public))
			return NULL;
	while (ret_public[0] == 0xff);
	return g_steal_pointer(&session);
}

void secret_session_free(struct secret_session *session)
{
	if (!session)
		return;
	/* libgcrypt wipes what is in its locked memory, and the key schedule of a cipher. */
	gcry_mpi_release(session->prime);
	gcry_mpi_release(session->exponent);
	gcry_mpi_release(session->theirs);
	gcry_cipher_close(session->cipher);
	g_free(session);
}

/* HKDF of RFC 5869 for one block of output. */
static bool derive_key(const unsigned char *shared, unsigned char *digest)
{
	static unsigned char no_salt[DIGEST_SIZE];
	static unsigned char first_block[] = { 1 };
	unsigned char *key = digest + DIGEST_SIZE;
	gcry_buffer_t extract[] = {
		{ .data = no_salt, .len = sizeof(no_salt) },
		{ .data = (void *)(guintptr)shared, .len = SECRET_SESSION_PUBLIC_SIZE },
	};
	gcry_buffer_t expand[] = {
		{ .data = key, .len = DIGEST_SIZE },
		{ .data = first_block, .len = sizeof(first_block) },
	};
	return gcry_md_hash_buffers(GCRY_MD_SHA256, GCRY_MD_FLAG_HMAC, key, extract, G_N_ELEMENTS(extract)) == 0 &&
	       gcry_md_hash_buffers(GCRY_MD_SHA256, GCRY_MD_FLAG_HMAC, digest, expand, G_N_ELEMENTS(expand)) == 0;
}

static bool set_key(struct secret_session *session, gcry_mpi_t shared)
{
	const size_t size = SECRET_SESSION_PUBLIC_SIZE + 2 * DIGEST_SIZE;
	unsigned char *room = gcry_malloc_secure(size);
	if (!room)
		return false;
	unsigned char *digest = room + SECRET_SESSION_PUBLIC_SIZE;
	bool set =
		write_number(shared, room, SECRET_SESSION_PUBLIC_SIZE) && derive_key(room, digest) &&
		gcry_cipher_open(&session->cipher, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CBC, GCRY_CIPHER_SECURE) == 0 &&
		gcry_cipher_setkey(session->cipher, digest, AES_KEY_SIZE) == 0;
	session->ambiguous = room[0] == 0;
	explicit_bzero(room, size);
	gcry_free(room);
	return set;
}

/* Whether it is one of 2 … p-2. */
static bool is_public_key(const struct secret_session *session, gcry_mpi_t number)
{
	gcry_mpi_t most = gcry_mpi_new(0);
	gcry_mpi_sub_ui(most, session->prime, 1);
	bool good = gcry_mpi_cmp_ui(number, 1) > 0 && gcry_mpi_cmp(number, most) < 0;
	gcry_mpi_release(most);
	return good;
}

bool secret_session_accept(struct secret_session *session, const void *theirs, size_t length)
{
	const unsigned char *bytes = theirs;
	/* A signed number of this size has a zero before a first bit of 1: KWallet sends it so. */
	for (; length > SECRET_SESSION_PUBLIC_SIZE && *bytes == 0; length--)
		bytes++;
	gcry_mpi_release(session->theirs);
	session->theirs = NULL;
	return length <= SECRET_SESSION_PUBLIC_SIZE &&
	       gcry_mpi_scan(&session->theirs, GCRYMPI_FMT_USG, bytes, length, NULL) == 0 &&
	       is_public_key(session, session->theirs);
}

bool secret_session_derive(struct secret_session *session)
{
	if (!session->exponent || !session->theirs)
		return false;
	gcry_mpi_t shared = gcry_mpi_snew(SECRET_SESSION_PUBLIC_SIZE * 8);
	gcry_mpi_powm(shared, session->theirs, session->exponent, session->prime);
	bool set = set_key(session, shared);
	gcry_mpi_release(shared);
	gcry_mpi_release(session->exponent);
	session->exponent = NULL;
	return set;
}

bool secret_session_is_ambiguous(const struct secret_session *session)
{
	return session->ambiguous;
}

/* Sets the length without the padding; false for bytes that are no padding. */
static bool unpad(const unsigned char *plain, size_t length, size_t *ret_length)
{
	unsigned char count = plain[length - 1];
	if (count == 0 || count > BLOCK_SIZE)
		return false;
	for (size_t i = length - count; i < length; i++)
		if (plain[i] != count)
			return false;
	*ret_length = length - count;
	return true;
}

bool secret_session_decrypt(struct secret_session *session, const void *iv, size_t iv_length, const void *cipher,
			    size_t cipher_length, struct secret *ret_plain)
{
	if (!session->cipher || iv_length != SECRET_SESSION_IV_SIZE || cipher_length == 0 ||
	    cipher_length % BLOCK_SIZE != 0)
		return false;

	g_auto(Secret) plain = SECRET_INIT(cipher_length);
	unsigned char *room = (unsigned char *)secret_reserve(&plain, cipher_length);
	size_t length = 0;
	if (!room || gcry_cipher_setiv(session->cipher, iv, iv_length) != 0 ||
	    gcry_cipher_decrypt(session->cipher, room, cipher_length, cipher, cipher_length) != 0)
		return false;
	secret_commit(&plain, cipher_length);
	if (!unpad(room, cipher_length, &length))
		return false;
	secret_append(ret_plain, room, length);
	return true;
}

bool secret_session_encrypt(struct secret_session *session, const struct secret *plain,
			    unsigned char ret_iv[static SECRET_SESSION_IV_SIZE], struct secret *ret_cipher)
{
	size_t count = BLOCK_SIZE - plain->length % BLOCK_SIZE;
	unsigned char padding[BLOCK_SIZE];
	memset(padding, (int)count, sizeof(padding));
	secret_append_secret(ret_cipher, plain);
	secret_append(ret_cipher, padding, count);
	bool encrypted = session->cipher && !secret_overflowed(ret_cipher) &&
			 getrandom(ret_iv, SECRET_SESSION_IV_SIZE, 0) == SECRET_SESSION_IV_SIZE &&
			 gcry_cipher_setiv(session->cipher, ret_iv, SECRET_SESSION_IV_SIZE) == 0 &&
			 gcry_cipher_encrypt(session->cipher, ret_cipher->bytes, ret_cipher->length, NULL, 0) == 0;
	if (!encrypted)
		secret_clear(ret_cipher);
	return encrypted;
}
