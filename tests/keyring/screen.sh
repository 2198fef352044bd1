# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# screen.sh - a screen of the test's own, and a person in front of it: for the tests of keyrings that show prompts. It is
# sourced behind lib.sh. Xvfb finds a free display by itself; the keys are pressed by xdotool.

start_screen() {
	Xvfb -displayfd 3 -screen 0 1024x768x24 3> "$T/display" 2> "$T/xvfb.log" &
	screen=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ -s "$T/display" ] && break
		sleep 0.5
	done
	DISPLAY=:$(cat "$T/display")
	export DISPLAY
	# What the bus starts shows its windows there, too.
	dbus-update-activation-environment DISPLAY > "$T/environment.log" 2>&1
}
stop_screen() {
	kill "$screen" 2> "$T/which"
	wait "$screen" 2> "$T/which"
}
windows() { xdotool search --onlyvisible --name '.' 2> "$T/which" | wc -l; }
# await_window [COUNT]: until there are more windows than COUNT, 10 s at most; then half a second for it to take keys.
await_window() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ "$(windows)" -gt "${1:-0}" ] && break
		sleep 0.5
	done
	sleep 1
}
press() { xdotool key --clearmodifiers --delay 50 "$@" 2> "$T/xdotool.log"; }
# asks_and NAME WANT VERB KEY... [-- KEY...]: the verb asks a person, who presses these keys, and after "--" those of the next
# window; WANT is its exit status and answer. Where it fails, a picture of the screen is kept in $T, if xwd is installed.
asks_and() {
	asks_name=$1 want=$2 verb=$3
	shift 3
	asks_before=$(windows)
	"$HELPER" "$verb" < "$T/in" > "$T/out" 2> "$T/err" &
	helper=$!
	await_window "$asks_before"
	xwd -root -silent > "$T/screen.xwd" 2> "$T/xwd.log"
	keys=
	for key; do
		if [ "$key" != -- ]; then
			keys="$keys $key"
			continue
		fi
		# shellcheck disable=SC2086 # names of keys
		press $keys
		keys=
		sleep 2
	done
	# shellcheck disable=SC2086
	press $keys
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		kill -0 "$helper" 2> "$T/which" || break
		sleep 1
	done
	kill "$helper" 2> "$T/which"
	wait "$helper"
	got="$? $(cat "$T/out")"
	is "$asks_name" "$got" "$want"
	[ "$got" = "$want" ] || cp "$T/screen.xwd" "$T/screen-$tests.xwd"
}
