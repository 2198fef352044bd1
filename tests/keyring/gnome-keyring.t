#!/bin/sh
# SPDX-License-Identifier: MIT
# The real gnome-keyring: locked in each of its ways, restarted, killed; and the bus itself.
. "${0%/*}/../lib.sh"
in_keyring "$@"

license=1vusOokxAVp1tkRGuyxnF23PJcq
me=docker-credential-replicated
H=proxy.replicated.com
found="{\"ServerURL\":\"$H\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n"
request='{"ServerURL":"'$H'","Username":"LICENSE_ID","Secret":"'$license'"}'
REPLICATED_TIMEOUT=10
export REPLICATED_TIMEOUT

locked_for_all() { # NAME: no verb answers, none says not-found
	input "$H"
	fails "$1: get" "$LOCKED" get
	fails "$1: erase" "$LOCKED" erase
	says "$1: dockerconfigjson stops Helm" 1 "$HELM_STOPS" "$me: $LOCKED" dockerconfigjson
	input "registry.example.com"
	says "$1: a foreign host is not found either" 1 "$NOT_FOUND" '' get
	says "$1: and erased without output" 0 '' '' erase
	input "$request"
	fails "$1: store" "$LOCKED" store
}

# ---- empty ----
restart_keyring_locked
locked_for_all 'nothing stored, never unlocked'
fails 'nothing stored, never unlocked: list' "$LOCKED" list
unlock_keyring
input ''
says 'unlocked: list' 0 '{}\n' '' list

# ---- a license ----
input "$request"
says 'store' 0 '' '' store
input "$H"
says 'get' 0 "$found" '' get
lock_keyring
locked_for_all 'locked'
says 'locked, but its items are listed: list' 0 "{\"$H\":\"LICENSE_ID\"}\n" '' list
input registry.replicated.com
fails 'locked: whether it is stored is unknown' "$LOCKED" get
restart_keyring_locked
locked_for_all 'never unlocked'
fails 'never unlocked: list' "$LOCKED" list
# The commonest locked keyring: what it shows then is not our schema.
is 'a search with the schema finds nothing at all' \
	"$(service_call SearchItems "{'profile': 'default', 'xdg:schema': 'com.replicated.License'}")" '(@ao [], @ao [])'
unlock_keyring
input "$H"
says 'unlocked again' 0 "$found" '' get

# ---- dying parts ----
kill -9 "$(pidof_keyring)"
run get
is 'killed: an answer, or a sentence' "$status $(wc -l < "$T/out")" "$status 1"
check 'killed: never not-found' sh -c "! grep -q 'not found' '$T/out'"
unlock_keyring
says 'a new daemon' 0 "$found" '' get
kill -STOP "$(pidof_keyring)"
REPLICATED_TIMEOUT=1 fails 'stopped' 'timed out after 1 s waiting for the keyring: check that its service runs and answers, or set REPLICATED_TIMEOUT higher\n' get
kill -CONT "$(pidof_keyring)"
says 'going on' 0 "$found" '' get

kill -STOP "$(pidof_keyring)"
"$HELPER" get < "$T/in" > "$T/out" 2> "$T/err" &
helper=$!
sleep 0.5
kill -CONT "$(pidof_keyring)"
wait "$helper"
is 'a daemon that only slept' "$? $(cat "$T/out")" "0 $(printf '%b' "$found")"

# ---- no keyring yet ----
rm -f "$XDG_DATA_HOME"/keyrings/*
restart_keyring_locked
input "$H"
says 'no keyring yet: nothing is stored' 1 "$NOT_FOUND" '' get
says 'no keyring yet: list' 0 '{}\n' '' list
input "$request"
fails 'no keyring yet, and nobody to make one: store' 'no keyring exists yet, and none was created: create one in Passwords and Keys, or run in a terminal: read -rs P; printf %s "$P" | gnome-keyring-daemon --replace --unlock\n' store
done_testing
