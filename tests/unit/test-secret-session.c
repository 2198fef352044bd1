/* SPDX-License-Identifier: MIT
 *
 * The encrypted session with a Secret Service: both sides agree, and nothing that is not valid is accepted. */
#include "../../keyring/secret-session.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LICENSE "1vusOokxAVp1tkRGuyxnF23PJcq"

static bool agree(struct secret_session *session, const void *theirs, size_t length)
{
	/* What is refused is refused before anything is asked for in that session. */
	if (!secret_session_accept(session, theirs, length))
		return false;
	g_assert_true(secret_session_derive(session));
	g_assert_false(secret_session_derive(session));
	return true;
}

static bool agrees_with(const void *theirs, size_t length)
{
	unsigned char ours[SECRET_SESSION_PUBLIC_SIZE];
	g_autoptr(SecretSession) session = secret_session_new(ours);
	g_assert_nonnull(session);
	return agree(session, theirs, length);
}

/* p - 1 - below; p itself for -1. */
static void near_prime(unsigned char number[static SECRET_SESSION_PUBLIC_SIZE], int below)
{
	static const char hex[] = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
				  "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
				  "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
				  "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF";
	for (size_t i = 0; i < SECRET_SESSION_PUBLIC_SIZE; i++)
		number[i] =
			(unsigned char)(g_ascii_xdigit_value(hex[2 * i]) * 16 + g_ascii_xdigit_value(hex[2 * i + 1]));
	number[SECRET_SESSION_PUBLIC_SIZE - 1] = (unsigned char)(0xfe - below);
}

static void test_public_keys(void)
{
	unsigned char number[SECRET_SESSION_PUBLIC_SIZE + 1] = { 0 };
	g_assert_false(agrees_with("", 0));
	g_assert_false(agrees_with(number, SECRET_SESSION_PUBLIC_SIZE));
	g_assert_false(agrees_with("\x01", 1));
	g_assert_true(agrees_with("\x02", 1));
	g_assert_true(agrees_with("\0\0\x02", 3));
	/* A zero before the first byte, as KWallet sends it, is none of the number; another byte is too much. */
	number[SECRET_SESSION_PUBLIC_SIZE] = 2;
	g_assert_true(agrees_with(number, sizeof(number)));
	number[0] = 1;
	g_assert_false(agrees_with(number, sizeof(number)));
	near_prime(number, 0); /* p - 1 */
	g_assert_false(agrees_with(number, SECRET_SESSION_PUBLIC_SIZE));
	near_prime(number, -1); /* p */
	g_assert_false(agrees_with(number, SECRET_SESSION_PUBLIC_SIZE));
	near_prime(number, 1); /* p - 2 */
	g_assert_true(agrees_with(number, SECRET_SESSION_PUBLIC_SIZE));
	memset(number, 0xff, sizeof(number));
	g_assert_false(agrees_with(number, SECRET_SESSION_PUBLIC_SIZE));
}

struct pair {
	struct secret_session *ours;
	struct secret_session *theirs;
};

static struct pair pair_new(void)
{
	unsigned char public[2][SECRET_SESSION_PUBLIC_SIZE];
	struct pair pair = { secret_session_new(public[0]), secret_session_new(public[1]) };
	g_assert_true(memcmp(public[0], public[1], sizeof(public[0])) != 0);
	g_assert_true(agree(pair.ours, public[1], sizeof(public[1])));
	g_assert_true(agree(pair.theirs, public[0], sizeof(public[0])));
	return pair;
}

static void pair_free(struct pair *pair)
{
	secret_session_free(pair->ours);
	secret_session_free(pair->theirs);
}

static void comes_back(const struct pair *pair, size_t length)
{
	unsigned char iv[SECRET_SESSION_IV_SIZE];
	g_auto(Secret) plain = SECRET_INIT(LICENSE_ID_MAX);
	g_auto(Secret) cipher = SECRET_INIT(LICENSE_ID_MAX + SECRET_SESSION_IV_SIZE);
	g_auto(Secret) back = SECRET_INIT(LICENSE_ID_MAX);
	for (size_t i = 0; i < length; i++)
		secret_append(&plain, &LICENSE[i % strlen(LICENSE)], 1);
	g_assert_true(secret_session_encrypt(pair->ours, &plain, iv, &cipher));
	g_assert_cmpuint(cipher.length, ==, (length / 16 + 1) * 16);
	g_assert_true(secret_session_decrypt(pair->theirs, iv, sizeof(iv), cipher.bytes, cipher.length, &back));
	g_assert_true(secret_equal(&plain, &back));
}

static void test_round_trip(void)
{
	struct pair pair = pair_new();
	for (size_t length = 0; length <= 64; length++)
		comes_back(&pair, length);
	pair_free(&pair);
}

