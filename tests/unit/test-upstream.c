/* SPDX-License-Identifier: MIT */
#include "../../helper/address/upstream.h"

#include "../../helper/runtime/error.h"

#include <string.h>

static void upstream_registries(void)
{
	static const char *const upstreams[] = {
		"docker.io",
		"registry-1.docker.io",
		"index.docker.io",
		"registry.hub.docker.com",
		"hub.docker.com",
		"quay.io",
		"quay.io:8443",
		"ghcr.io",
		"gcr.io",
		"eu.gcr.io",
		"k8s.gcr.io",
		"europe-west1-docker.pkg.dev",
		"123456789012.dkr.ecr.eu-central-1.amazonaws.com",
		"123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn",
		"123456789012.dkr-ecr.us-east-1.on.aws",
		"public.ecr.aws",
		"acme.azurecr.io",
		"registry.k8s.io",
		"registry.gitlab.com",
		"mcr.microsoft.com",
		"nvcr.io",
		"docker.elastic.co",
		"registry.redhat.io",
		"registry.access.redhat.com",
		"lscr.io",
		"cgr.dev",
		"icr.io",
		"us.icr.io",
		"docker.pkg.github.com",
		"fra.ocir.io",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(upstreams); i++)
		if (!upstream_is_known(upstreams[i]))
			g_error("not known as an upstream: %s", upstreams[i]);
}

static void other_registries(void)
{
	static const char *const others[] = {
		"proxy.replicated.com",
		"registry.replicated.com",
		"proxy.staging.replicated.com",
		"registry.example.com",
		"notquay.io",
		"quay.io.example.com",
		"my-docker.io",
		"gitlab.com",
		"registry.gitlab.com.acme.example",
		"localhost:5000",
		"127.0.0.1:5000",
		"[::1]:5000",
		"images.amazonaws.acme",
		"microsoft.com",
		"proxy.acme.dev",
		"amazonaws.com.acme.com",
		"io",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		if (upstream_is_known(others[i]))
			g_error("taken for an upstream: %s", others[i]);
}

static void the_sentence_names_the_image(void)
{
	static const struct {
		const char *domain;
		const char *image;
		const char *call;
	} cases[] = {
		{ "quay.io", NULL, "image --app APP_SLUG quay.io/IMAGE'" },
		{ "quay.io", "quay.io/org/api:1.0", "image --app APP_SLUG quay.io/org/api:1.0'" },
		{ "registry-1.docker.io", "registry-1.docker.io/library/nginx",
		  "image --app APP_SLUG docker.io/library/nginx'" },
		{ "hub.docker.com", NULL, "image --app APP_SLUG docker.io/IMAGE'" },
		{ "docker.io", "redis:7.2", "image --app APP_SLUG docker.io/redis:7.2'" },
		{ "docker.io", "redis:7", "image --app APP_SLUG docker.io/redis:7'" },
		{ "docker.io", "org/app", "image --app APP_SLUG docker.io/org/app'" },
		{ "quay.io:8443", "quay.io:8443/org/api", "image --app APP_SLUG quay.io/org/api'" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_false(upstream_refuse(cases[i].domain, cases[i].image, &error));
		g_assert_error(error, HELPER_ERROR, HELPER_FAILED);
		if (!g_str_has_suffix(error->message, cases[i].call))
			g_error("the sentence for %s ends otherwise: %s", cases[i].domain, error->message);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/upstream/known", upstream_registries);
	g_test_add_func("/upstream/others", other_registries);
	g_test_add_func("/upstream/sentence", the_sentence_names_the_image);
	return g_test_run();
}
