/* SPDX-License-Identifier: MIT
 *
 * What is JSON to us, and what is not: the strict front and the scanner below it. */
#include "../../helper/format/json-scan.h"
#include "../../helper/format/json.h"
#include "../../helper/runtime/error.h"

#include <string.h>

#define BYTES(literal) (literal), sizeof(literal) - 1
#define LIMIT 65536

static const struct text {
	const char *bytes;
	size_t length;
} good[] = {
	{ BYTES("{}") },
	{ BYTES(" \t\r\n[ ] \n") },
	{ BYTES("\"\"") },
	{ BYTES("null") },
	{ BYTES("true") },
	{ BYTES("false") },
	{ BYTES("0") },
	{ BYTES("-0") },
	{ BYTES("-0.0e-0") },
	{ BYTES("1E+400") },
	{ BYTES("9007199254740993") },
	{ BYTES("[1,2.5,-3e7]") },
	{ BYTES("{\"a\":{\"b\":[null,{}]},\"c\":\"\"}") },
	{ BYTES("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\udc33\"") },
	{ BYTES("\"j\303\266rg \360\237\220\263\"") },
	{ BYTES("\"\x7f\"") },
	{ BYTES("\"\\ud7ff\\ue000\\uffff\\ud800\\udc00\\udbff\\udfff\"") },
	{ BYTES("\"\\uABCD\\uabcd\\u0001\"") },
}, bad[] = {
	{ BYTES("") },
	{ BYTES(" ") },
	{ BYTES("{") },
	{ BYTES("}") },
	{ BYTES("{]") },
	{ BYTES("[1,]") },
	{ BYTES("[,1]") },
	{ BYTES("{\"a\"}") },
	{ BYTES("{\"a\":}") },
	{ BYTES("{\"a\":1,}") },
	{ BYTES("{,}") },
	{ BYTES("{a:1}") },
	{ BYTES("{'a':1}") },
	{ BYTES("{1:1}") },
	{ BYTES("{}{}") },
	{ BYTES("{} x") },
	{ BYTES("{}\0") },
	{ BYTES("\0{}") },
	{ BYTES("nul") },
	{ BYTES("nulL") },
	{ BYTES("True") },
	{ BYTES("NaN") },
	{ BYTES("Infinity") },
	{ BYTES("-") },
	{ BYTES("+1") },
	{ BYTES("01") },
	{ BYTES("00") },
	{ BYTES("[01]") },
	{ BYTES("{\"a\":01}") },
	{ BYTES("[1 2]") },
	{ BYTES("-01") },
	{ BYTES("1.") },
	{ BYTES(".5") },
	{ BYTES("1e") },
	{ BYTES("1e+") },
	{ BYTES("0x10") },
	{ BYTES("1 2") },
	{ BYTES("\"") },
	{ BYTES("\"\\\"") },
	{ BYTES("\"a\nb\"") },
	{ BYTES("\"a\tb\"") },
	{ BYTES("\"a\0b\"") },
	{ BYTES("\"\\u0000\"") },
	{ BYTES("{\"\\u0000\":1}") },
	{ BYTES("\"\\x41\"") },
	{ BYTES("\"\\u12\"") },
	{ BYTES("\"\\u12g4\"") },
	{ BYTES("\"\\ud800\"") },
	{ BYTES("\"\\ud800x\"") },
	{ BYTES("\"\\ud800\\n\"") },
	{ BYTES("\"\\ud800\\ud800\"") },
	{ BYTES("\"\\ud800\\udbff\"") },
	{ BYTES("\"\\ud800\\ue000\"") },
	{ BYTES("\"\\udc00\\udc00\"") },
	{ BYTES("\"\\udfff\"") },
	{ BYTES("\"\\ud800\\u12\"") },
	{ BYTES("\"\\\0\"") },
	{ BYTES("\"\\udc00\"") },
	{ BYTES("\"\377\"") },
	{ BYTES("\"\300\200\"") },
	{ BYTES("\"\355\240\200\"") },
	{ BYTES("\"\303\"") },
	{ BYTES("\357\273\277{}") },
	{ BYTES("// x\n{}") },
	{ BYTES("{}/* x */") },
	{ BYTES("\v{}") },
	{ BYTES("\302\240{}") },
};

static struct json *parse(const char *bytes, size_t length, GError **error)
{
	/* Without a NUL behind it: a reader past the end is seen by the sanitizer and by valgrind. */
	g_autofree char *copy = g_memdup2(bytes, length);
	return json_parse(copy ? copy : "", length, LIMIT, "the text", error);
}