static void test_damaged(void)
{
	struct pair pair = pair_new();
	unsigned char iv[SECRET_SESSION_IV_SIZE];
	g_auto(Secret) plain = SECRET_INIT(LICENSE_ID_MAX);
	g_auto(Secret) cipher = SECRET_INIT(LICENSE_ID_MAX);
	g_auto(Secret) back = SECRET_INIT(LICENSE_ID_MAX);
	secret_append_text(&plain, LICENSE);
	g_assert_true(secret_session_encrypt(pair.ours, &plain, iv, &cipher));
	for (size_t length = 0; length < cipher.length; length++)
		g_assert_false(secret_session_decrypt(pair.theirs, iv, sizeof(iv), cipher.bytes, length, &back));
	g_assert_false(secret_session_decrypt(pair.theirs, iv, 15, cipher.bytes, cipher.length, &back));
	g_assert_false(secret_session_decrypt(pair.theirs, iv, 0, cipher.bytes, cipher.length, &back));
	/* One bit of the block before turns the last byte of the padding into 4, or 69: neither is what the rest says. */
	cipher.bytes[cipher.length - 17] ^= 1;
	g_assert_false(secret_session_decrypt(pair.theirs, iv, sizeof(iv), cipher.bytes, cipher.length, &back));
	cipher.bytes[cipher.length - 17] ^= 0x41;
	g_assert_false(secret_session_decrypt(pair.theirs, iv, sizeof(iv), cipher.bytes, cipher.length, &back));
	cipher.bytes[cipher.length - 17] ^= 0x45; /* 0 */
	g_assert_false(secret_session_decrypt(pair.theirs, iv, sizeof(iv), cipher.bytes, cipher.length, &back));
	g_assert_cmpuint(back.length, ==, 0);
	pair_free(&pair);
}

static void test_room(void)
{
	struct pair pair = pair_new();
	unsigned char iv[SECRET_SESSION_IV_SIZE];
	g_auto(Secret) plain = SECRET_INIT(LICENSE_ID_MAX);
	g_auto(Secret) cipher = SECRET_INIT(LICENSE_ID_MAX);
	secret_append_text(&plain, LICENSE);
	g_assert_true(secret_session_encrypt(pair.ours, &plain, iv, &cipher));
	for (size_t less = 0; less <= plain.length - 1; less++) {
		g_auto(Secret) back = SECRET_INIT(plain.length - less);
		g_assert_true(secret_session_decrypt(pair.theirs, iv, sizeof(iv), cipher.bytes, cipher.length, &back));
		g_assert_cmpint(secret_overflowed(&back), ==, less > 0);
	}
	pair_free(&pair);
}

static void test_before_agreement(void)
{
	unsigned char ours[SECRET_SESSION_PUBLIC_SIZE];
	unsigned char iv[SECRET_SESSION_IV_SIZE] = { 0 };
	g_autoptr(SecretSession) session = secret_session_new(ours);
	g_auto(Secret) secret = SECRET_INIT(LICENSE_ID_MAX);
	g_auto(Secret) cipher = SECRET_INIT(LICENSE_ID_MAX);
	secret_append_text(&secret, LICENSE);
	g_assert_false(secret_session_encrypt(session, &secret, iv, &cipher));
	g_assert_false(secret_session_decrypt(session, iv, sizeof(iv), ours, 16, &secret));
	g_assert_false(secret_session_derive(session));

	struct pair pair = pair_new();
	g_assert_false(secret_session_derive(pair.ours));
	pair_free(&pair);
}

/* KWallet reads a public key as a signed number, and derives its key from the shared secret without its leading zeros. */
static void test_for_kwallet(void)
{
	bool ambiguous = false;
	bool with_zero = false; /* a public key that begins with one */
	/* One of 256 is, and one of 128 pairs has one: that none of these does has a probability of 10^-17. */
	for (int i = 0; !(ambiguous && with_zero) && i < 10000; i++) {
		unsigned char public[2][SECRET_SESSION_PUBLIC_SIZE];
		struct pair pair = { secret_session_new(public[0]), secret_session_new(public[1]) };
		g_assert_cmpuint(public[0][0], !=, 0xff);
		g_assert_cmpuint(public[1][0], !=, 0xff);
		g_assert_true(agree(pair.ours, public[1], sizeof(public[1])));
		g_assert_true(agree(pair.theirs, public[0], sizeof(public[0])));
		bool is_ambiguous = secret_session_is_ambiguous(pair.ours);
		g_assert_true(secret_session_is_ambiguous(pair.theirs) == is_ambiguous);
		ambiguous = ambiguous || is_ambiguous;
		with_zero = with_zero || public[0][0] == 0 || public[1][0] == 0;
		comes_back(&pair, 1);
		pair_free(&pair);
	}
	g_assert_true(ambiguous && with_zero);
}

/* As under a seccomp filter that does not know it. */
static bool no_random_numbers;

ssize_t getrandom(void *buffer, size_t size, unsigned flags)
{
	if (!no_random_numbers)
		return syscall(SYS_getrandom, buffer, size, flags);
	errno = ENOSYS;
	return -1;
}

static void test_what_cannot_be_encrypted(void)
{
	struct pair pair = pair_new();
	unsigned char iv[SECRET_SESSION_IV_SIZE];
	g_auto(Secret) plain = SECRET_INIT(LICENSE_ID_MAX);
	g_auto(Secret) too_small = SECRET_INIT(SECRET_SESSION_IV_SIZE);
	g_auto(Secret) cipher = SECRET_INIT(LICENSE_ID_MAX);
	secret_append_text(&plain, LICENSE);
	g_assert_false(secret_session_encrypt(pair.ours, &plain, iv, &too_small));
	g_assert_cmpuint(too_small.length, ==, 0);
	no_random_numbers = true;
	g_assert_false(secret_session_encrypt(pair.ours, &plain, iv, &cipher));
	g_assert_null(cipher.bytes);
	no_random_numbers = false;
	pair_free(&pair);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/secret-session/public-keys", test_public_keys);
	g_test_add_func("/secret-session/round-trip", test_round_trip);
	g_test_add_func("/secret-session/damaged", test_damaged);
	g_test_add_func("/secret-session/for-kwallet", test_for_kwallet);
	g_test_add_func("/secret-session/before-agreement", test_before_agreement);
	g_test_add_func("/secret-session/room", test_room);
	g_test_add_func("/secret-session/no-encryption", test_what_cannot_be_encrypted);
	return g_test_run();
}
