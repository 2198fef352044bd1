# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# keepassxc.sh - a real KeePassXC as the Secret Service of a test, on the screen of screen.sh. Sourced after both.

need_keepassxc() { need_screen keepassxc keepassxc-cli; }
service_version() { echo "KeePassXC $(keepassxc-cli --version)"; }

# Its lock file is in TMPDIR.
TMPDIR=$T/run
export TMPDIR
LOCKED='keyring is locked: unlock the database in KeePassXC, then try again\n'

# A database whose root group is exposed to the Secret Service. Its password is pw.
create_database() {
	printf 'pw\npw\n' | keepassxc-cli db-create --set-password "$T/test.kdbx" > "$T/create.log" 2>&1
	echo pw | keepassxc-cli export --format xml "$T/test.kdbx" > "$T/test.xml" 2> "$T/export.log"
	group=$(sed -n 's|.*<UUID>\(.*\)</UUID>.*|\1|p' "$T/test.xml" | head -n 1)
	uuid=$(printf %s "$group" | base64 -d | od -An -tx1 | tr -d ' \n' | sed 's/^\(.\{8\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)/\1-\2-\3-\4-/')
	sed -i "s|</Meta>|<CustomData><Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>{$uuid}</Value></Item></CustomData></Meta>|" "$T/test.xml"
	rm "$T/test.kdbx"
	printf 'pw\npw\n' | keepassxc-cli import --set-password "$T/test.xml" "$T/test.kdbx" > "$T/import.log" 2>&1
	open_database=$T/test.kdbx
}
database_is() { # Locked|Unlocked
	database=$(service_call ReadAlias default | tr -dc 'a-zA-Z0-9_/ ' | sed 's/.* //')
	[ "$database" != / ] || return 1
	case $(gdbus call --session -d org.freedesktop.secrets -o "$database" -m org.freedesktop.DBus.Properties.Get org.freedesktop.Secret.Collection Locked) in
	*true*) [ "$1" = Locked ] ;;
	*) [ "$1" = Unlocked ] ;;
	esac
}
start_keepassxc() { # yes|no SETTING...: with $open_database unlocked or not, and settings of its Secret Service
	unlocked=$1
	shift
	mkdir -p "$XDG_CONFIG_HOME/keepassxc"
	{
		printf '[General]\nUpdateCheckMessageShown=true\nAutoSaveAfterEveryChange=%s\n[GUI]\nCheckForUpdates=false\n[Security]\nNoConfirmMoveEntryToRecycleBin=false\n[FdoSecrets]\nEnabled=true\n' "${saves:-true}"
		for setting; do echo "$setting"; done
	} > "$XDG_CONFIG_HOME/keepassxc/keepassxc.ini"
	if [ "$unlocked" = yes ]; then set -- --pw-stdin; else set --; fi
	rm -f "$T/local.ini" # it opens again what was open
	echo pw | keepassxc "$@" --config "$XDG_CONFIG_HOME/keepassxc/keepassxc.ini" --localconfig "$T/local.ini" ${open_database:+"$open_database"} >> "$T/keepassxc.log" 2>&1 &
	fake=$!
	gdbus wait --session --timeout 20 org.freedesktop.secrets
	if [ "$unlocked" = yes ]; then state=Unlocked; else state=Locked; fi
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -z "$open_database" ] || database_is $state && break
		sleep 1
	done
	sleep 2
}
# It ends on SIGKILL only.
stop_service() {
	kill -9 "$fake"
	wait "$fake" 2> "$T/which"
	fake=
}

# ---- for tests of any keyring ----

start_service() {
	end_lab_at_exit
	need_keepassxc
	create_database
	start_screen
	# 2.7.4 crashes if it is changed while a thread of it saves the database (a segmentation fault in libQt5Core).
	saves=false
	start_keepassxc yes ConfirmAccessItem=false ConfirmDeleteItem=false
	# 2.7 asks before it replaces an item all the same.
	start_pressing Return
}
# Its Lock shows a dialog.
lock_keyring() {
	restart_keyring_locked
}
restart_keyring_locked() {
	stop_pressing
	stop_service
	start_keepassxc no ConfirmAccessItem=false ConfirmDeleteItem=false
	start_pressing Escape
}
