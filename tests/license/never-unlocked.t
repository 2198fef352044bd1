#!/bin/sh
# SPDX-License-Identifier: MIT
# A keyring that was never unlocked since it started (autologin, ssh) finds nothing until it is asked to unlock. All
# verbs that a person runs ask, once, and then behave as with an open one; `list` never does.
. "${0%/*}/../lib.sh"
in_bare_bus "$@"

me=docker-credential-replicated
H=proxy.replicated.com
json="{\"auths\":{\"$H\":{\"auth\":\"$(printf u:of-the-fake | base64)\"}}}\n"
HOME=$T/home
mkdir -p "$HOME/.docker"
echo '{}' > "$HOME/.docker/config.json"
with() { # what the service does
	stop_fake
	start_fake "$@"
}
input ''
for lock in 'locked hidden' 'locked hidden prompt=accept'; do
	# shellcheck disable=SC2086 # words
	{
		with $lock
		says "$lock: dockerconfigjson" 0 "$json" '' dockerconfigjson -o json
		with $lock
		says "$lock: dockerconfigjson --domain" 0 "$json" '' dockerconfigjson -o json --domain "$H"
		with $lock
		run configure --client docker
		is "$lock: configure" "$status $(grep -c "\"$H\": *\"replicated\"" "$HOME/.docker/config.json")" '0 1'
		run configure --client docker --remove
		with $lock
		run check
		is "$lock: check has the license to offer" "$(grep -c 'is locked' "$T/err")" 0
		with $lock
		input "https://$H/proxy/my-app/x"
		says "$lock: get by path" 0 "{\"ServerURL\":\"https://$H/proxy/my-app/x\",\"Username\":\"u\",\"Secret\":\"of-the-fake\"}\n" '' get
		input ''
		with $lock
		says "$lock: logout" 0 "removed the license for $H (profile 'default')\n" '' logout
	}
done
with locked hidden prompt=dismiss
for verb in dockerconfigjson check logout; do
	run $verb
	is "a person refuses: $verb" "$status $(grep -c '^docker-credential-replicated: keyring is locked' "$T/err")" '1 1'
done
with locked hidden
run list
is 'list does not unlock' "$status $(grep -c '^keyring is locked: ' "$T/out")" '1 1'
is 'and asks no person' "$(fake_was_asked 'Unlock\|Prompt')" 0
done_testing
