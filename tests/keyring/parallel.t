#!/bin/sh
# SPDX-License-Identifier: MIT
# Several that store a license for one domain at the same time: each succeeds, and exactly one item is left, with a
# license that one of them stored.
. "${0%/*}/../lib.sh"
in_keyring "$@"

H=proxy.replicated.com
count_items() {
	service_call SearchItems "{'profile': 'default', 'server': '$H'}" | grep -o '/collection/[^/]*/[0-9]*' | wc -l
}
item() { # USERNAME SECRET: what another program stores beside ours
	printf %s "$2" | secret-tool store --label=x xdg:schema com.replicated.License profile default server "$H" username "$1"
}
erase_all() {
	input "$H"
	run erase
}

# writers NAME COUNT: same user name, or each its own
writers() {
	: > "$T/failed"
	pids=
	for number in $(seq 1 "$2"); do
		case $1 in equal*) user=u ;; *) user=u$number ;; esac
		printf '{"ServerURL":"%s","Username":"%s","Secret":"license-%s"}' "$H" "$user" "$number" > "$T/in.$number"
		{ "$HELPER" store < "$T/in.$number" > "$T/out.$number" 2>&1 || cat "$T/out.$number" >> "$T/failed"; } &
		pids="$pids $!"
	done
	# shellcheck disable=SC2086 # one word a process
	wait $pids
	is "$1, $2 writers: each succeeds" "$(cat "$T/failed")" ''
	is "$1, $2 writers: one item is left" "$(count_items)" 1
	input "$H"
	run get
	check "$1, $2 writers: with a license" grep -qE "^\{\"ServerURL\":\"$H\",\"Username\":\"u[0-9]*\",\"Secret\":\"license-[0-9]+\"\}$" "$T/out"
}

for count in 2 4 12; do
	for round in 1 2 3; do
		writers "equal user names ($round)" $count
		writers "different user names ($round)" $count
		erase_all
		item u old-1
		item v old-2
		is 'two items are there before' "$(count_items)" 2
		writers "different user names, two items before ($round)" $count
		erase_all
	done
done

# Erasing and storing at once: nothing, or the whole license.
for round in 1 2 3 4 5; do
	store "$H" "u$round" license-old
	printf '{"ServerURL":"%s","Username":"v","Secret":"license-new"}' "$H" > "$T/new"
	input "$H"
	"$HELPER" store < "$T/new" > "$T/out.store" 2>&1 &
	storing=$!
	"$HELPER" erase < "$T/in" > "$T/out.erase" 2>&1 &
	erasing=$!
	wait "$storing"
	is "store during erase ($round)" "$? $(cat "$T/out.store")" '0 '
	wait "$erasing"
	is "erase during store ($round)" "$? $(cat "$T/out.erase")" '0 '
	check "at most one item is left ($round)" [ "$(count_items)" -le 1 ]
done

# Reading while others store: the license is there all the time, so it is never locked, nor not found.
store "$H" u license-0
for writer in 1 2; do
	for number in 1 2 3 4 5 6 7 8 9 10; do
		printf '{"ServerURL":"%s","Username":"u%s","Secret":"license-%s"}' "$H" "$writer$number" "$number" |
			"$HELPER" store
	done > "$T/out.writer$writer" 2>&1 &
	eval "writer$writer=$!"
done
for verb in get list "dockerconfigjson -o json" "configure --client docker"; do
	while kill -0 "$writer1" 2> "$T/which" || kill -0 "$writer2" 2> "$T/which"; do
		# shellcheck disable=SC2086 # words
		echo "$H" | "$HELPER" $verb 2>&1 || echo failed
	done > "$T/out.${verb%% *}" &
	eval "reader_${verb%% *}=$!"
done
for reader in "$reader_get" "$reader_list" "$reader_dockerconfigjson" "$reader_configure"; do
	wait "$reader"
done
is 'storing while others read' "$(cat "$T/out.writer1" "$T/out.writer2")" ''
is 'get, while others store' "$(grep -vc '"Secret":"license-' "$T/out.get")" 0
is 'list' "$(grep -v "^{\"$H\":\"u[0-9]*\"}$" "$T/out.list")" ''
is 'dockerconfigjson' "$(grep -v '^{"auths":{' "$T/out.dockerconfigjson")" ''
is 'configure' "$(grep failed "$T/out.configure")" ''

# The lock is in a folder of the user's own, and nowhere else.
check 'the lock is our own file' [ -f "$XDG_RUNTIME_DIR/docker-credential-replicated.change" ]
is 'that nobody else can read' "$(stat -c %a "$XDG_RUNTIME_DIR/docker-credential-replicated.change")" 600
mkdir "$T/shared"
chmod 1777 "$T/shared"
printf '{"ServerURL":"%s","Username":"u","Secret":"license-1"}' "$H" > "$T/in.store"
env XDG_RUNTIME_DIR="$T/shared" "$HELPER" store < "$T/in.store" > "$T/out" 2> "$T/err"
is 'a shared folder: stored all the same, in silence for clients' "$? $(cat "$T/out" "$T/err")" '0 '
printf 'license-2' > "$T/in"
env XDG_RUNTIME_DIR="$T/shared" "$HELPER" login --no-check --domain "$H" < "$T/in" > "$T/out" 2> "$T/err"
is 'a person sees the note once' "$? $(grep -c '^docker-credential-replicated: XDG_RUNTIME_DIR is not set to a private folder of this user: ' "$T/err")" '0 1'
is 'and without a lock there' "$(ls -A "$T/shared")" ''
for mode in 720 702; do
	chmod "$mode" "$T/shared"
	env XDG_RUNTIME_DIR="$T/shared" "$HELPER" store < "$T/in.store" > "$T/out" 2> "$T/err"
	is "a folder of mode $mode: no lock there either" "$? $(cat "$T/out" "$T/err")$(ls -A "$T/shared")" '0 '
done
env -u XDG_RUNTIME_DIR "$HELPER" store < "$T/in.store" > "$T/out" 2> "$T/err"
is 'no XDG_RUNTIME_DIR: in silence, too' "$? $(cat "$T/out" "$T/err")" '0 '
mkdir -m 700 "$T/here"
(cd "$T" && env XDG_RUNTIME_DIR=here "$HELPER" login --no-check --domain "$H" < "$T/in" > "$T/out" 2> "$T/err")
is 'a folder that depends on where the program is: the same note' "$? $(grep -c '^docker-credential-replicated: XDG_RUNTIME_DIR is not set to a private folder of this user: ' "$T/err")" '0 1'
is 'and without a lock in it' "$(ls -A "$T/here")" ''
if [ "$(id -u)" -eq 0 ]; then
	mkdir "$T/theirs"
	chown 1:1 "$T/theirs"
	printf 'license-3' > "$T/in"
	env XDG_RUNTIME_DIR="$T/theirs" "$HELPER" login --no-check --domain "$H" < "$T/in" > "$T/out" 2> "$T/err"
	is "another user's folder, as under sudo: the same note" "$? $(grep -c '^docker-credential-replicated: XDG_RUNTIME_DIR is not set to a private folder of this user: ' "$T/err")" '0 1'
	is 'and nothing is left there' "$(ls -A "$T/theirs")" ''
else
	skip "another user's folder" 'requires root'
fi
done_testing
