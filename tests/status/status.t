#!/bin/sh
# SPDX-License-Identifier: MIT
# status: each thing that keeps a pull from finding the license has its line and its remedy.
. "${0%/*}/../lib.sh"
in_keyring "$@"

me=docker-credential-replicated
license=1vusOokxAVp1tkRGuyxnF23PJcq
program=$build/bin/$me
# Clients are only looked for; docker says its version.
mkdir "$T/clients" "$HOME/.docker"
narrow=$build/bin:$T/clients
client() { # NAME [OUTPUT]
	printf '#!/bin/sh\necho "%s"\n' "${2-}" > "$T/clients/$1"
	chmod +x "$T/clients/$1"
}
version=$("$program" version | sed 's/.*) //')
docker_file=$HOME/.docker/config.json podman_file=$XDG_RUNTIME_DIR/containers/auth.json helm_file=$XDG_CONFIG_HOME/helm/registry/config.json
mkdir -p "${podman_file%/*}" "${helm_file%/*}"
uses_helper='{"credHelpers":{"proxy.replicated.com":"replicated","registry.replicated.com":"replicated"}}'

log_in() { # ARGUMENT...
	echo "$license" > "$T/in"
	run login --no-check "$@"
	[ "$status" -eq 0 ] || not_ok "login $*" "$(cat "$T/err")"
}
# status_says NAME STATUS ARGUMENT... < what it prints, line by line; empty lines stand for nothing
status_says() {
	says_name=$1 want_status=$2 status=0
	sed '/^$/d' > "$T/want-out"
	: > "$T/want-err"
	shift 2
	PATH=$narrow "$program" status "$@" > "$T/out" 2> "$T/err" < /dev/null || status=$?
	answered "$says_name"
	absent "$says_name: no license" "$license" "$T/out" "$T/err"
}
profile='ok   profile  default'
open="ok   keyring  secret-service: Secret Service, collection 'login', unlocked"
stored='ok   license  proxy.replicated.com as LICENSE_ID (license ID)
ok   license  registry.replicated.com as LICENSE_ID (license ID)'
on_path="ok   program  $program, version $version"
moves="run '$me configure --client docker': it moves the license into the keyring, unless another one is stored there"
both='proxy.replicated.com, registry.replicated.com'
docker_good="ok   docker   $docker_file uses this helper for $both"

# The license is found, without a word about clients; and docker uses it too.
found="$profile
$open
$stored
$on_path"
all_good="$found
$docker_good"

# ---- the license ----
status_says 'nothing is stored' 1 << SAYS
$profile
$open
bad  license  no license is stored for profile 'default'
              run '$me login'
$on_path
SAYS
log_in
status_says 'stored, no client on this machine' 0 << SAYS
$found
SAYS
log_in -p acme --domain registry.acme.example -u "$license"
other="ok   other    profile acme: registry.acme.example as LICENSE_ID"
status_says 'another profile is mentioned' 0 << SAYS
$profile
$open
$stored
$other
$on_path
SAYS
status_says 'or is the one' 0 -p acme << SAYS
ok   profile  acme
$open
ok   license  registry.acme.example as LICENSE_ID (license ID)
ok   other    profile default: proxy.replicated.com as LICENSE_ID, registry.replicated.com as LICENSE_ID
$on_path
SAYS
printf '' > "$XDG_CONFIG_HOME/$me/config"
status_says 'a domain that is not declared any more' 1 -p acme << SAYS
ok   profile  acme
$open
bad  license  registry.acme.example is stored, but it is not a declared domain
              if it is a custom domain of the proxy, declare it with 'login --domain'; else run '$me logout -p acme registry.acme.example'
ok   other    profile default: proxy.replicated.com as LICENSE_ID, registry.replicated.com as LICENSE_ID
$on_path
SAYS
run logout -p acme

# ---- clients ----
client docker
status_says 'docker does not use this helper' 1 << SAYS
$found
bad  docker   $docker_file does not exist, so nothing uses this helper for $both
              run '$me configure --client docker'
SAYS
printf '%s' "$uses_helper" > "$docker_file"
status_says 'docker uses this helper' 0 << SAYS
$all_good
SAYS
printf '{"credHelpers":{"proxy.replicated.com":"replicated"}}' > "$docker_file"
status_says 'docker uses it for one domain' 1 << SAYS
$found
ok   docker   $docker_file uses this helper for proxy.replicated.com
bad  docker   $docker_file does not use this helper for registry.replicated.com
              run '$me configure --client docker'
SAYS
printf '{"credHelpers":{"proxy.replicated.com":"replicated","registry.replicated.com":"pass"}}' > "$docker_file"
status_says 'another helper' 1 << SAYS
$found
ok   docker   $docker_file uses this helper for proxy.replicated.com
bad  docker   $docker_file uses the helper 'pass' for registry.replicated.com
              run '$me configure --client docker --force'
