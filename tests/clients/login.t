#!/bin/sh
# SPDX-License-Identifier: MIT
# login --configure: the license is kept and the clients that are here are set up, in one step.
. "${0%/*}/../lib.sh"
in_keyring "$@"

docker=$HOME/.docker/config.json helm=$XDG_CONFIG_HOME/helm/registry/config.json
me='docker-credential-replicated'
license=1vusOokxAVp1tkRGuyxnF23PJcq
stored="$me: stored the license for proxy.replicated.com, registry.replicated.com (profile 'default')\n"

# with_clients NAME STATUS STDOUT STDERR CLIENTS ARGUMENT...: just these clients are on PATH
with_clients() {
	clients_name=$1 want_status=$2 status=0
	printf '%b' "$3" > "$T/want-out"
	printf '%b' "$4" > "$T/want-err"
	rm -rf "$T/clients"
	mkdir "$T/clients"
	for client in $5; do
		printf '#!/bin/sh\n' > "$T/clients/$client"
		chmod 755 "$T/clients/$client"
	done
	shift 5
	env PATH="$build/bin:$T/clients" "$HELPER" "$@" < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	answered "$clients_name"
}

input "$license\n"
with_clients 'two clients' 0 "$docker: added 'replicated' for proxy.replicated.com
$docker: added 'replicated' for registry.replicated.com
$helm: added 'replicated' for proxy.replicated.com
$helm: added 'replicated' for registry.replicated.com
$XDG_DATA_HOME/helm/plugins/replicated: added the plugin for '-f replicated://'\n" "$stored" 'docker helm' login --no-check --configure
input proxy.replicated.com
says 'the license is kept' 0 "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n" '' get
check 'and no file holds it' test -z "$(grep -rlF "$license" "$HOME" --include='*.json')"

rm -r "$HOME/.docker" "$XDG_CONFIG_HOME/helm"
input "$license\n"
with_clients 'no client is installed' 1 '' "$stored$me: docker, podman, helm and terraform are not on PATH: select a client with '--client docker', '--client podman', '--client helm' or '--client terraform'\n" '' login --no-check --configure
mkdir "${docker%/*}"
printf 'oops' > "$docker"
input "$license\n"
with_clients 'a file that cannot be changed' 1 '' "$stored$me: cannot read '$docker': it is not a JSON object: add by hand: \"credHelpers\": {\"proxy.replicated.com\": \"replicated\", \"registry.replicated.com\": \"replicated\"}\n" \
	docker login --no-check --configure
input 'registry.replicated.com'
says 'the license is kept' 0 "{\"ServerURL\":\"registry.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n" '' get
done_testing
