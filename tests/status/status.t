#!/bin/sh
# SPDX-License-Identifier: MIT
# status: each thing that keeps a pull from finding the license has its line and its remedy.
. "${0%/*}/../lib.sh"
in_keyring "$@"

me=docker-credential-replicated
license=1vusOokxAVp1tkRGuyxnF23PJcq
program=$build/bin/$me
# Clients are only looked for, never run.
mkdir "$T/clients" "$HOME/.docker"
narrow=$build/bin:$T/clients
client() { # NAME
	printf '#!/bin/sh\n' > "$T/clients/$1"
	chmod +x "$T/clients/$1"
}
docker_file=$HOME/.docker/config.json podman_file=$XDG_RUNTIME_DIR/containers/auth.json helm_file=$XDG_CONFIG_HOME/helm/registry/config.json
mkdir -p "${podman_file%/*}" "${helm_file%/*}"
names_us='{"credHelpers":{"proxy.replicated.com":"replicated","registry.replicated.com":"replicated"}}'

log_in() { # ARGUMENT...
	echo "$license" > "$T/in"
	run login --no-check "$@"
	[ "$status" -eq 0 ] || not_ok "login $*" "$(cat "$T/err")"
}
# status_says NAME STATUS TEXT ARGUMENT...
status_says() {
	says_name=$1 want_status=$2 status=0
	printf '%b' "$3" > "$T/want-out"
	: > "$T/want-err"
	shift 3
	PATH=$narrow "$program" status "$@" > "$T/out" 2> "$T/err" < /dev/null || status=$?
	answered "$says_name"
	absent "$says_name: no license" "$license" "$T/out" "$T/err"
}
profile='ok  profile  default\n'
open="ok  keyring  secret-service: Secret Service, collection 'login', unlocked\\n"
stored='ok  license  proxy.replicated.com as LICENSE_ID\nok  license  registry.replicated.com as LICENSE_ID\n'
on_path="ok  program  $program\\n"
both='proxy.replicated.com, registry.replicated.com'
docker_good="ok  docker   $docker_file names us for $both\\n"

# ---- the license ----
status_says 'nothing is stored' 1 "${profile}${open}bad license  none is stored for profile default\\n             run '$me login'\\n$on_path"
log_in
status_says 'stored, no client on this machine' 0 "$profile$open$stored$on_path"
log_in -p acme --domain registry.acme.example -u "$license"
other="ok  other    profile acme: registry.acme.example as LICENSE_ID\\n"
status_says 'another profile is mentioned' 0 "$profile$open$stored$other$on_path"
status_says 'or is the one' 0 "ok  profile  acme\\n${open}ok  license  registry.acme.example as LICENSE_ID\\nok  other    profile default: proxy.replicated.com as LICENSE_ID, registry.replicated.com as LICENSE_ID\\n$on_path" -p acme
printf '' > "$XDG_CONFIG_HOME/$me/config"
status_says 'a domain that is not declared any more' 1 "ok  profile  acme\\n${open}bad license  registry.acme.example is stored, but it is no declared domain\\n             declare it with '$me login --domain registry.acme.example', or remove it with '$me logout registry.acme.example'\\nok  other    profile default: proxy.replicated.com as LICENSE_ID, registry.replicated.com as LICENSE_ID\\n$on_path" -p acme
run logout -p acme

# ---- clients ----
client docker
status_says 'docker does not name us' 1 "$profile$open$stored${on_path}bad docker   $docker_file is not there and does not name us for $both\\n             run '$me configure --client docker'\\n"
printf '%s' "$names_us" > "$docker_file"
status_says 'docker names us' 0 "$profile$open$stored$on_path$docker_good"
printf '{"credHelpers":{"proxy.replicated.com":"replicated"}}' > "$docker_file"
status_says 'docker names us for one domain' 1 "$profile$open$stored${on_path}ok  docker   $docker_file names us for proxy.replicated.com\\nbad docker   $docker_file does not name us for registry.replicated.com\\n             run '$me configure --client docker'\\n"
printf '{"credHelpers":{"proxy.replicated.com":"replicated","registry.replicated.com":"pass"}}' > "$docker_file"
status_says 'another helper' 1 "$profile$open$stored${on_path}ok  docker   $docker_file names us for proxy.replicated.com\\nbad docker   $docker_file names the helper 'pass' for registry.replicated.com\\n             run '$me configure --client docker --force'\\n"
printf '{"auths":{"proxy.replicated.com":{"auth":"dTpw"}},"credHelpers":{"registry.replicated.com":"replicated"}}' > "$docker_file"
status_says 'a password in plain text' 1 "$profile$open$stored${on_path}ok  docker   $docker_file names us for registry.replicated.com\\nbad docker   $docker_file holds a password in plain text for proxy.replicated.com\\n             run '$me configure --client docker': it moves into the keyring\\n"
printf '{"credsStore":"replicated"}' > "$docker_file"
status_says 'the helper for all registries' 0 "$profile$open$stored$on_path$docker_good"
printf 'no JSON' > "$docker_file"
status_says 'a damaged file' 1 "$profile$open$stored${on_path}bad docker   cannot read '$docker_file': it is not a JSON object\\n             mend the file, or move it away\\n"
printf '%s' "$names_us" > "$docker_file"

