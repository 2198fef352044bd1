#!/bin/sh
# SPDX-License-Identifier: MIT
# logout: what is removed, what it says, and which custom domains are forgotten.
. "${0%/*}/../lib.sh"
in_keyring "$@"

me=docker-credential-replicated
config=$XDG_CONFIG_HOME/$me/config
log_in() { # ARGUMENT...
	echo 1vusOokxAVp1tkRGuyxnF23PJcq > "$T/in"
	run login --no-check "$@"
	[ "$status" -eq 0 ] || not_ok "login $*" "$(cat "$T/err")"
}
removed() { # DOMAIN [PROFILE]
	printf '%s' "removed the license for $1 (profile '${2:-default}')\\n"
}

: > "$T/in"
says 'nothing is stored' 0 "nothing to remove: no license is stored (profile 'default')\\n" '' logout
says 'nothing at all is stored' 0 'nothing to remove: no license is stored\n' '' logout --all
log_in
log_in -p acme
says 'a named domain' 0 "$(removed registry.replicated.com)" '' logout registry.replicated.com
says 'the others stay' 0 '{"proxy.replicated.com":"LICENSE_ID"}\n' '' list
says 'again' 0 "nothing to remove: no license is stored (profile 'default')\\n" '' logout registry.replicated.com
says 'a foreign domain' 0 "nothing to remove: no license is stored (profile 'default')\\n" '' logout ghcr.io
says 'all of the profile' 0 "$(removed proxy.replicated.com)" '' logout
says 'another profile stays' 0 '{"proxy.replicated.com":"LICENSE_ID","registry.replicated.com":"LICENSE_ID"}\n' '' -p acme list
log_in
says 'every profile' 0 "$(removed proxy.replicated.com acme)$(removed registry.replicated.com acme)$(removed proxy.replicated.com)$(removed registry.replicated.com)" '' logout --all

says 'no domain' 2 '' "$me: 'logout' requires registry domains: host[:port], without scheme or path\\n" logout https://proxy.replicated.com
says '--all and a domain' 2 '' "$me: '--all' removes every license of every profile: leave out the domains\\n" logout --all ghcr.io
says '--all and a profile' 2 '' "$me: '--all' means every profile: leave out '--profile'\\n" logout --all -p acme

# ---- what stays in a client's file is named ----
mkdir -p "$HOME/.docker" "$XDG_CONFIG_HOME/containers"
printf '{"auths":{"https://Proxy.Replicated.com:443/v2/":{"auth":"%s"},"ghcr.io":{"auth":"YTpi"}}}' "$(printf 'x:1vusOokxAVp1tkRGuyxnF23PJcq' | base64 -w 0)" > "$HOME/.docker/config.json"
cp "$HOME/.docker/config.json" "$XDG_CONFIG_HOME/containers/auth.json"
still="$me: '$HOME/.docker/config.json' still contains a license in plain text: remove its entry from \"auths\" there
$me: '$XDG_CONFIG_HOME/containers/auth.json' still contains a license in plain text: remove its entry from \"auths\" there
"
log_in
says 'files with the license are named' 0 "$(removed proxy.replicated.com)$(removed registry.replicated.com)" "$still" logout
says 'although nothing was stored' 0 "nothing to remove: no license is stored (profile 'default')\\n" "$still" logout
says 'for its domain' 0 "nothing to remove: no license is stored (profile 'default')\\n" "$still" logout proxy.replicated.com
says 'not for another' 0 "nothing to remove: no license is stored (profile 'default')\\n" '' logout registry.replicated.com
says 'nor one that is not a domain of this helper' 0 "nothing to remove: no license is stored (profile 'default')\\n" '' logout ghcr.io
rm -r "$HOME/.docker" "$XDG_CONFIG_HOME/containers"

# ---- custom domains ----
log_in -p one --domain a.acme.example --domain b.acme.example
log_in -p two --domain b.acme.example
mkdir -p "$HOME/.docker"
printf '{"auths":{"a.acme.example":{"auth":"%s"}}}' "$(printf 'x:1vusOokxAVp1tkRGuyxnF23PJcq' | base64 -w 0)" > "$HOME/.docker/config.json"
says 'a file with the license of a custom domain is named, too' 0 "$(removed a.acme.example one)$(removed b.acme.example one)" \
	"$me: '$HOME/.docker/config.json' still contains a license in plain text: remove its entry from \"auths\" there\n" logout -p one
rm -r "$HOME/.docker"
is 'a domain is forgotten with its last license' "$(cat "$config")" '[domains]
extra=b.acme.example;'
input 'a.acme.example'
says 'and not accepted any more' 1 "$NOT_FOUND" '' -p one get
run logout -p two b.acme.example
is 'of any profile' "$(cat "$config")" '[domains]'

# ---- two items of one domain, as other programs can make them ----
if ! is_vault; then
	for secret in first second; do
		printf %s "$secret" | secret-tool store --label=twin xdg:schema com.replicated.License profile default \
			server proxy.replicated.com username LICENSE_ID twin "$secret"
	done
	says 'both are removed' 0 "$(removed proxy.replicated.com)" '' logout
	is 'nothing is left' "$(secret-tool search --all profile default 2>&1)" ''
fi

# ---- locked ----
log_in
lock_keyring
says 'a locked keyring' 1 '' "$me: $LOCKED" logout
restart_keyring_locked
says 'one that was never unlocked' 1 '' "$me: $LOCKED" logout --all
unlock_keyring

# ---- a license given from outside ----
REPLICATED_LICENSE_ID=xyz
export REPLICATED_LICENSE_ID
says 'the other source still answers' 0 "$(removed proxy.replicated.com)$(removed registry.replicated.com)" \
	"$me: the license from REPLICATED_LICENSE_ID overrides the keyring: unset it to use what is stored\\n" \
	logout
done_testing