SAYS
printf '{"auths":{"proxy.replicated.com":{"auth":"dTpw"}},"credHelpers":{"registry.replicated.com":"replicated"}}' > "$docker_file"
status_says 'a password in plain text' 1 << SAYS
$found
bad  docker   $docker_file contains a password in plain text for proxy.replicated.com, which is used instead of the stored license
              $moves
ok   docker   $docker_file uses this helper for registry.replicated.com
SAYS
printf '{"credsStore":"replicated"}' > "$docker_file"
status_says 'the helper for all registries' 0 << SAYS
$all_good
SAYS
printf 'no JSON' > "$docker_file"
status_says 'a damaged file' 1 << SAYS
$found
bad  docker   cannot read '$docker_file': it is not a JSON object
              fix the file, or move it away
SAYS
printf '{"credsStore":"replicated","credHelpers":{"proxy.replicated.com":"","registry.replicated.com":"replicated"}}' > "$docker_file"
status_says 'an empty helper: not that for all registries either' 1 << SAYS
$found
bad  docker   $docker_file does not use this helper for proxy.replicated.com
              run '$me configure --client docker'
ok   docker   $docker_file uses this helper for registry.replicated.com
SAYS
printf '{"credHelpers":{"proxy.replicated.com":"replicatedx","registry.replicated.com":"replicated"}}' > "$docker_file"
status_says 'a helper with a longer name' 1 << SAYS
$found
bad  docker   $docker_file uses the helper 'replicatedx' for proxy.replicated.com
              run '$me configure --client docker --force'
ok   docker   $docker_file uses this helper for registry.replicated.com
SAYS
printf '%s' "$uses_helper" > "$docker_file"
REPLICATED_PROFILE=''
export REPLICATED_PROFILE
: > "$XDG_RUNTIME_DIR/$me.sock"
status_says 'no profile in the variable, and no socket of its name' 0 << SAYS
$all_good
SAYS
rm "$XDG_RUNTIME_DIR/$me.sock"
unset REPLICATED_PROFILE
DOCKER_CONFIG=here
export DOCKER_CONFIG
status_says 'a variable with a relative path' 1 << SAYS
$found
bad  docker   DOCKER_CONFIG is a relative path: set it to one that begins with '/'
              correct or unset the variable
SAYS
unset DOCKER_CONFIG
runtime=$XDG_RUNTIME_DIR
unset XDG_RUNTIME_DIR
status_says 'no XDG_RUNTIME_DIR' 0 << SAYS
$all_good
SAYS
export XDG_RUNTIME_DIR="$runtime"

# ---- DOCKER_AUTH_CONFIG ----
variable() { # NAME STATUS VALUE LINE: what status says of this value, after all else is well
	DOCKER_AUTH_CONFIG=$3
	export DOCKER_AUTH_CONFIG
	status_says "DOCKER_AUTH_CONFIG: $1" "$2" <<- SAYS
	$all_good
	$4
	SAYS
	unset DOCKER_AUTH_CONFIG
}
ignored() { # NAME VALUE REASON
	variable "$1" 0 "$2" "note docker   docker ignores DOCKER_AUTH_CONFIG: $3
              correct or unset DOCKER_AUTH_CONFIG"
}
taken='{"auths":{"registry.replicated.com":{"auth":"dTpw"}}}'
client docker 'Docker version 28.3.0, build 38b7060'
wins="bad  docker   docker uses the login for registry.replicated.com from DOCKER_AUTH_CONFIG, not from this helper
              unset DOCKER_AUTH_CONFIG"
variable 'docker 28.3 takes it' 1 "$taken" "$wins"
client docker 'Docker version 29.0.1, build eedd969'
variable 'and 29.0' 1 "$taken" "$wins"
variable 'another registry' 0 '{"auths":{"ghcr.io":{"auth":"dTpw"}}}' ''
variable 'the domain in another spelling' 0 '{"auths":{"https://registry.replicated.com":{"auth":"dTpw"},"registry.replicated.com:443":{"auth":"dTpw"}}}' ''
variable 'empty' 0 '' ''
ignored 'no JSON' 'nothing' 'it is not a JSON object'
ignored 'another member' '{"auths":{"registry.replicated.com":{"auth":"dTpw"}},"credsStore":"pass"}' "it has a member other than 'auths'"
ignored 'nothing in it' '{}' "it has no 'auths'"
ignored 'an entry with an e-mail address' '{"auths":{"registry.replicated.com":{"auth":"dTpw","email":"a@b.example"}}}' \
	"an entry has a member other than 'auth'"
ignored 'an entry with user name and password' '{"auths":{"registry.replicated.com":{"username":"u","password":"p"}}}' \
	"an entry has a member other than 'auth'"
ignored 'an entry without auth' '{"auths":{"registry.replicated.com":{}}}' "an entry has no 'auth'"
ignored 'an entry of another registry without auth' '{"auths":{"ghcr.io":{},"registry.replicated.com":{"auth":"dTpw"}}}' \
	"an entry has no 'auth'"