# shellcheck disable=SC2089,SC2090 # JSON
DOCKER_AUTH_CONFIG='{"auths":{"registry.replicated.com":{"auth":"dTpw"}}}'
# shellcheck disable=SC2090 # JSON
export DOCKER_AUTH_CONFIG
status_says 'DOCKER_AUTH_CONFIG' 1 "$profile$open$stored$on_path${docker_good}bad docker   DOCKER_AUTH_CONFIG has an entry for registry.replicated.com, which docker takes instead (28.3 and later)\\n             unset DOCKER_AUTH_CONFIG\\n"
unset DOCKER_AUTH_CONFIG

client podman
client helm
printf '%s' "$names_us" > "$podman_file"
printf '%s' "$names_us" > "$helm_file"
status_says 'podman and helm name us too' 0 "$profile$open$stored$on_path${docker_good}ok  podman   $podman_file names us for $both\\nok  helm     $helm_file names us for $both\\n"
log_in -p acme
printf '{"credHelpers":{"proxy.replicated.com":"replicated-acme","registry.replicated.com":"replicated-acme"}}' > "$docker_file"
rm "$T/clients/podman" "$T/clients/helm" "$podman_file" "$helm_file"
acme="ok  profile  acme\\n$open${stored}ok  other    profile default: proxy.replicated.com as LICENSE_ID, registry.replicated.com as LICENSE_ID\\n$on_path$docker_good"
status_says 'a profile whose helper is not on PATH' 1 "${acme}bad docker   $docker_file names $me-acme, which is not on PATH\\n             link $me-acme to $me, in a folder on PATH\\n" -p acme
ln -s "$program" "$T/clients/$me-acme"
status_says 'and is' 0 "$acme" -p acme
run logout -p acme
printf '%s' "$names_us" > "$docker_file"

# ---- the program ----
narrow=$T/clients
status_says 'not on PATH' 1 "$profile$open${stored}bad program  $me is not on PATH: no client finds it\\n             add $build/bin to PATH, or link the program from a folder there\\n$docker_good"
cp "$program" "$T/clients/$me"
narrow=$build/bin:$T/clients
status_says 'twice on PATH' 0 "$profile$open${stored}bad program  two copies are on PATH: clients run $program\\n             remove $T/clients/$me\\n$docker_good"
rm "$T/clients/$me"

# ---- the keyring ----
printf %s "$license" | secret-tool store --label=twin xdg:schema com.replicated.License profile default server proxy.replicated.com username kim twin yes
status_says 'two items of one domain' 0 "$profile${open}bad license  the keyring holds two items or more for proxy.replicated.com: the newest answers\\n             log in again: that leaves one\\nok  license  proxy.replicated.com as kim\\nok  license  registry.replicated.com as LICENSE_ID\\n$on_path$docker_good"
log_in
status_says 'after the next login one is left' 0 "$profile$open$stored$on_path$docker_good"

