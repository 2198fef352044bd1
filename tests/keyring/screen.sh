# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# screen.sh - a screen of the test's own, and a person in front of it: for the tests of keyrings that show prompts. It is
# sourced after lib.sh. Xvfb finds a free display by itself; xdotool presses the keys.

need_screen() {
	for program in Xvfb xdotool "$@"; do
		command -v "$program" > "$T/which" || skip_all "no $program on this machine: run 'packaging/deps keyrings'"
	done
}
start_screen() {
	Xvfb -displayfd 3 -screen 0 1024x768x24 3> "$T/display" 2> "$T/xvfb.log" &
	screen=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ -s "$T/display" ] && break
		sleep 0.5
	done
	DISPLAY=:$(cat "$T/display")
	export DISPLAY
	# What the bus starts shows its windows there, too. Dialogs go on after what GLib calls critical.
	unset G_DEBUG
	dbus-update-activation-environment DISPLAY G_DEBUG= > "$T/environment.log" 2>&1
}
stop_screen() {
	kill "$screen" 2> "$T/which"
	wait "$screen" 2> "$T/which"
}
windows() { xdotool search --onlyvisible --name '.' 2> "$T/which" | wc -l; }
# await_window [COUNT]: until there are more windows than COUNT, 10 s at most; then a second for it to take keys.
await_window() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ "$(windows)" -gt "${1:-0}" ] && break
		sleep 0.5
	done
	sleep 1
}
press() { xdotool key --clearmodifiers --delay 50 "$@" 2> "$T/xdotool.log"; }

# ---- pictures, which are kept if the test fails ----

take_picture() { # NUMBER of the prompt
	xwd -root -silent > "$T/prompt-$1.xwd" 2> "$T/xwd.log" || rm -f "$T/prompt-$1.xwd"
}
keep_pictures() {
	mkdir -p "$build/keyrings"
	for picture in "$T"/prompt-*.xwd; do
		[ -e "$picture" ] || continue
		kept=${0##*/}
		kept=$build/keyrings/${kept%.*}-$tests-${picture##*/prompt-}
		# A PNG can be looked at with any program.
		if convert "xwd:$picture" "${kept%.xwd}.png" 2> "$T/which"; then kept=${kept%.xwd}.png; else cp "$picture" "$kept"; fi
		echo "# the screen: $kept"
	done
}

# ---- what a person does ----

# asks_and NAME WANT VERB KEY... [-- KEY...]: the verb asks a person, who presses these keys, and after "--" those of the next
# window; WANT is its exit status and standard output. The person takes $thinks seconds before each.
asks_and() {
	asks_name=$1 want=$2 verb=$3
	shift 3
	rm -f "$T"/prompt-*.xwd
	asks_before=$(windows)
	"$HELPER" "$verb" < "$T/in" > "$T/out" 2> "$T/err" &
	helper=$!
	await_window "$asks_before"
	prompts=1 keys=
	take_picture 1
	for key; do
		if [ "$key" != -- ]; then
			keys="$keys $key"
			continue
		fi
		sleep "${thinks:-0}"
		# shellcheck disable=SC2086 # names of keys
		press $keys
		keys=
		sleep 2
		prompts=$((prompts + 1))
		take_picture "$prompts"
	done
	sleep "${thinks:-0}"
	# shellcheck disable=SC2086
	press $keys
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		kill -0 "$helper" 2> "$T/which" || break
		sleep 1
	done
	take_picture end
	kill "$helper" 2> "$T/which"
	wait "$helper"
	got="$? $(cat "$T/out")"
	is "$asks_name" "$got" "$want"
	[ "$got" = "$want" ] || keep_pictures
}
# nobody_answers NAME VERB: the verb asks, and nobody is there for the 120 s of a prompt.
nobody_answers() {
	rm -f "$T"/prompt-*.xwd
	nobody_before=$(windows)
	started=$(date +%s)
	"$HELPER" "$2" < "$T/in" > "$T/out" 2> "$T/err" &
	helper=$!
	await_window "$nobody_before"
	take_picture 1
	check "$1: a prompt is shown" [ "$(windows)" -gt "$nobody_before" ]
	wait "$helper"
	got="$? $(cat "$T/out")"
	took=$(($(date +%s) - started))
	nobody='the keyring showed a prompt, and nobody answered it for 120 s: answer it, then try again'
	is "$1: nobody answered" "$got" "1 $nobody"
	is "$1: both streams say so" "$(cat "$T/err")" "docker-credential-replicated: $nobody"
	check "$1: after 120 s" test "$took" -ge 119 -a "$took" -le 130
	[ "$got" = "1 $nobody" ] || keep_pictures
}
# ten_and_dismiss WANT: ten calls of get at once, and a person who dismisses the one prompt that is shown.
ten_and_dismiss() {
	rm -f "$T"/prompt-*.xwd
	ten_before=$(windows) pids=
	for number in 1 2 3 4 5 6 7 8 9 10; do
		"$HELPER" get < "$T/in" > "$T/ten.$number" 2> "$T/ten-err.$number" &
		pids="$pids $!"
	done
	await_window "$ten_before"
	take_picture 1
	press Escape
	started=$(date +%s)
	# shellcheck disable=SC2086 # one word a process
	wait $pids
	check 'ten at once end with one dismissal' [ $(($(date +%s) - started)) -le 10 ]
	got=$(cat "$T"/ten.* | sort | uniq -c | tr -s ' ')
	is 'each of the ten says that the keyring is locked' "$got" " 10 $1"
	[ "$got" = " 10 $1" ] || keep_pictures
}
# A person who presses this key for each window that appears, until stop_pressing.
start_pressing() { # KEY
	stop_pressing
	pressing_from=$(windows)
	while sleep 0.5; do
		[ "$(windows)" -le "$pressing_from" ] || press "$1"
	done &
	pressing=$!
}
stop_pressing() {
	[ -z "${pressing-}" ] || kill "$pressing" 2> "$T/which"
	pressing=
}

# For tests of any keyring: nothing of it outlives the test.
end_lab_at_exit() {
	trap 'ended=$?; stop_pressing; [ -z "${fake-}" ] || stop_service; [ -z "${screen-}" ] || stop_screen; (exit "$ended"); finish_test' EXIT
}