static void what_is_taken(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		GError *error = NULL;
		g_autoptr(Json) value = parse(good[i].bytes, good[i].length, &error);
		g_assert_no_error(error);
		g_assert_nonnull(value);
	}
}

static void what_is_refused(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Json) value = parse(bad[i].bytes, bad[i].length, &error);
		g_test_message("bad[%zu]", i);
		g_assert_null(value);
		g_assert_error(error, HELPER_ERROR, HELPER_FAILED);
		g_assert_cmpstr(error->message, ==, "the text is not JSON: send one object as RFC 8259 defines it");
	}
}

/* Every beginning of good JSON, and every byte of it replaced: never an access outside, whatever comes out. */
static void pieces_and_other_bytes(void)
{
	static const char text[] = "{\"Server\\u0055RL\":\"x\\n\\ud83d\\udc33\",\"n\":[-1.5e+7,true,null,{}]}";
	for (size_t length = 0; length < sizeof(text) - 1; length++) {
		g_autoptr(Json) value = parse(text, length, NULL);
		g_assert_null(value);
	}
	for (size_t at = 0; at < sizeof(text) - 1; at++) {
		char changed[sizeof(text)];
		memcpy(changed, text, sizeof(text));
		for (int byte = 0; byte < 256; byte += 5) {
			changed[at] = (char)byte;
			g_autoptr(Json) value = parse(changed, sizeof(text) - 1, NULL);
			(void)value;
		}
	}
}

static void depth_and_size(void)
{
	for (int depth = 1; depth <= 40; depth++) {
		g_autoptr(GString) text = g_string_new(NULL);
		for (int i = 0; i < depth; i++)
			g_string_append(text, i % 2 ? "{\"a\":" : "[");
		g_string_append_c(text, '1');
		for (int i = depth; i-- > 0;)
			g_string_append_c(text, i % 2 ? '}' : ']');
		g_autoptr(Json) value = parse(text->str, text->len, NULL);
		g_assert_true((value != NULL) == (depth <= JSON_DEPTH_MAX));
	}

	g_autofree char *text = g_malloc(LIMIT + 1);
	memset(text, ' ', LIMIT + 1);
	text[0] = '0';
	g_autoptr(Json) fits = json_parse(text, LIMIT, LIMIT, "it", NULL);
	g_assert_nonnull(fits);
	g_autoptr(GError) error = NULL;
	g_assert_null(json_parse(text, LIMIT + 1, LIMIT, "it", &error));
	g_assert_cmpstr(error->message, ==, "it is longer than 65536 bytes");
}

static void members_given_twice(void)
{
	static const char *const twice[] = { "{\"a\":1,\"a\":1}", "[{\"x\":{\"a\":1,\"b\":2,\"a\":3}}]",
					     "{\"a\":1,\"\\u0061\":2}", "{\"\":1,\"\":2}" };
	for (size_t i = 0; i < G_N_ELEMENTS(twice); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_null(parse(twice[i], strlen(twice[i]), &error));
		g_assert_cmpstr(error->message, ==, "the text contains the same member twice: remove one of them");
	}
	static const char text[] = "{\"Secret\":\"a\",\"SECRET\":\"b\",\"other\":\"c\"}";
	g_autoptr(Json) value = parse(BYTES(text), NULL);
	bool several;
	g_assert_cmpstr(json_string(json_member(value, "Secret")), ==, "a");
	g_assert_null(json_member(value, "secret"));
	(void)json_member_any_case(value, "secret", &several);
	g_assert_true(several);
	g_assert_cmpstr(json_string(json_member_any_case(value, "OTHER", &several)), ==, "c");
	g_assert_false(several);
	g_assert_null(json_member_any_case(value, "none", &several));
	g_assert_false(several);
	g_assert_null(json_string(json_member(value, "none")));
	g_autoptr(Json) array = parse(BYTES("[\"none\"]"), NULL);
	g_assert_null(json_member_any_case(array, "none", &several));
	g_assert_false(several);
	g_assert_null(json_member_any_case(NULL, "none", &several));
}

