#!/bin/sh
# SPDX-License-Identifier: MIT
# No bus, a mute one, one that dies: a sentence each, in time, and never not-found.
. "${0%/*}/../lib.sh"
in_bare_bus "$@"

me=docker-credential-replicated
H=proxy.replicated.com
request='{"ServerURL":"'$H'","Username":"u","Secret":"s"}'
verbs='get store erase list'

each_verb() { # NAME PATTERN: each verb fails with one sentence like it, on both streams
	for verb in $verbs; do
		case $verb in store) printf '%s' "$request" ;; *) printf '%s' "$H" ;; esac > "$T/in"
		run "$verb"
		is "$1: $verb" "$status $(wc -l < "$T/out") $(grep -c "$2" "$T/out")" '1 1 1'
		is "$1: $verb says so on both streams" "$(cat "$T/err")" "$me: $(cat "$T/out")"
	done
	input "$H"
	run dockerconfigjson
	is "$1: no Helm value, and one sentence" "$status $(cat "$T/out") $(wc -l < "$T/err")" "1 $(printf "$HELM_STOPS") 1"
	input registry.example.com
	says "$1: a foreign host is not found" 1 "$NOT_FOUND" '' get
}

bus=$DBUS_SESSION_BUS_ADDRESS
DBUS_SESSION_BUS_ADDRESS=unix:path=$T/nowhere
each_verb 'no socket there' '^keyring is unavailable: no session bus (.*): log in to a desktop session as the user whose keyring it is, keep licenses in a vault (.*), or provide the license with REPLICATED_LICENSE_ID_FILE$'
DBUS_SESSION_BUS_ADDRESS=nonsense
each_verb 'a broken address' '^keyring is unavailable: no session bus'
DBUS_SESSION_BUS_ADDRESS=
each_verb 'an empty address' '^keyring is unavailable: no session bus (DBUS_SESSION_BUS_ADDRESS is not set): '
unset DBUS_SESSION_BUS_ADDRESS
each_verb 'no address' '^keyring is unavailable: no session bus (DBUS_SESSION_BUS_ADDRESS is not set): '
input "$H"
env -u XDG_RUNTIME_DIR "$HELPER" get < "$T/in" > "$T/out" 2> "$T/err"
is 'no XDG_RUNTIME_DIR either' "$? $(grep -c '^keyring is unavailable: no session bus' "$T/out")" '1 1'

# A socket that accepts and never answers.
cat > "$T/mute" << 'PERL'
use strict; use IO::Socket::UNIX;
my $server = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 64) or die $!;
my @kept;
while (my $client = $server->accept) {
	syswrite($client, $ARGV[1]) if $ARGV[1];
	if ($ARGV[2]) { close $client } else { push @kept, $client }
}
PERL
perl "$T/mute" "$T/socket" &
mute=$!
while [ ! -S "$T/socket" ]; do sleep 0.05; done
DBUS_SESSION_BUS_ADDRESS=unix:path=$T/socket
REPLICATED_TIMEOUT=1
export DBUS_SESSION_BUS_ADDRESS REPLICATED_TIMEOUT
each_verb 'a mute bus' '^timed out after 1 s waiting for the keyring: check that its service runs and answers, or set REPLICATED_TIMEOUT higher$'
kill "$mute"
rm "$T/socket"
perl "$T/mute" "$T/socket" "$(printf 'REJECTED EXTERNAL\r\n')" &
mute=$!
while [ ! -S "$T/socket" ]; do sleep 0.05; done
each_verb 'an address that is not a bus' '^keyring is unavailable\|^timed out'
kill "$mute"
rm "$T/socket"
perl "$T/mute" "$T/socket" "$(printf 'REJECTED EXTERNAL\r\n')" hangs-up &
mute=$!
while [ ! -S "$T/socket" ]; do sleep 0.05; done
each_verb 'a bus that lets nobody in' '^keyring is unavailable: no session bus (.*): log in to a desktop session '
kill "$mute"

# A bus of our own that dies while a verb waits for the service: each ends by itself, with a sentence.
DBUS_SESSION_BUS_ADDRESS=$bus
REPLICATED_TIMEOUT=10
start_bus() {
	rm -f "$T/pid" "$T/address"
	dbus-daemon --config-file="$T/bus.conf" --print-address=3 --print-pid=4 --nofork 3> "$T/address" 4> "$T/pid" > "$T/daemon.log" 2>&1 &
	while [ ! -s "$T/pid" ]; do sleep 0.05; done
	DBUS_SESSION_BUS_ADDRESS=$(cat "$T/address")
}
for verb in $verbs; do
	start_bus
	start_fake mute=SearchItems
	case $verb in store) printf '%s' "$request" ;; *) printf '%s' "$H" ;; esac > "$T/in"
	"$HELPER" "$verb" < "$T/in" > "$T/out" 2> "$T/err" &
	helper=$!
	while ! grep -q '^SearchItems' "$T/fake.log"; do sleep 0.02; done
	kill -9 "$(cat "$T/pid")"
	wait "$helper"
	status=$?
	is "the bus dies: $verb" "$status $(cat "$T/out")" '1 keyring is unavailable: the session bus closed the connection: try again'
	is "the bus dies: $verb says so on both streams" "$(cat "$T/err")" "$me: $(cat "$T/out")"
	stop_fake
done

# Or between the answer of a call and the next call, which cannot be sent any more.
start_bus
start_fake slow=ReadAlias:300
input "$H"
"$HELPER" get < "$T/in" > "$T/out" 2> "$T/err" &
helper=$!
while ! grep -q '^ReadAlias' "$T/fake.log"; do sleep 0.02; done
kill -STOP "$helper"
sleep 0.6
kill -9 "$(cat "$T/pid")"
sleep 0.1
kill -CONT "$helper"
wait "$helper"
is 'the bus dies between two calls' "$? $(cat "$T/out")" '1 keyring is unavailable: the session bus closed the connection: try again'
is 'and none was sent' "$(sed 1d "$T/fake.log")" 'ReadAlias /org/freedesktop/secrets'
stop_fake

# ---- a service that the first call starts ----
# Nothing tells what it is before it has answered.
mkdir "$T/services"
ln -s "$build/tests/fake/secret-service" "$T/keepassxc"
printf '[D-BUS Service]\nName=org.freedesktop.secrets\nExec=%s no-collection\n' "$T/keepassxc" > "$T/services/org.freedesktop.secrets.service"
sed -i "s|</busconfig>|<servicedir>$T/services</servicedir></busconfig>|" "$T/bus.conf"
start_bus
fails 'KeePassXC without a database' 'keyring is locked: unlock the database in KeePassXC, then try again\n' list
kill "$(cat "$T/pid")"
done_testing
