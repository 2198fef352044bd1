#!/bin/sh
# SPDX-License-Identifier: MIT
# A person takes 27 s to answer a prompt: longer than the deadline of a call (20 s), and than a call of D-Bus has by
# default (25 s). A prompt has 120 s, whatever it asks. Each case has a bus of its own, so all of them wait at once.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
command -v dbus-run-session > "$T/which" || skip_all "no dbus-run-session on this machine: run 'make deps-check'"

H=proxy.replicated.com
write_bus_config
cat > "$T/case.sh" << 'END'
# case.sh CASE VERB WORD...: the verb, with a service that behaves as the words say
case=$1 verb=$2
shift 2
mkdir -m 700 "$T/run.$case"
"$build/tests/fake/secret-service" "$@" > "$T/fake.$case" 2>&1 &
fake=$!
until grep -q '^ready' "$T/fake.$case"; do sleep 0.02; done
if [ "$case" = beside ]; then
	(
		until grep -q '^Prompt' "$T/fake.$case"; do sleep 0.1; done
		status=0
		XDG_RUNTIME_DIR=$T/run.$case "$HELPER" erase < "$T/in.erase" > "$T/out.waits" 2>&1 || status=$?
		echo "$status $(cat "$T/out.waits") $(grep -c '^Delete' "$T/fake.$case")" > "$T/answer.waits"
	) &
	waits=$!
fi
started=$(date +%s) status=0
XDG_RUNTIME_DIR=$T/run.$case "$HELPER" "$verb" < "$T/in.$verb" > "$T/out.$case" 2> "$T/err.$case" || status=$?
took=$(($(date +%s) - started))
[ "$case" != beside ] || wait "$waits"
kill "$fake"
echo "$status $([ "$took" -ge 26 ] && echo late) $(cat "$T/out.$case" "$T/err.$case")" > "$T/answer.$case"
END
export T build HELPER
printf %s "$H" > "$T/in.get"
cp "$T/in.get" "$T/in.erase"
printf '{"ServerURL":"%s","Username":"v","Secret":"new"}' "$H" > "$T/in.store"

pids=
begin() { # CASE VERB WORD...
	dbus-run-session --config-file="$T/bus.conf" -- sh "$T/case.sh" "$@" 2> "$T/bus.$1" &
	pids="$pids $!"
}
found="{\"ServerURL\":\"$H\",\"Username\":\"u\",\"Secret\":\"of-the-fake\"}"
begin unlock get locked prompt=accept answered-after=27000
# Some answer the call that shows the prompt only when it was answered.
begin slow get locked prompt=accept slow=Prompt:27000
begin replace store ask=CreateItem prompt=accept answered-after=27000
begin collection store no-collection ask=CreateCollection prompt=accept answered-after=27000
begin remove erase ask=Delete prompt=accept answered-after=27000
begin beside store ask=CreateItem prompt=accept answered-after=27000
begin refuse store ask=CreateItem prompt=dismiss answered-after=27000
# shellcheck disable=SC2086 # one word a process
wait $pids

is 'get, unlocked late' "$(cat "$T/answer.unlock")" "0 late $found"
is 'get, unlocked late by a service that says nothing before' "$(cat "$T/answer.slow")" "0 late $found"
is 'store over an item, confirmed late' "$(cat "$T/answer.replace")" '0 late '
is 'store, the first collection created late' "$(cat "$T/answer.collection")" '0 late '
is 'erase, confirmed late' "$(cat "$T/answer.remove")" '0 late '
is 'store while another change waits for it' "$(cat "$T/answer.beside")" '0 late '
is 'that one waits as long, and then removes what was stored' "$(cat "$T/answer.waits")" '0  2'
is 'store over an item, refused late' "$(sort -u "$T/out.refuse") $(head -n 1 "$T/answer.refuse" | cut -c 1-7)" \
	'the license was not stored: the keyring asked for a confirmation, and the answer was no: try again and confirm it 1 late '
done_testing
