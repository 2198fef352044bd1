#!/bin/sh
# SPDX-License-Identifier: MIT
# Sizes around every limit, closed, full, slow and endless streams: an answer or a sentence, never a success
# that was none.
. "${0%/*}/../lib.sh"
license=1vusOokxAVp1tkRGuyxnF23PJcq
me=docker-credential-replicated
H=proxy.replicated.com
REPLICATED_LICENSE_ID=$license
export REPLICATED_LICENSE_ID
answer="{\"ServerURL\":\"$H\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}"
too_long='the request on standard input is longer than 65536 bytes\n'

# filled SIZE: a key of ours of just that many bytes
filled() {
	printf '%s/' "$H"
	head -c $(($1 - 21)) /dev/zero | tr '\0' a
}
for size in 22 1023 1024 1025 4095 4096 4097 16383 16384 16385 65535 65536; do
	filled "$size" > "$T/in"
	{ printf '{"ServerURL":"'; cat "$T/in"; printf '","Username":"LICENSE_ID","Secret":"%s"}\n' "$license"; } > "$T/want-out"
	: > "$T/want-err"
	want_status=0
	run get
	answered "a key of $size bytes is one key"
	# Nothing of a longer line is ever taken for a line of its own.
	{ head -c "$size" /dev/zero | tr '\0' x; printf '%s' "$H"; } > "$T/in"
	run get
	absent "no license for $size bytes and then a Replicated domain" "$license" "$T/out" "$T/err"
done
for size in 65537 65538 70000 131072 1048576; do
	filled "$size" > "$T/in"
	fails "a key of $size bytes" "$too_long" get
	fails "erase of $size bytes" "$too_long" erase
	{ printf '{"ServerURL":"%s","Username":"u","Secret":"s","x":"' "$H"; head -c "$size" /dev/zero | tr '\0' x; printf '"}'; } > "$T/in"
	fails "store of more than $size bytes" "$too_long" store
done
{ head -c 65000 /dev/zero | tr '\0' ' '; printf '%s\n' "$H"; } > "$T/in"
says 'spaces before the key' 0 "$answer\n" '' get

# ---- standard input ----
none='no credentials server URL'
for verb in get erase; do
	status=0
	"$HELPER" "$verb" <&- > "$T/out" 2> "$T/err" || status=$?
	is "$verb, closed standard input" "$status $(cat "$T/out")" "1 $none"
	status=0
	"$HELPER" "$verb" < "$T" > "$T/out" 2> "$T/err" || status=$?
	is "$verb of a folder" "$status $(cat "$T/out")" '1 cannot read standard input: Is a directory'
done
REPLICATED_TIMEOUT=1
export REPLICATED_TIMEOUT
late='timed out after 1 s waiting for the end of standard input: close it, or set REPLICATED_TIMEOUT higher'
mkfifo "$T/silent"
sleep 900 > "$T/silent" &
silent=$!
for verb in get store erase; do
	status=0
	"$HELPER" "$verb" < "$T/silent" > "$T/out" 2> "$T/err" || status=$?
	is "$verb, standard input that never ends" "$status $(cat "$T/out") $(cat "$T/err")" "1 $late $me: $late"
