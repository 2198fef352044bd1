/* SPDX-License-Identifier: MIT
 *
 * credential-provider.c - kubelet's exec plugin: a license for the image that a node is about to pull
 *
 * The API is k8s.io/kubelet/pkg/apis/credentialprovider. kubelet's decoder is strict, so the response has
 * the documented members and no other, in the version of the request. An image of another registry gets a
 * response without credentials. An image of ours without a license to be had is an error: kubelet logs standard error
 * of a provider that fails, drops it of one that ends well, and goes on with its other credentials in both cases.
 */
#include "../command.h"

#include "../address/reference.h"
#include "../format/go-duration.h"
#include "../format/json.h"
#include "../license/credential.h"
#include "../license/keyring-choice.h"
#include "../license/our-domains.h"
#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/program.h"
#include "../runtime/stream.h"

#include <string.h>

/* kubelet gives up after a minute. A vault that is opened by a passphrase file takes more than a second. */
#define ANSWER_SECONDS 10

#define DEFAULT_CACHE_DURATION "1h0m0s"

static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ "cache-duration", 0, "DURATION", "how long kubelet may keep the answer (" DEFAULT_CACHE_DURATION ")", false },
	{ "profile-annotation", 0, "KEY", "the annotation of the service account that names the profile", false },
	{ "allow-profile", 0, "PROFILE", "a profile that the annotation may name", true },
	{ 0 },
};

const struct command command_credential_provider = {
	.name = "credential-provider",
	.kind = COMMAND_PEOPLE,
	.synopsis = "[--cache-duration DURATION] [OPTION]... < REQUEST",
	.summary = "answer kubelet's image credential provider API",
	.details = "kubelet runs it: see packaging/kubelet in the documentation.",
	.example = PROGRAM_NAME " credential-provider < request.json",
	.options = specs,
	.run = run,
};

struct request {
	const char *version; /* one of versions[] */
	struct reference image;
	char *profile; /* what the annotation of the service account names, or NULL */
};

static bool check_options(const struct options *given, GError **error);
static bool read_request(const char *annotation, struct request *ret_request, GError **error);
static bool choose_profile(const struct options *given, const struct request *request, struct profile *profile,
			   GError **error);
static bool answer(const struct invocation *invocation, const struct request *request, const char *cache_duration,
		   GError **error);

static bool run(struct invocation *invocation, GError **error)
{
	const struct options *given = invocation->options;
	const char *duration = options_value(given, "cache-duration");
	struct request request = { 0 };
	deadline_shorten(ANSWER_SECONDS);
	if (!check_options(given, error))
		return false;

	bool answered = read_request(options_value(given, "profile-annotation"), &request, error) &&
			choose_profile(given, &request, &invocation->profile, error) &&
			answer(invocation, &request, duration ? duration : DEFAULT_CACHE_DURATION, error);
	reference_clear(&request.image);
	g_free(request.profile);
	return answered;
}

/* A service account token and all annotations of a service account (256 KiB) fit. */
#define REQUEST_MAX (1024 * 1024)

#define API_GROUP "credentialprovider.kubelet.k8s.io/"
#define REQUEST_KIND "CredentialProviderRequest"
#define RESPONSE_KIND "CredentialProviderResponse"

/* The parts of a cache in kubelet: by image (without tag), or by registry. */
#define CACHE_BY_IMAGE "Image"
#define CACHE_BY_REGISTRY "Registry"

static const char *const versions[] = { API_GROUP "v1", API_GROUP "v1beta1", API_GROUP "v1alpha1" };

static bool request_text(const struct json *json, const char *name, const char **ret_text, GError **error)
{
	*ret_text = json_string(json_member(json, name));
	return *ret_text ||
	       fail(error, HELPER_FAILED, "the request has no string member '%s': was it sent by kubelet?", name);
}

static bool read_version(const struct json *json, const char **ret_version, GError **error)
{
	const char *kind;
	const char *version;
	if (!request_text(json, "kind", &kind, error) || !request_text(json, "apiVersion", &version, error))
		return false;
	if (strcmp(kind, REQUEST_KIND) != 0)
		return fail(error, HELPER_FAILED, "the request is not a " REQUEST_KIND);
	for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
		if (strcmp(version, versions[i]) == 0) {
			*ret_version = versions[i];
			return true;
		}
	}
	return fail(error, HELPER_FAILED,
		    "the request has an apiVersion that is not known here: set one of " API_GROUP
		    "v1, v1beta1 and v1alpha1 "
		    "in the CredentialProviderConfig");
}

/* An image that is not a reference belongs to no registry, and is not an error: its host stays NULL. */
static bool read_request(const char *annotation, struct request *ret_request, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(REQUEST_MAX);
	const char *image;
	if (!read_stdin_to_limit(&text, "the request", error))
		return false;
	g_autoptr(Json) json = json_parse(secret_text(&text), text.length, REQUEST_MAX, "the request", error);
	if (!json || !read_version(json, &ret_request->version, error) || !request_text(json, "image", &image, error))
		return false;
	(void)reference_parse(image, &ret_request->image, NULL);
	/* KEP-4412: kubelet sends them if the provider's tokenAttributes name them. */
	const struct json *annotations = json_member(json, "serviceAccountAnnotations");
	if (annotation)
		ret_request->profile = g_strdup(json_string(json_member(annotations, annotation)));
	return true;
}