ignored 'an auth without a colon' '{"auths":{"registry.replicated.com":{"auth":"dXA="}}}' \
	"an 'auth' is not USER:PASSWORD in base64"
ignored 'an empty auth' '{"auths":{"registry.replicated.com":{"auth":""}}}' "an entry has no 'auth'"
ignored 'an entry that is a list' '{"auths":{"registry.replicated.com":["x"]}}' "an entry has a member other than 'auth'"
ignored 'an entry that is a text' '{"auths":{"registry.replicated.com":"dTpw"}}' "an entry has no 'auth'"
for auth in OnA= 'not*base64!!'; do
	ignored "an auth that is no login: $auth" "{\"auths\":{\"registry.replicated.com\":{\"auth\":\"$auth\"}}}" \
		"an 'auth' is not USER:PASSWORD in base64"
done
client docker 'podman version 4.9.3'
variable 'a docker that does not say its version' 0 "$taken" "note docker   DOCKER_AUTH_CONFIG has a login for registry.replicated.com, which docker 28.3 and later use
              unset DOCKER_AUTH_CONFIG"
client docker 'Docker version 20.10.24+dfsg1, build 297e128'
variable 'docker 20.10 ignores it' 0 "$taken" "$(
	cat << LINE
note docker   DOCKER_AUTH_CONFIG has a login for registry.replicated.com; docker 20.10 ignores it, docker 28.3 and later use it
              unset DOCKER_AUTH_CONFIG
LINE
)"
client docker

# ---- a snap ----
mkdir -p "$HOME/snap/docker/current/.docker"
echo '{}' > "$HOME/snap/docker/current/.docker/config.json"
status_says 'a docker that is a snap' 0 << SAYS
$all_good
note docker   docker is installed as a snap, which reads $HOME/snap/docker/current/.docker/config.json and cannot run this helper
              install docker from your distribution's packages or from docker.com
SAYS
rm -r "$HOME/snap"

# ---- plain text that is not what is used ----
helper_and_login() { # KEY: the file uses this helper and has a login under that key
	printf '{"auths":{"%s":{"auth":"dTpw"}},%s' "$1" "${uses_helper#?}" > "$docker_file"
}
helper_and_login https://proxy.replicated.com/v2/
unused="note docker   a config file of docker still contains a password in plain text for proxy.replicated.com
              $moves"
status_says 'plain text in another spelling' 0 << SAYS
$all_good
$unused
SAYS
for key in proxy.replicated.com:443 PROXY.replicated.com; do
	helper_and_login "$key"
	status_says "plain text, as 'docker login $key' writes it" 0 <<- SAYS
	$all_good
	$unused
	SAYS
done
printf '{"auths":{"proxy.replicated.com":{"auth":"dTpw"},"registry.replicated.com":{"auth":"dTpw"}},%s' "${uses_helper#?}" > "$docker_file"
status_says 'plain text for two domains' 0 << SAYS
$all_good
$(echo "$unused" | sed "s/for proxy.replicated.com/for $both/")
SAYS
# docker and Helm compare the host as it is written, so these are logins for other registries to them.
for key in proxy.replicated.com:443 PROXY.replicated.com https://Proxy.replicated.com/v1/; do
	printf '{"auths":{"%s":{"auth":"dTpw"}},"credHelpers":{"registry.replicated.com":"replicated"}}' "$key" > "$docker_file"
	status_says "plain text under $key alone, which no pull uses" 1 <<- SAYS
	$found
	bad  docker   $docker_file does not use this helper for proxy.replicated.com
	              run '$me configure --client docker'
	ok   docker   $docker_file uses this helper for registry.replicated.com
	$unused
	SAYS
done

# ---- no call is advised that would be refused, or change nothing ----
works() { # NAME STATUS: what 'configure --client docker' does with this file
	cp "$docker_file" "$T/docker.json"
	PATH=$narrow "$program" configure --client docker > "$T/out" 2> "$T/err" < /dev/null
	is "$1: configure" "$?" "$2"
	cp "$T/docker.json" "$docker_file"
}
obstacle() { # NAME ENTRIES SENTENCE: of an entry that 'configure' refuses
	printf '{"auths":{%s}}' "$2" > "$docker_file"
	status_says "$1" 1 <<- SAYS
	$found
	bad  docker   $docker_file contains a password in plain text for proxy.replicated.com, which is used instead of the stored license
	              correct $docker_file first: $3
	bad  docker   $docker_file does not use this helper for registry.replicated.com
	              correct $docker_file first: $3
	SAYS
	works "$1" 1
}
obstacle 'an entry that is no login' '"proxy.replicated.com":{"auth":"dXA="}' \
	"its plain-text entry for 'proxy.replicated.com' is not USER:LICENSE in base64: remove it, or log in again"
obstacle 'two paths with two licenses' '"proxy.replicated.com/proxy/a":{"auth":"dTpw"},"proxy.replicated.com/proxy/b":{"auth":"dTpx"}' \
	"it contains different licenses for 'proxy.replicated.com/proxy/a' and 'proxy.replicated.com/proxy/b', which a credential helper cannot tell apart, since clients ask it for 'proxy.replicated.com' alone: keep them there, or replace both by one license for 'proxy.replicated.com'"
