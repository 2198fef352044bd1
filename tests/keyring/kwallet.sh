# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# kwallet.sh - the Secret Service of KWallet, on the screen of screen.sh. Sourced after both. Until KWallet 6.13 it is in
# kwalletd itself, later in ksecretd.

for kwallet in ksecretd kwalletd6 kwalletd5 ''; do
	[ -n "$kwallet" ] && command -v "$kwallet" > "$T/which" && break
done
need_kwallet() {
	[ -n "$kwallet" ] || skip_all "no KWallet on this machine: run 'packaging/deps keyrings'"
	need_screen
}
service_version() { echo "KWallet $(QT_QPA_PLATFORM=offscreen "$kwallet" --version 2> "$T/which" | sed 's/.* //')"; }

LOCKED='keyring is locked: open the wallet in KWalletManager, then try again\n'

# KWallet writes a changed wallet to the disk some seconds later, but not when it is ended.
KWALLET_WRITES=7

start_kwallet() {
	mkdir -p "$XDG_CONFIG_HOME"
	[ -e "$XDG_CONFIG_HOME/kwalletrc" ] || printf '[Wallet]\nEnabled=true\nFirst Use=false\n[org.freedesktop.secrets]\napiEnabled=true\n' > "$XDG_CONFIG_HOME/kwalletrc"
	"$kwallet" > "$T/kwallet.log" 2>&1 &
	fake=$!
	gdbus wait --session --timeout 20 org.freedesktop.secrets
}
stop_service() {
	kill "$fake" 2> "$T/which"
	wait "$fake" 2> "$T/which"
	fake=
}
click() { # X Y; the pointer then returns to the middle, where dialogs are: without a window manager, it decides who gets keys
	xdotool mousemove "$1" "$2" click 1
	sleep 1
	xdotool mousemove 512 384
}
# first_store: stores what $T/in contains, and answers the dialogs for a new wallet: its kind (not GPG, which requires a key;
# that choice is lower in KWallet 5), its password pw, twice, and that this is a weak password.
first_store() {
	run_log=$T/first-store.log
	"$HELPER" store < "$T/in" > "$run_log" 2>&1 &
	helper=$!
	await_window
	take_picture 1
	click 380 331
	click 380 306
	press alt+f
	sleep 2
	take_picture 2
	press p w Tab p w Return
	sleep 2
	take_picture 3
	press Return
	wait "$helper"
	first_status="$? $(cat "$run_log")"
}

# ---- for tests of any keyring ----

start_service() {
	end_lab_at_exit
	need_kwallet
	start_screen
	start_kwallet
	printf '{"ServerURL":"proxy.replicated.com","Username":"u","Secret":"s"}' > "$T/in"
	first_store
	[ "$first_status" = '0 ' ] || {
		keep_pictures
		echo "Bail out! no wallet: $first_status"
		exit 1
	}
	printf proxy.replicated.com > "$T/in"
	run erase
}
lock_keyring() {
	service_call Lock "[$(service_call ReadAlias default | tr -d '(),')]" > "$T/lock.log"
	start_pressing Escape
}
restart_keyring_locked() {
	sleep "$KWALLET_WRITES"
	stop_service
	start_kwallet
}