/* cJSON before 1.7.18 reads no more than 63 digits. */
static void a_number_of_many_digits(void)
{
	char text[200];
	memset(text, '1', sizeof(text));
	g_autoptr(GError) error = NULL;
	g_autoptr(Json) value = parse(text, sizeof(text), &error);
	g_assert_true((value != NULL) == (error == NULL));
	if (error)
		g_assert_cmpstr(error->message, ==, "the text is not JSON that this program can read");
}

static void strings_are_what_they_mean(void)
{
	static const char text[] = "{\"a\":\"\\u003c\\u0026\\u003e\\\"\\\\\\/\\n\\u00e9\\ud83d\\udc33\"}";
	static const char meant[] = "<&>\"\\/\n\303\251\360\237\220\263";
	g_autoptr(Json) value = parse(BYTES(text), NULL);
	g_assert_cmpstr(json_string(json_member(value, "a")), ==, meant);

	/* And back: what is printed is read as the same. */
	g_autoptr(Json) object = json_new_object();
	g_auto(Secret) out = SECRET_INIT(LIMIT);
	json_add_string(object, "a", meant);
	json_print(object, &out);
	g_autoptr(Json) again = json_parse(out.bytes, out.length, LIMIT, "it", NULL);
	g_assert_cmpstr(json_string(json_member(again, "a")), ==, meant);

	g_auto(Secret) small = SECRET_INIT(3);
	json_print(object, &small);
	g_assert_true(secret_overflowed(&small));
}

static void spans_decode_by_themselves(void)
{
	static const char text[] = "  { \"na\\u006de\" : \"v\\u0061l\\ud83d\\udc33\", \"n\":7 } ";
	g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(struct json_member));
	struct json_scan scan = json_scan_of(BYTES(text));
	g_assert_true(json_scan_object(&scan, members));
	g_assert_true(json_scan_end(&scan));
	g_assert_cmpuint(members->len, ==, 2);

	const struct json_member *first = &g_array_index(members, struct json_member, 0);
	g_auto(Secret) out = SECRET_INIT(100);
	g_assert_true(json_span_means(&first->name, "name"));
	g_assert_false(json_span_means(&first->name, "nam"));
	g_assert_false(json_span_means(&first->name, "names"));
	g_assert_false(json_span_means(&first->name, "na\\u006de"));
	g_assert_true(json_span_decode(&first->value, &out));
	g_assert_cmpstr(secret_text(&out), ==, "val\360\237\220\263");

	const struct json_member *second = &g_array_index(members, struct json_member, 1);
	g_assert_true(json_span_means(&second->name, "n"));
	g_assert_cmpuint(second->name.length, ==, strlen("\"n\""));
	g_assert_false(json_span_decode(&second->value, &out));
	g_assert_false(json_span_means(&second->value, "7"));
	g_assert_false(json_span_means(&(struct json_span){ BYTES("171") }, "7"));
	g_assert_false(json_span_means(&(struct json_span){ NULL, 0 }, ""));
	g_assert_true(json_span_means(&(struct json_span){ BYTES("\"\"") }, ""));
	g_assert_true(json_span_means(&(struct json_span){ BYTES("\"ab\\u0063\"") }, "abc"));
	g_assert_false(json_span_means(&(struct json_span){ BYTES("\"abc\"") }, "abd"));
	g_assert_true(json_span_means(&(struct json_span){ BYTES("\"\\ud800\\udc00\"") }, "\360\220\200\200"));
	g_assert_true(json_span_means(&(struct json_span){ BYTES("\"\\uffff\\udbff\\udfff\"") },
				      "\357\277\277\364\217\277\277"));
	g_assert_true(json_span_means(&(struct json_span){ BYTES("\"\\b\\f\\n\\r\\t\\/\"") }, "\b\f\n\r\t/"));
	g_assert_false(json_span_decode(&(struct json_span){ BYTES("\"a\"b\"") }, &out));
	g_assert_false(json_span_decode(&(struct json_span){ NULL, 0 }, &out));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/json/what-is-taken", what_is_taken);
	g_test_add_func("/json/what-is-refused", what_is_refused);
	g_test_add_func("/json/pieces-and-other-bytes", pieces_and_other_bytes);
	g_test_add_func("/json/depth-and-size", depth_and_size);
	g_test_add_func("/json/members-given-twice", members_given_twice);
	g_test_add_func("/json/many-digits", a_number_of_many_digits);
	g_test_add_func("/json/strings-are-what-they-mean", strings_are_what_they_mean);
	g_test_add_func("/json/spans-decode-by-themselves", spans_decode_by_themselves);
	return g_test_run();
}