obstacle 'two spellings with two licenses' '"https://proxy.replicated.com":{"auth":"dTpw"},"proxy.replicated.com":{"auth":"dTpx"}' \
	"it contains two different licenses for 'proxy.replicated.com' in plain text ('https://proxy.replicated.com' and 'proxy.replicated.com'): remove the wrong one"
printf '{"auths":{"proxy.replicated.com":{"identitytoken":"abc"}},"credHelpers":{"registry.replicated.com":"replicated"}}' > "$docker_file"
status_says 'a token is not moved' 1 << SAYS
$found
bad  docker   $docker_file contains a password in plain text for proxy.replicated.com, which is used instead of the stored license
              run '$me configure --client docker'
ok   docker   $docker_file uses this helper for registry.replicated.com
SAYS
works 'a token' 0
printf '{"auths":{"proxy.replicated.com":{"identitytoken":"abc"}},%s' "${uses_helper#?}" > "$docker_file"
status_says 'nor mentioned, where it is not used' 0 << SAYS
$all_good
SAYS
printf '{"auths":{"proxy.replicated.com":{"auth":"dTpw"}},"credHelpers":{"proxy.replicated.com":"pass","registry.replicated.com":"replicated"}}' > "$docker_file"
status_says 'plain text, and another helper: every call has --force' 1 << SAYS
$found
bad  docker   $docker_file uses the helper 'pass' for proxy.replicated.com
              run '$me configure --client docker --force'
ok   docker   $docker_file uses this helper for registry.replicated.com
note docker   a config file of docker still contains a password in plain text for proxy.replicated.com
              run '$me configure --client docker --force': it moves the license into the keyring, unless another one is stored there
SAYS
works 'without --force' 1
printf '{"credsStore":"desktop","credHelpers":{"proxy.replicated.com":"replicated"}}' > "$docker_file"
status_says 'another helper for all registries needs no --force' 1 << SAYS
$found
ok   docker   $docker_file uses this helper for proxy.replicated.com
bad  docker   $docker_file uses the helper 'desktop' for registry.replicated.com
              run '$me configure --client docker'
SAYS
printf '%s' "$uses_helper" > "$docker_file"

# ---- clients beside a configured one ----
client helm
rm "$T/clients/docker"
status_says "Helm falls back to docker's file" 0 << SAYS
$all_good
ok   helm     $docker_file uses this helper for $both
SAYS
printf '{"credsStore":"pass"}' > "$helm_file"
status_says 'also if its own store has nothing' 0 << SAYS
$all_good
ok   helm     $docker_file uses this helper for $both
SAYS
printf '{"credHelpers":{"proxy.replicated.com":"replicated"}}' > "$helm_file"
REGISTRY_AUTH_FILE=$T/none
export REGISTRY_AUTH_FILE
HELM_PLUGINS=plugins
export HELM_PLUGINS
status_says "a file of its own for one domain, podman's variable, and a relative path" 0 << SAYS
$all_good
ok   helm     $helm_file uses this helper for proxy.replicated.com
ok   helm     $docker_file uses this helper for registry.replicated.com
note helm     HELM_PLUGINS is a relative path
              set it to one that begins with '/'
SAYS
unset HELM_PLUGINS REGISTRY_AUTH_FILE
HELM_REGISTRY_CONFIG=here
export HELM_REGISTRY_CONFIG
status_says 'the place of its own file is not valid' 1 << SAYS
$found
bad  helm     HELM_REGISTRY_CONFIG is a relative path: set it to one that begins with '/'
              correct or unset the variable
$docker_good
ok   helm     $docker_file uses this helper for $both
SAYS
unset HELM_REGISTRY_CONFIG
printf '{"credHelpers":{"proxy.replicated.com":"pass"}}' > "$helm_file"
status_says 'another helper for Helm' 1 << SAYS
$all_good
bad  helm     $helm_file uses the helper 'pass' for proxy.replicated.com
              run '$me configure --client helm --force'
ok   helm     $docker_file uses this helper for registry.replicated.com
SAYS
printf '{"credHelpers":{"proxy.replicated.com":"pass","registry.replicated.com":"pass"}}' > "$helm_file"
not_helm="note helm     $helm_file uses the helper 'pass' for $both
              run '$me configure --client helm --force'"