locked="${profile}bad keyring  secret-service: Secret Service, collection 'login', locked\\n             log in to the desktop or open Passwords and Keys, or run in a terminal: read -rs P; printf %s \"\$P\" | gnome-keyring-daemon --replace --unlock\\n"
lock_keyring
status_says 'locked' 1 "${locked}bad license  proxy.replicated.com as LICENSE_ID, in a locked keyring\\n             unlock the keyring\\nbad license  registry.replicated.com as LICENSE_ID, in a locked keyring\\n             unlock the keyring\\n$on_path$docker_good"
restart_keyring_locked
status_says 'never unlocked' 1 "${locked}bad license  what is stored cannot be seen while it is locked\\n             unlock the keyring\\n$on_path$docker_good"
unlock_keyring
if [ "$(id -u)" = 0 ]; then
	address=$DBUS_SESSION_BUS_ADDRESS
	socket=${address#unix:path=}
	socket=${socket%%,*}
	owned=$(stat -c %u "$socket")
	chown 1234 "$socket"
	status_says "another user's session" 0 "${profile}bad user     this runs as root, and the session is that of user 1234: the keyring is another user's\\n             run it without sudo: what root stores, and docker run by root, use root's keyring\\n$open$stored$on_path$docker_good"
	chown "$owned" "$socket"
else
	skip "another user's session" 'only root can see it'
fi
check 'JSON' sh -c "PATH=$narrow '$program' status --json > '$T/json'"
is 'is one line' "$(wc -l < "$T/json")" 1
absent 'without the license' "$license" "$T/json"
if command -v jq > "$T/which"; then
	is 'and says the same' "$(jq -c '[.ok, .profile, .keyring.kind, .keyring.locked, .keyring.encrypted, ([.licenses[] | .domain, .found]), ([.clients[] | .client, (.domains[] | .ours)]), ([.findings[] | .ok] | all)]' "$T/json")" \
		'[true,"default","secret-service",false,true,["proxy.replicated.com",true,"registry.replicated.com",true],["docker",true,true],true]'
else
	skip 'and says the same' 'no jq on this machine'
fi

# ---- the next three without any bus ----
unset DBUS_SESSION_BUS_ADDRESS
no_bus="keyring is unavailable: no session bus (Cannot autolaunch D-Bus without X11 \$DISPLAY)\\n             log in to a desktop session as the user whose keyring it is, keep licenses in a vault ('docker-credential-replicated login --keyring vault'), or give the license by REPLICATED_LICENSE_ID_FILE\\n"
status_says 'no bus' 1 "${profile}bad keyring  $no_bus$on_path$docker_good"
SUDO_UID=1234
export SUDO_UID
if [ "$(id -u)" = 0 ]; then
	status_says 'sudo' 1 "${profile}bad user     this runs as root, and the session is that of user 1234: the keyring is another user's\\n             run it without sudo: what root stores, and docker run by root, use root's keyring\\nbad keyring  $no_bus$on_path$docker_good"
fi
REPLICATED_LICENSE_ID=$license
export REPLICATED_LICENSE_ID
status_says 'a license given from outside' 0 "${profile}ok  source   REPLICATED_LICENSE_ID gives the license, in place of any keyring\\n$stored$on_path$docker_good"
REPLICATED_LICENSE_ID_FILE=$T/license-id
export REPLICATED_LICENSE_ID_FILE
echo "$license" > "$REPLICATED_LICENSE_ID_FILE"
chmod 644 "$REPLICATED_LICENSE_ID_FILE"
status_says 'one that everybody can read' 1 "${profile}bad source   the license ID file '$T/license-id' can be read by everybody\\n             run 'chmod o-rwx' on it, then try again\\n$on_path$docker_good"
rm "$REPLICATED_LICENSE_ID_FILE"
status_says 'one that is not there' 1 "${profile}bad source   cannot open the license ID file '$T/license-id': No such file or directory\\n             correct what it names, or unset it\\n$on_path$docker_good"
unset REPLICATED_LICENSE_ID_FILE

# ---- on a terminal ----
if command -v python3 > "$T/which"; then
	on_terminal() {
		env "$@" PATH="$narrow:$PATH" "${0%/*}/../runtime/on-terminal" end -- "$program" status 2>&1 | grep -v -e docker -e podman
	}
	is 'ticks and colours' "$(on_terminal TERM=xterm | head -n 2 | od -An -c | tr -d ' \n')" \
		"$(printf '\033[32m\342\234\223\033[0m profile  default\n\033[32m\342\234\223\033[0m source   REPLICATED_LICENSE_ID gives the license, in place of any keyring\n' | od -An -c | tr -d ' \n')"
	is 'without colours' "$(on_terminal TERM=xterm NO_COLOR=1 | head -n 1)" "$(printf '\342\234\223 profile  default')"
else
	skip 'ticks and colours' 'no python3 on this machine'
fi
done_testing
