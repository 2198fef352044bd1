/* SPDX-License-Identifier: MIT */
#include "upstream.h"

#include "../runtime/error.h"
#include "../runtime/program.h"

#include <string.h>

#define DOCKER_HUB "docker.io"

/* Each stands for itself and for every name below it: eu.gcr.io, 1234.dkr.ecr.us-east-1.amazonaws.com. */
static const char *const hosts[] = {
	/* Docker */
	DOCKER_HUB,
	"docker.com",
	"dhi.io",
	/* public registries */
	"quay.io",
	"ghcr.io",
	"pkg.github.com",
	"ghe.com",
	"registry.gitlab.com",
	"codeberg.org",
	"cloudsmith.io",
	"jfrog.io",
	"ttl.sh",
	/* cloud providers */
	"gcr.io",
	"pkg.dev",
	"amazonaws.com",
	"amazonaws.com.cn",
	"ecr.aws",
	"on.aws",
	"azurecr.io",
	"azurecr.cn",
	"azurecr.us",
	"mcr.microsoft.com",
	"icr.io",
	"ocir.io",
	"container-registry.oracle.com",
	"registry.digitalocean.com",
	"registry.fly.io",
	"registry.heroku.com",
	"scw.cloud",
	"vultrcr.com",
	"aliyuncs.com",
	"tencentcloudcr.com",
	"tencentyun.com",
	"myhuaweicloud.com",
	"cr.yandex",
	"container-registry.ovh.net",
	/* vendors and projects */
	"k8s.io",
	"nvcr.io",
	"registry.redhat.io",
	"registry.access.redhat.com",
	"registry.connect.redhat.com",
	"registry.suse.com",
	"registry.opensuse.org",
	"registry.rancher.com",
	"registry.mirantis.com",
	"registry.fedoraproject.org",
	"registry1.dso.mil",
	"registry.developers.crunchydata.com",
	"registry.vmware.com",
	"packages.broadcom.com",
	"docker.elastic.co",
	"docker.n8n.io",
	"docker.gitea.com",
	"docker.redpanda.com",
	"lscr.io",
	"cgr.dev",
	"cr.l5d.io",
	"cr.fluentbit.io",
	"cr.weaviate.io",
	"xpkg.upbound.io",
};

static bool is_at_or_below(const char *domain, size_t length, const char *host)
{
	size_t host_length = strlen(host);
	if (length < host_length || memcmp(domain + length - host_length, host, host_length) != 0)
		return false;
	return length == host_length || domain[length - host_length - 1] == '.';
}

bool upstream_is_known(const char *domain)
{
	size_t length = strcspn(domain, ":");
	for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++)
		if (is_at_or_below(domain, length, hosts[i]))
			return true;
	return false;
}

/* The host as the proxy knows it: Docker Hub has several names, and one of them is for browsers alone. */
static char *name_of(const char *domain)
{
	size_t length = strcspn(domain, ":");
	bool hub = is_at_or_below(domain, length, DOCKER_HUB) || is_at_or_below(domain, length, "hub.docker.com");
	return hub ? g_strdup(DOCKER_HUB) : g_strndup(domain, length);
}

/* The reference without its host: that of an upstream registry has a dot. */
static const char *path_of(const char *image)
{
	size_t length = strcspn(image, "/");
	return memchr(image, '.', length) && image[length] == '/' ? image + length + 1 : image;
}

bool upstream_refuse(const char *domain, const char *image, GError **error)
{
	g_autofree char *name = name_of(domain);
	return fail(error, HELPER_FAILED,
		    "'%s' is an upstream registry and never gets a license: its images are pulled through the "
		    "Replicated proxy; to print an image's name there, run '" PROGRAM_NAME
		    " image --app APP_SLUG %s/%s'",
		    domain, name, image ? path_of(image) : "IMAGE");
}
