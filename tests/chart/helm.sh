# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# helm.sh - a helm on PATH that does what a test says, and a chart with one image for it
# shellcheck disable=SC2034 # used by those that read this

behind=proxy.replicated.com/proxy/my-app
own='docker-credential-replicated: '
by_form="# upstream: quay.io/org/api:1\nimage: $behind/quay.io/org/api:1\n"
mkdir "$T/bin"
PATH=$T/bin:$PATH

# helm TEXT: the helm on PATH is this shell script
helm() {
	printf '#!/bin/sh\n%s\n' "$1" > "$T/bin/helm"
	chmod +x "$T/bin/helm"
}
# values_document VALUES: a format of printf for a helm: these values (JSON), as the program asks for them
values_document() {
	printf 'kind: DockerCredentialReplicatedValues\\nvalues: %s\\n---\\n' "$(printf '%s' "$1" | base64 -w 0)"
}
all_values='{"image":"quay.io/org/api:1"}'
chart() { # a new chart with one image
	rm -rf "$T/chart"
	mkdir -p "$T/chart/templates"
	printf 'apiVersion: v2\nname: web\nversion: 1.0.0\n' > "$T/chart/Chart.yaml"
	printf 'image: quay.io/org/api:1\n' > "$T/chart/values.yaml"
	printf 'kind: Pod\n' > "$T/chart/templates/pod.yaml"
}