done
status=0
"$HELPER" get < /dev/zero > "$T/out" 2> "$T/err" || status=$?
is 'get of /dev/zero' "$status $(cat "$T/out")" "1 $late"
# No client of the protocol has written it: these end as soon as it is too long, however long the writer stays.
ends_at_its_limit() { # NAME SENTENCE STATUS ARGUMENT...: of a stream of zeros, of lines, and of a FIFO that stays open
	ends=$1 sentence=$2 want=$3
	shift 3
	for writer in 'cat /dev/zero' yes 'head -c 17000000 /dev/zero; sleep 60'; do
		status=0
		sh -c "echo \$\$ > '$T/writer.pid'; $writer" > "$T/endless" 2> "$T/writer.log" &
		"$HELPER" "$@" < "$T/endless" > "$T/out" 2> "$T/err" || status=$?
		is "$ends: $writer" "$status $(cat "$T/err")" "$want $me: $sentence"
		pkill -P "$(cat "$T/writer.pid")" 2> "$T/writer.log" || true
		wait $! || true
	done
}
mkfifo "$T/endless"
REPLICATED_TIMEOUT=5
ends_at_its_limit values 'the values file on standard input is longer than 8388608 bytes' 1 values --app a --registry quay.io -
ends_at_its_limit image 'the list on standard input is longer than 16777216 bytes' 1 image --app a -
ends_at_its_limit credential-provider 'the request on standard input is longer than 1048576 bytes' 1 credential-provider
ends_at_its_limit 'dockerconfigjson -o global' 'the license file is larger than 65536 bytes' 1 dockerconfigjson -o global \
	--license-file -
ends_at_its_limit 'terraform-credentials store' 'the object on standard input is longer than 65536 bytes' 1 \
	terraform-credentials store proxy.replicated.com
REPLICATED_KEYRING=vault
export REPLICATED_KEYRING
if vault init && vault unlock; then
	ends_at_its_limit login 'standard input is larger than 65536 bytes' 1 login --no-check
else
	skip 'login' "no vault on this machine: $(cat "$T/vault.log")"
fi
REPLICATED_TIMEOUT=1
for file in - /dev/stdin; do
	status=0
	"$HELPER" login --no-check --license-file "$file" < "$T/silent" > "$T/out" 2> "$T/err" || status=$?
	is "login --license-file $file, standard input that never ends" \
		"$status $(sed 's/the license file/standard input/' "$T/err")" "1 $me: $late"
done
vault lock || true
unset REPLICATED_KEYRING
status=0
"$HELPER" list < "$T/silent" > "$T/out" 2> "$T/err" || status=$?
is 'list does not read' "$status$(cat "$T/err")" 0
for value in 0 -1 x 1x 0x10 ' 1' 1e9 999999999 nan inf . ''; do
	input "$H"
	if [ -z "$value" ]; then
		REPLICATED_TIMEOUT='' says 'an empty REPLICATED_TIMEOUT is the default' 0 "$answer\n" '' get
	else
		REPLICATED_TIMEOUT=$value fails "REPLICATED_TIMEOUT=$value" 'REPLICATED_TIMEOUT is not a positive number of seconds, at most 86400\n' get
	fi
done
REPLICATED_TIMEOUT=0.2
started=$(date +%s)
status=0
"$HELPER" get < "$T/silent" > "$T/out" 2> "$T/err" || status=$?
is 'a fraction of a second' "$status $(cut -d ' ' -f 1-5 "$T/out")" '1 timed out after 0.2 s'
check 'is soon over' [ $(($(date +%s) - started)) -le 2 ]
REPLICATED_TIMEOUT=0.0000001
status=0
timeout 30 "$HELPER" get < "$T/silent" > "$T/out" 2> "$T/err" || status=$?
is 'a fraction of a microsecond' "$status $(cut -d ' ' -f 2-6 "$T/err")" '1 timed out after 1e-07 s'
kill "$silent"
# Another program has made it non-blocking, and the key comes late.
REPLICATED_TIMEOUT=20
nonblocking='use Fcntl; fcntl(STDIN, F_SETFL, fcntl(STDIN, F_GETFL, 0) | O_NONBLOCK) or die; exec @ARGV'
status=0
{ sleep 0.3; printf '%s' "$H"; sleep 0.3; echo; } | perl -e "$nonblocking" "$HELPER" get > "$T/out" 2> "$T/err" || status=$?
is 'a key that comes late into a pipe that does not block' "$status$(cat "$T/err") $(cat "$T/out")" "0 $answer"
REPLICATED_TIMEOUT=1
for arguments in get 'get too-much' '-p Bad get' store erase '-p Bad erase'; do
	rm -f "$T/wrote"
	# shellcheck disable=SC2086 # words of a command line
	{ head -c 300000 /dev/zero | tr '\0' x && echo all > "$T/wrote"; } 2> "$T/writer" | "$HELPER" $arguments > "$T/out" 2> "$T/err"
	is "'$arguments' reads to the end" "$(cat "$T/wrote" "$T/writer" 2>&1)" all