status_says 'a client that is not configured, beside one that is' 0 << SAYS
$all_good
$not_helm
SAYS
status_says 'and must work if it is named' 1 --client helm << SAYS
$all_good
bad  ${not_helm#note }
SAYS
status_says 'as a registry that is not on this machine' 0 --client podman << SAYS
$all_good
ok   podman   $docker_file uses this helper for $both
$not_helm
SAYS
rm "$T/clients/helm" "$helm_file"

client podman
podman_lasting=$XDG_CONFIG_HOME/containers/auth.json
podman_moves=$(echo "$moves" | sed 's/client docker/client podman/')
mkdir -p "${podman_lasting%/*}"
status_says "podman falls back to docker's file" 0 << SAYS
$all_good
ok   podman   $docker_file uses this helper for $both
SAYS
REGISTRY_AUTH_FILE=''
export REGISTRY_AUTH_FILE
status_says 'also if a variable is empty' 0 << SAYS
$all_good
ok   podman   $docker_file uses this helper for $both
SAYS
REGISTRY_AUTH_FILE=$T/none
status_says 'but not if it names the file' 1 --client podman << SAYS
$all_good
bad  podman   $T/none does not exist, so nothing uses this helper for $both
              run '$me configure --client podman'
SAYS
unset REGISTRY_AUTH_FILE
for store in pass replicated; do
	printf '{"credsStore":"%s"}' "$store" > "$podman_file"
	status_says "podman does not read the credsStore of its file: $store" 0 <<- SAYS
	$all_good
	ok   podman   $docker_file uses this helper for $both
	SAYS
done
rm "$podman_file"
rm "$T/clients/podman"
printf '{"auths":{"proxy.replicated.com":{"auth":"dTpw"}},"credHelpers":{"registry.replicated.com":"pass"}}' > "$docker_file"
PATH=$narrow "$program" status --client podman > "$T/out" 2> "$T/err" < /dev/null
is "what is in docker's file does not move by podman's, nor need --force there" "$(grep -A 1 podman "$T/out")" \
	"bad  podman   $docker_file contains a password in plain text for proxy.replicated.com, which is used instead of the stored license
              run '$me configure --client podman'
bad  podman   $docker_file uses the helper 'pass' for registry.replicated.com
              run '$me configure --client podman'"
printf '{}' > "$docker_file"
client podman
status_says "an empty file of docker's is none of podman's" 1 --client podman << SAYS
$(echo "$all_good" | grep -v '^ok   docker')
note docker   $docker_file does not use this helper for $both
              run '$me configure --client docker'
bad  podman   $podman_file does not exist, so nothing uses this helper for $both
              run '$me configure --client podman'
SAYS
printf '{}' > "$podman_file"
PATH=$narrow "$program" status --client podman > "$T/out" 2> "$T/err" < /dev/null
is 'one that is there is not said to be missing' "$(grep '^bad  podman' "$T/out")" "bad  podman   $podman_file does not use this helper for $both"
printf 'no JSON' > "$podman_file"
printf '{"auths":{"proxy.replicated.com":{"auth":"dTpw"}}}' > "$podman_lasting"
PATH=$narrow "$program" status --client podman > "$T/out" 2> "$T/err" < /dev/null
is 'one of two files is damaged: no call would help' "$(grep -A 1 '^bad  podman' "$T/out" | grep -v '^--')" "bad  podman   cannot read '$podman_file': it is not a JSON object
              fix the file, or move it away
bad  podman   $podman_lasting contains a password in plain text for proxy.replicated.com, which is used instead of the stored license"
rm "$podman_file"
printf '%s' "$uses_helper" > "$docker_file"
printf '{"auths":{"proxy.replicated.com":{"auth":"dTpw"}}}' > "$podman_lasting"
status_says 'a stale license in its lasting file' 1 << SAYS
$all_good
bad  podman   $podman_lasting contains a password in plain text for proxy.replicated.com, which is used instead of the stored license
              $podman_moves
ok   podman   $docker_file uses this helper for registry.replicated.com
SAYS
printf '%s' "$uses_helper" > "$podman_file"
status_says 'the runtime file overrides it' 0 << SAYS
$all_good
ok   podman   $podman_file uses this helper for $both
note podman   a config file of podman still contains a password in plain text for proxy.replicated.com
              $podman_moves
SAYS
printf '{"auths":{"proxy.replicated.com":{"auth":"dTpw"}},%s' "${uses_helper#?}" > "$podman_file"
printf '%s' "$uses_helper" > "$podman_lasting"
status_says 'plain text in the first of two files' 0 << SAYS
$all_good
ok   podman   $podman_file uses this helper for $both
note podman   a config file of podman still contains a password in plain text for proxy.replicated.com
              $podman_moves
SAYS
printf '%s' "$uses_helper" > "$podman_file"
rm "$podman_lasting"
status_says 'but a reboot removes it' 0 << SAYS
$all_good
ok   podman   $podman_file uses this helper for $both
note podman   $podman_file is removed at reboot, and $podman_lasting does not exist
              run '$me configure --client podman'
SAYS
printf '%s' "$uses_helper" > "$podman_lasting"
rm "$T/clients/podman"
client docker

client podman
client helm
printf '%s' "$uses_helper" > "$podman_file"
printf '%s' "$uses_helper" > "$helm_file"
status_says 'podman and helm use it too' 0 << SAYS
$all_good
ok   podman   $podman_file uses this helper for $both
ok   helm     $helm_file uses this helper for $both
note helm     the plugin for '-f replicated://' is not installed
              run '$me configure --client helm'
SAYS
helm_plugin() { # FOLDER NAME [PROTOCOL]
	mkdir -p "$XDG_DATA_HOME/helm/plugins/$1"
	printf 'name: %s\nversion: 1.0.0\ndownloaders:\n  - command: x\n    protocols: [%s]\n' "$2" "${3-}" \
		> "$XDG_DATA_HOME/helm/plugins/$1/plugin.yaml"
}
helm_says() { # NAME TEXT
	status_says "$1" 0 <<- SAYS
	$all_good
	ok   podman   $podman_file uses this helper for $both
	ok   helm     $helm_file uses this helper for $both
	$2
	SAYS
}
helm_plugin diff diff
helm_plugin by-hand replicated replicated
plugins=$XDG_DATA_HOME/helm/plugins
helm_says "Helm's plugin" "ok   helm     the plugin $plugins/by-hand is for '-f replicated://'"
HELM_PLUGINS=$plugins:$T/none
export HELM_PLUGINS
helm_says 'in a list of folders' "ok   helm     the plugin $plugins/by-hand is for '-f replicated://'
note helm     HELM_PLUGINS lists several folders, and Helm 4 does not find plugins for URLs then
              set HELM_PLUGINS to one folder, for Helm 4"
HELM_PLUGINS=$plugins
helm_says 'in one folder that is named' "ok   helm     the plugin $plugins/by-hand is for '-f replicated://'"
cp -r "$plugins" "$T/second"
HELM_PLUGINS=$plugins:$T/second
helm_says 'in two folders' "ok   helm     the plugin $plugins/by-hand is for '-f replicated://'
note helm     HELM_PLUGINS lists several folders, and Helm 4 does not find plugins for URLs then
              set HELM_PLUGINS to one folder, for Helm 4"
unset HELM_PLUGINS
for other in again zz; do
	helm_plugin "$other" replicated replicated
	PATH=$narrow "$program" status > "$T/out"
	is "two plugins of one name, in the order of their folders: $other" \
		"$(sed -n 's/^note helm     two plugins are called .replicated., so Helm loads no plugin at all: //p' "$T/out")" \
		"$(printf '%s\n' "$plugins/by-hand" "$plugins/$other" | sort | paste -s -d ' ' | sed 's/ / and /')"
	rm -r "${plugins:?}/$other"
done
helm_plugin by-hand replicated other
helm_says 'a plugin of that name for something else' "note helm     another plugin is called 'replicated': $plugins/by-hand
              to use '-f replicated://', run 'helm plugin uninstall replicated', then '$me configure --client helm'"
rm -r "$plugins"
log_in -p acme
printf '{"credHelpers":{"proxy.replicated.com":"replicated-acme","registry.replicated.com":"replicated-acme"}}' > "$docker_file"
rm "$T/clients/podman" "$T/clients/helm" "$podman_file" "$podman_lasting" "$helm_file"
acme="ok   profile  acme
$open
$stored
ok   other    profile default: proxy.replicated.com as LICENSE_ID, registry.replicated.com as LICENSE_ID
$on_path"
status_says 'a profile whose helper is not on PATH' 1 -p acme << SAYS
$acme
bad  docker   $docker_file uses $me-acme, which is not on PATH
              run '$me configure -p acme --client docker'
SAYS
ln -s "$program" "$T/clients/$me-acme"
status_says 'and is' 0 -p acme << SAYS
$acme
$docker_good
SAYS
REPLICATED_PROFILE=acme
export REPLICATED_PROFILE
printf '%s' "$uses_helper" > "$docker_file"
status_says 'the plain name, which REPLICATED_PROFILE makes that profile' 0 << SAYS
$acme
$docker_good
SAYS
status_says 'and not the default one' 1 -p default << SAYS
ok   profile  default
$open
$stored
ok   other    profile acme: proxy.replicated.com as LICENSE_ID, registry.replicated.com as LICENSE_ID
$on_path
bad  docker   $docker_file uses the helper 'replicated' for $both
              unset REPLICATED_PROFILE, which selects another profile for it
SAYS
unset REPLICATED_PROFILE
run logout -p acme
printf '%s' "$uses_helper" > "$docker_file"

# ---- the program ----
narrow=$T/clients
status_says 'not on PATH' 1 << SAYS
$profile
$open
$stored
bad  program  $me is not on PATH, so no client finds it
              add $build/bin to PATH
SAYS
mkdir "$T/other"
cp "$program" "$T/other/$me"
narrow=$build/bin:$T/other:$T/clients
status_says 'twice on PATH' 0 << SAYS
$found
note program  another copy on PATH is never run by clients: $T/other/$me
              if $T/other/$me is not needed, remove it
$docker_good
SAYS
mkdir "$T/$(printf 'a\033[31mb\nc')"
cp "$program" "$T/$(printf 'a\033[31mb\nc')/$me"
narrow=$build/bin:$T/$(printf 'a\033[31mb\nc'):$T/clients
status_says 'a folder whose name controls terminals' 0 << SAYS
$found
note program  another copy on PATH is never run by clients: $T/a?[31mb?c/$me
              if $T/a?[31mb?c/$me is not needed, remove it
$docker_good
SAYS
mkdir -p "$T/no-copies/folder/$me" "$T/no-copies/file" "$T/no-copies/link"
ln -s "$build/bin" "$T/no-copies/entry"
ln -s "$program" "$T/no-copies/link/$me"
printf '#!/bin/sh\n' > "$T/no-copies/file/$me"
narrow=${T#/}/other:$T/no-copies/folder:$T/no-copies/file:$build/bin:$T/no-copies/entry:$T/no-copies/link:$T/clients
there=$PWD
cd / || exit 1
status_says 'no copies: a relative entry, a folder, a file that cannot be run, links to the first' 0 << SAYS
$found
$docker_good
SAYS
cd "$there" || exit 1
narrow=$build/bin:$T/other:$T/clients
broken() { # NAME BODY REASON REMEDY
	printf '#!/bin/sh\n%s\n' "$2" > "$T/other/$me"
	status_says "$1" 1 <<- SAYS
	$profile
	$open
	$stored
	bad  program  $T/other/$me, which clients run, $3
	              $4
	SAYS
}
narrow=$T/other:$build/bin:$T/clients
works="remove $T/other/$me, then clients run $program, which works"
broken 'the first copy fails' 'exit 3' 'does not work (exit status 3)' "$works"
broken 'the first copy is another program' 'echo hello' 'is another program' "$works"
broken 'it says its version as this one does' 'echo "hello (x) 1"' 'is another program' "$works"
broken 'it says its name alone' "echo '$me ('" 'is another program' "$works"
broken 'the first copy on PATH does not answer' 'exec /bin/sleep 60' 'does not work (no answer after 5 s)' "$works"
narrow=$T/other:$T/clients
broken 'the only copy is killed' 'kill -9 $$' 'does not work (signal 9)' 'install the program again'
printf '#!/bin/sh\necho "%s (x) 9.9.9"\n' "$me" > "$T/other/$me"
status_says 'another version' 0 << SAYS
$profile
$open
$stored
ok   program  $T/other/$me, version 9.9.9
note program  clients run version 9.9.9; this is version $version
$docker_good
SAYS
narrow=$build/bin:$T/clients

# ---- the keyring ----
printf %s "$license" | secret-tool store --label=twin xdg:schema com.replicated.License profile default server proxy.replicated.com username kim twin yes
status_says 'two items of one domain' 0 << SAYS
$profile
$open
note license  the keyring has more than one item for proxy.replicated.com, and the newest is used
              run '$me login --domain proxy.replicated.com', which keeps only one
ok   license  proxy.replicated.com as kim
ok   license  registry.replicated.com as LICENSE_ID (license ID)
$on_path
$docker_good
SAYS
log_in
status_says 'after the next login one is left' 0 << SAYS
$all_good
SAYS

# shellcheck disable=SC2016 # for the reader to type
unlock='log in to the desktop or open Passwords and Keys, or run in a terminal: read -rs P; printf %s "$P" | gnome-keyring-daemon --replace --unlock'
locked="$profile
bad  keyring  secret-service: Secret Service, collection 'login', locked
              $unlock"
lock_keyring
status_says 'locked' 1 << SAYS
$locked
bad  license  proxy.replicated.com as LICENSE_ID, in a locked keyring
              $unlock
bad  license  registry.replicated.com as LICENSE_ID, in a locked keyring
              $unlock
$on_path
$docker_good
SAYS
restart_keyring_locked
status_says 'never unlocked' 1 << SAYS
$locked
bad  license  what is stored cannot be seen while the keyring is locked
              $unlock
$on_path
$docker_good
SAYS
unlock_keyring
if [ "$(id -u)" = 0 ]; then
	address=$DBUS_SESSION_BUS_ADDRESS
	socket=${address#unix:path=}
	socket=${socket%%,*}
	owned=$(stat -c %u "$socket")
	chown 1234 "$socket"
	status_says "another user's session" 0 <<- SAYS
	$profile
	note user     this runs as root, in the session of user 1234, who has another keyring
	              run it without sudo; docker run by root uses root's keyring
	$open
	$stored
	$on_path
	$docker_good
	SAYS
	chown "$owned" "$socket"
else
	skip "another user's session" 'only root can see it'
fi
check 'JSON' sh -c "PATH=$narrow '$program' status --json > '$T/json'"
is 'is one line' "$(wc -l < "$T/json")" 1
absent 'without the license' "$license" "$T/json"
if command -v jq > "$T/which"; then
	cat > "$T/want" << 'JSON'
[true,"default","secret-service",false,true]
["proxy.replicated.com",true,false,false]
["registry.replicated.com",true,false,false]
["docker",true,true,true]
[true]
JSON
	is 'and says the same' "$(jq -c '[.ok, .profile, .keyring.kind, .keyring.locked, .keyring.encrypted],
		(.licenses[] | [.domain, .found, .duplicates, .several]),
		(.clients[] | [.client, .configured, (.domains[] | .ours)]), [[.findings[] | .ok] | all]' "$T/json")" "$(cat "$T/want")"
	entry="\"file\":\"$docker_file\",\"helper\":\"replicated\",\"ours\":true,\"plain_text\":false"
	is 'the clients, member by member' "$(jq -c .clients "$T/json")" "[{\"client\":\"docker\",\"file\":\"$docker_file\",\"exists\":true,\
\"configured\":true,\"domains\":[{\"domain\":\"proxy.replicated.com\",$entry},{\"domain\":\"registry.replicated.com\",$entry}]}]"
	is 'with a level and a code for each line' "$(jq -r '.findings[] | .level + " " + .code' "$T/json")" "ok profile
ok keyring-open
ok license-stored
ok license-stored
ok program-found
ok client-configured"
else
	skip 'and says the same' 'no jq on this machine'
	skip 'the clients, member by member' 'no jq on this machine'
	skip 'with a level and a code for each line' 'no jq on this machine'
fi
sed -n 's/.*{ "\([a-z-]*\)", DIAGNOSTIC_\([A-Z]*\) }.*/\1 \2/p' "$top/helper/status/diagnostic.c" | tr '[:upper:]' '[:lower:]' > "$T/codes"
check 'the codes are read' test "$(wc -l < "$T/codes")" -gt 30
is 'the manual lists all codes and their levels' \
	"$(sed -n 's/^\.It Li \([a-z-]*\) Pq \(ok\|note\|bad\)$/\1 \2/p' "$top/man/$me.1")" "$(cat "$T/codes")"
PATH=$narrow "$program" status --client kubectl > "$T/out" 2> "$T/err" < /dev/null
is 'a client that is not known' "$? $(cat "$T/out" "$T/err")" "2 $me: '--client' requires docker, podman, helm, terraform, k3s or rke2"

# ---- the next three without any bus ----
unset DBUS_SESSION_BUS_ADDRESS
no_bus="keyring is unavailable: no session bus (DBUS_SESSION_BUS_ADDRESS is not set)
              log in to a desktop session as the user whose keyring it is, keep licenses in a vault ('docker-credential-replicated login --keyring vault'), or provide the license with REPLICATED_LICENSE_ID_FILE"
status_says 'no bus' 1 << SAYS
$profile
bad  keyring  $no_bus
$on_path
$docker_good
SAYS
SUDO_UID=1234
export SUDO_UID
if [ "$(id -u)" = 0 ]; then
	status_says 'sudo' 1 <<- SAYS
	$profile
	note user     this runs as root, in the session of user 1234, who has another keyring
	              run it without sudo; docker run by root uses root's keyring
	bad  keyring  $no_bus
	$on_path
	$docker_good
	SAYS
fi
REPLICATED_LICENSE_ID=$license
export REPLICATED_LICENSE_ID
status_says 'a license given from outside' 0 << SAYS
$profile
ok   source   REPLICATED_LICENSE_ID provides the license, and no keyring is used
$stored
$on_path
$docker_good
SAYS
REPLICATED_LICENSE_ID_FILE=$T/license-id
export REPLICATED_LICENSE_ID_FILE
echo "$license" > "$REPLICATED_LICENSE_ID_FILE"
chmod 644 "$REPLICATED_LICENSE_ID_FILE"
status_says 'one that everybody can read' 1 << SAYS
$profile
bad  source   the license ID file '$T/license-id' can be read by everybody
              run 'chmod o-rwx' on it, then try again
$on_path
$docker_good
SAYS
rm "$REPLICATED_LICENSE_ID_FILE"
status_says 'one that is not there' 1 << SAYS
$profile
bad  source   cannot open the license ID file '$T/license-id': No such file or directory
              correct what it names, or unset it
$on_path
$docker_good
SAYS
unset REPLICATED_LICENSE_ID_FILE

# ---- on a terminal ----
if command -v python3 > "$T/which"; then
	on_terminal() {
		# Without a terraform of the machine, whose name is longer.
		env "$@" "${0%/*}/../runtime/on-terminal" end -- env PATH="$narrow:$system_path" "$program" status 2>&1 |
			grep -v -e docker -e podman
	}
	tick='\033[32m\342\234\223\033[0m'
	printf '%b profile  default\n%b source   REPLICATED_LICENSE_ID provides the license, and no keyring is used\n' "$tick" "$tick" > "$T/want"
	on_terminal TERM=xterm | head -n 2 > "$T/got"
	check 'ticks and colours' cmp "$T/want" "$T/got"
	is 'without colours' "$(on_terminal TERM=xterm NO_COLOR=1 | head -n 1)" "$(printf '\342\234\223 profile  default')"
else
	skip 'ticks and colours' 'no python3 on this machine'
fi
done_testing