/* The response, with an empty "auth" to be filled. */
static struct json *new_response(const char *version, const char *cache_key, const char *cache_duration)
{
	struct json *response = json_new_object();
	json_add_string(response, "kind", RESPONSE_KIND);
	json_add_string(response, "apiVersion", version);
	json_add_string(response, "cacheKeyType", cache_key);
	json_add_string(response, "cacheDuration", cache_duration);
	return response;
}

static void print_nothing(const char *version, const char *cache_key, const char *cache_duration, struct secret *out)
{
	g_autoptr(Json) response = new_response(version, cache_key, cache_duration);
	(void)json_add_object(response, "auth");
	json_print_line(response, out);
}

static void print_license(const struct request *request, const char *cache_key, const char *cache_duration,
			  const struct license *license, struct secret *out)
{
	g_autoptr(Json) response = new_response(request->version, cache_key, cache_duration);
	/* As written, with its port: kubelet compares them. */
	struct json *entry = json_add_object(json_add_object(response, "auth"), request->image.host);
	json_add_string(entry, "username", secret_text(&license->username));
	json_add_string(entry, "password", secret_text(&license->id));
	json_print_line(response, out);
}

/* Whether kubelet may use the answer for other images of the registry. */
static bool choose_cache_key(const struct profile *profile, const char *domain, const char **ret_cache_key,
			     GError **error)
{
	bool by_app;
	if (!credential_differs_by_app(profile, domain, &by_app, error))
		return false;
	*ret_cache_key = by_app ? CACHE_BY_IMAGE : CACHE_BY_REGISTRY;
	return true;
}

static bool is_secret_service(void)
{
	g_autofree char *name = NULL;
	return keyring_chosen_name(&name, NULL) && strcmp(name, KEYRING_SECRET_SERVICE) == 0;
}

/* Says on the node why no license was found. Frees the cause. */
static bool explain(GError *cause, const struct profile *profile, const char *domain, GError **error)
{
	g_autofree char *option = profile_option(profile);
	if (g_error_matches(cause, HELPER_ERROR, HELPER_NOT_FOUND)) {
		g_error_free(cause);
		return fail(error, HELPER_NOT_FOUND,
			    "no license is stored for '%s' (profile '%s'): run '" PROGRAM_NAME
			    " login%s' as this user, or "
			    "provide the license with a systemd credential or REPLICATED_LICENSE_ID_FILE",
			    domain, profile->name, option);
	}
	/* A node has no desktop to log in to. A vault was chosen by somebody, who must know what is wrong with it. */
	if (!credential_source() && is_secret_service() && g_error_matches(cause, KEYRING_ERROR, KEYRING_UNAVAILABLE)) {
		g_error_free(cause);
		return fail(
			error, HELPER_FAILED,
			"this node has no license for '%s', and no keyring runs: provide it with a systemd credential "
			"'replicated-license-id', or with REPLICATED_LICENSE_ID_FILE in kubelet's environment",
			domain);
	}
	g_propagate_error(error, cause);
	return false;
}

static bool answer(const struct invocation *invocation, const struct request *request, const char *cache_duration,
		   GError **error)
{
	g_auto(License) license = { 0 };
	struct server_url url;
	bool ours = false;
	const char *cache_key;
	GError *cause = NULL;

	g_autofree char *name = g_strconcat(request->image.host ? request->image.host : "", "/",
					    request->image.path ? request->image.path : "", NULL);
	if (server_url_parse(name, strlen(name), &url) && !our_domains_hold(url.domain, &ours, error))
		return false;
	if (!ours) {
		print_nothing(request->version, CACHE_BY_REGISTRY, cache_duration, invocation->out);
		return true;
	}
	if (!credential_lookup(&invocation->profile, &url, &license, &cause))
		return explain(cause, &invocation->profile, url.domain, error);
	if (!choose_cache_key(&invocation->profile, url.domain, &cache_key, error))
		return false;
	print_license(request, cache_key, cache_duration, &license, invocation->out);
	return true;
}

/* Whoever may annotate a service account chooses its profile, so the node lists those that may be chosen. Without the
 * annotation it is the profile of the call. */
static bool choose_profile(const struct options *given, const struct request *request, struct profile *profile,
			   GError **error)
{
	if (!request->profile)
		return true;
	/* Not repeated: it comes from outside, and a license may have been put there. */
	if (!g_strv_contains(options_values(given, "allow-profile"), request->profile))
		return fail(
			error, HELPER_FAILED,
			"the annotation '%s' of the service account names a profile that '--allow-profile' does not "
			"list",
			options_value(given, "profile-annotation"));
	g_strlcpy(profile->name, request->profile, sizeof(profile->name));
	profile->named = true;
	return true;
}

static bool check_options(const struct options *given, GError **error)
{
	const char *duration = options_value(given, "cache-duration");
	const char *const *allowed = options_values(given, "allow-profile");
	bool annotated = options_value(given, "profile-annotation");
	if (*options_words(given))
		return fail(error, HELPER_USAGE,
			    "'credential-provider' takes options only: kubelet sends the image on standard input");
	if (duration && !go_duration_is_valid(duration))
		return fail(error, HELPER_USAGE,
			    "'--cache-duration' requires a Go duration, such as 1h0m0s, or 0s for none");
	if (annotated != (*allowed != NULL))
		return fail(error, HELPER_USAGE, "'--profile-annotation' and '--allow-profile' require each other");
	for (; *allowed; allowed++)
		if (!profile_name_is_valid(*allowed))
			return fail(error, HELPER_USAGE,
				    "'--allow-profile' requires a profile name: 1 to %d lower-case letters, digits and "
				    "dashes",
				    PROFILE_MAX);
	return true;
}