done

# ---- standard output ----
input "$H"
unwritable() { # NAME SENTENCE, after a run with $status and $T/err
	is "$1" "$status $(cat "$T/err")" "1 $me: $2"
}
for verb in get list version --help dockerconfigjson; do
	status=0
	"$HELPER" "$verb" < "$T/in" >&- 2> "$T/err" || status=$?
	unwritable "$verb, closed standard output" 'cannot write the answer to standard output: Bad file descriptor'
	if [ -w /dev/full ]; then
		status=0
		"$HELPER" "$verb" < "$T/in" > /dev/full 2> "$T/err" || status=$?
		unwritable "$verb to a full disk" 'cannot write the answer to standard output: No space left on device'
	fi
	{
		sleep 0.2
		status=0
		"$HELPER" "$verb" < "$T/in" 2> "$T/err" || status=$?
		echo "$status" > "$T/status"
	} | :
	status=$(cat "$T/status")
	unwritable "$verb, nobody reads" 'cannot write the answer to standard output: Broken pipe'
done
status=0
"$HELPER" get < "$T/in" <&- >&- 2>&- || status=$?
is 'all three closed' "$status" 1
status=0
"$HELPER" get < "$T/in" > "$T/out" 2>&- || status=$?
is 'closed standard error changes nothing' "$status $(cat "$T/out")" "0 $answer"
# No file that the program opens takes the place of a stream: what it says would be written there.
mkfifo "$T/request"
"$HELPER" get < "$T/request" > "$T/out" 2>&- &
fake=$!
exec 9> "$T/request"
for _ in $(seq 1 50); do
	[ "$(readlink "/proc/$fake/fd/2" || true)" != /dev/null ] || break
	sleep 0.1
done
# The program is not dumpable, so its own user cannot look.
if readlink "/proc/$fake/fd/0" > "$T/link" 2>&1; then
	is 'closed standard error is /dev/null' "$(readlink "/proc/$fake/fd/2")" /dev/null
else
	skip 'closed standard error is /dev/null' 'only root can see the descriptors of the program'
fi
cat "$T/in" >&9
exec 9>&-
status=0
wait "$fake" || status=$?
fake=
is 'and the answer comes' "$status $(cat "$T/out")" "0 $answer"

# A pipe that is full and stays so; then one that is full, does not block, and is read in time.
fill='use strict; use Fcntl; my ($block) = @ARGV; $| = 1;
	my $flags = fcntl(STDOUT, F_GETFL, 0); fcntl(STDOUT, F_SETFL, $flags | O_NONBLOCK);
	while (defined syswrite(STDOUT, "\0" x 4096)) {} while (defined syswrite(STDOUT, "\0")) {}
	fcntl(STDOUT, F_SETFL, $flags) if $block;'
late='timed out after 1 s waiting for another program to read its output: read it, or set REPLICATED_TIMEOUT higher'
for block in 1 0; do
	for verb in get version; do
		rm -f "$T/status"
		{
			perl -e "$fill" "$block"
			status=0
			"$HELPER" "$verb" < "$T/in" 2> "$T/err" || status=$?
			echo "$status" > "$T/status"
		} | { while [ ! -s "$T/status" ]; do sleep 0.1; done; }
		status=$(cat "$T/status")
		unwritable "$verb into a full pipe (blocking: $block)" "$late"
	done
	{
		perl -e "$fill" "$block"
		"$HELPER" get < "$T/in" 2> "$T/err" || echo failed
	} | { sleep 0.3; tr -d '\0'; } > "$T/out"
	is "a full pipe that is read in time (blocking: $block)" "$(cat "$T/out" "$T/err")" "$answer"
done
done_testing
