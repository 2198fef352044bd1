#!/bin/sh
# SPDX-License-Identifier: MIT
# registry-check by itself: what it takes, what it gives up, who starts it, and what of the license others see
# meanwhile.
# shellcheck source=tests/registry/lib.sh
. "${0%/*}/lib.sh"
need docker-registry htpasswd node

# ---- the question ----

# asks NAME QUESTION STATUS STDOUT STDERR
asks() {
	asks_name=$1 want_status=$3 status=0
	printf '%b' "$2" > "$T/in"
	printf '%b' "$4" > "$T/want-out"
	printf '%b' "$5" > "$T/want-err"
	"$CHECK" < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	answered "$asks_name"
}
me=docker-credential-replicated
refused_question() { # NAME QUESTION SENTENCE
	asks "$1" "$2" 1 '' "$me: $3\n"
}
refused_question 'nothing' '' 'the question is not JSON: send one object as RFC 8259 defines it'
refused_question 'half an object' '{"domain":' 'the question is not JSON: send one object as RFC 8259 defines it'
refused_question 'not an object' '[]' "the question's 'domain' is not a registry domain"
for domain in '' http://a.example a.example/v2 A.example a.example:443 user@a.example a..example 'a.example\\r\\nx' '127.1'; do
	refused_question "the domain '$domain'" "{\"domain\":\"$domain\",\"username\":\"u\",\"license\":\"x\"}" \
		"the question's 'domain' is not a registry domain"
done
refused_question 'a member twice' '{"domain":"a.example","domain":"b.example"}' \
	'the question contains the same member twice: remove one of them'
refused_question 'a colon in the user name' '{"domain":"a.example","username":"u:v","license":"x"}' \
	"the question's 'username' is empty or contains a colon"
refused_question 'a line in the user name' '{"domain":"a.example","username":"u\\nv","license":"x"}' \
	"the question's 'username' contains a control character"
refused_question 'a line in the license' '{"domain":"a.example","username":"u","license":"x\\ny"}' \
	"the question's 'license' is not a license ID"
refused_question 'an empty license' '{"domain":"a.example","username":"u","license":""}' \
	"the question's 'license' is not a license ID"
refused_question 'no license' '{"domain":"a.example","username":"u"}' "the question's 'license' is not a license ID"
refused_question 'a license that is too long' "{\"domain\":\"a.example\",\"username\":\"u\",\"license\":\"$(printf '%4097s' '' | tr ' ' x)\"}" \
	"the question's 'license' is not a license ID"
refused_question 'no user name' '{"domain":"a.example","license":"x"}' "the question's 'username' is empty or contains a colon"
refused_question 'an empty user name' '{"domain":"a.example","username":"","license":"x"}' \
	"the question's 'username' is empty or contains a colon"
refused_question 'no domain' '{"username":"u","license":"x"}' "the question's 'domain' is not a registry domain"
refused_question 'a tag without a name' '{"domain":"a.example","username":"u","license":"x","reference":"1"}' \
	"the question names only one of 'repository' and 'reference'"
refused_question 'a NUL in the license' '{"domain":"a.example","username":"u","license":"x\\u0000y"}' \
	'the question is not JSON: send one object as RFC 8259 defines it'
refused_question 'a name without a tag' '{"domain":"a.example","username":"u","license":"x","repository":"a"}' \
	"the question names only one of 'repository' and 'reference'"
for name in ../a a//b /a A 'a?b' 'a b' a:b a%2fb; do
	refused_question "the image '$name'" \
		"{\"domain\":\"a.example\",\"username\":\"u\",\"license\":\"x\",\"repository\":\"$name\",\"reference\":\"1\"}" \
		"the question's 'repository' and 'reference' do not name an image"
done
head -c 600000 /dev/zero | tr '\0' ' ' > "$T/in"
status=0
"$CHECK" < "$T/in" > "$T/out" 2> "$T/err" || status=$?
is 'a question without end' "$status $(cat "$T/out" "$T/err")" "1 $me: the question on standard input is longer than 524288 bytes"
status=0
"$CHECK" "$LICENSE" < "$T/in" > "$T/out" 2> "$T/err" || status=$?
is 'an argument' "$status $(cat "$T/out" "$T/err")" "1 $me: registry-check takes no arguments: write one question to its standard input"

nobody=localhost:$NOBODY_LISTENS
asks 'the longest license' "{\"domain\":\"$nobody\",\"username\":\"u\",\"license\":\"$(printf '%4096s' '' | tr ' ' x)\"}" 0 \
	'{"outcome":"connection-refused"}\n' ''
asks 'an answer' "{\"domain\":\"$nobody\",\"username\":\"u\",\"license\":\"x\"}" 0 '{"outcome":"connection-refused"}\n' ''
(sleep 2) | REPLICATED_TIMEOUT=1 timeout 30 "$CHECK" > "$T/out" 2> "$T/err"
is 'a question that never comes' "$(cat "$T/out" "$T/err")" \
	"$me: timed out after 1 s waiting for the end of standard input: close it, or set REPLICATED_TIMEOUT higher"

# ---- what others see while it works ----

start_server hostile env LOG="$T/seen" node "$top/tests/fake/hostile-registry.js"
# shellcheck disable=SC2317 # called by until_works
is_ready() {
	grep -q '^ready' "$T/hostile.log"
}
until_works 20 is_ready || not_ok 'the hostile registries' "$(cat "$T/hostile.log")"
silent=$(sed -n 's/^silent //p' "$T/hostile.log")
printf %s "$LICENSE" > "$T/license"
chmod 600 "$T/license"
REPLICATED_DOMAINS=$silent REPLICATED_LICENSE_ID_FILE=$T/license REPLICATED_TIMEOUT=6
export REPLICATED_DOMAINS REPLICATED_LICENSE_ID_FILE REPLICATED_TIMEOUT
unset REPLICATED_LICENSE_ID
SECRET_OF_THE_SHELL=unrelated LD_DEBUG_OUTPUT=/nowhere "$build/bin/$me" check "$silent" < /dev/null > "$T/out" 2> "$T/err" &
parent=$!
child_of() {
	child=$(cat "/proc/$1/task/$1/children" 2> "$T/children.log") && [ -n "$child" ] && child=${child%% *} &&
		[ "$(cat "/proc/$child/comm")" = registry-check ] && grep -q '^Seccomp:.2' "/proc/$child/status"
}
if until_works 5 child_of "$parent"; then
	child_of "$parent"
	cat "/proc/$parent/cmdline" "/proc/$child/cmdline" > "$T/cmdlines"
	absent 'the license is in no argument' "$LICENSE" "$T/cmdlines"
	is 'no new privileges' "$(sed -n 's/^NoNewPrivs:[^0-9]*//p' "/proc/$child/status")" 1
	is 'no core' "$(sed -n 's/^Max core file size *\([0-9]*\) .*/\1/p' "/proc/$child/limits")" 0
	if [ "$(id -u)" -eq 0 ]; then
		tr '\0' '\n' < "/proc/$child/environ" | cut -d = -f 1 | sort > "$T/names"
		is 'its environment' "$(cat "$T/names")" REPLICATED_TIMEOUT
		absent 'the license is in no environment' "$LICENSE" "/proc/$child/environ" "/proc/$parent/environ"
		is 'no other process can inspect it' "$(stat -c %U "/proc/$child/environ")" root
	else
		check 'no other process can inspect it' test ! -r "/proc/$child/environ"
	fi
	kill -KILL "$parent"
	is_gone() {
		! kill -0 "$child" 2> "$T/kill.log"
	}
	check 'it ends with the program' until_works 3 is_gone
else
	not_ok 'registry-check is started' "$(cat "$T/out" "$T/err")"
	kill -KILL "$parent"
fi
wait "$parent" 2> "$T/wait.log"

# ---- who starts it, and who does not ----

REPLICATED_DOMAINS=$nobody
cp -r "$build/bin" "$T/alone"
mkdir "$T/copy"
mv "$T/alone" "$T/copy/bin"
status=0
"$T/copy/bin/$me" check "$nobody" < /dev/null > "$T/out" 2> "$T/err" || status=$?
is 'the program without it' "$status $(cat "$T/out" "$T/err")" \
	"1 $me: cannot start '$T/copy/libexec/$me/registry-check': No such file or directory: install the program again"
mkdir -p "$T/copy/libexec/$me"
for body in 'exit 0' 'echo nonsense' 'cat /dev/zero' 'kill -9 $$' 'echo "{\"outcome\":\"fine\"}"' 'exec sleep 300'; do
	printf '#!/bin/sh\nPATH=/usr/bin:/bin\n%s\n' "$body" > "$T/copy/libexec/$me/registry-check"
	chmod +x "$T/copy/libexec/$me/registry-check"
	status=0
	# It ends by itself, long before this bound.
	REPLICATED_TIMEOUT=2 timeout 30 "$T/copy/bin/$me" check --json "$nobody" < /dev/null > "$T/out" 2> "$T/err" || status=$?
	want=failed
	[ "$body" != 'exec sleep 300' ] || want=timed-out
	is "one that does '$body'" "$status $(grep -o '"outcome":"[^"]*"' "$T/out")" "1 \"outcome\":\"$want\""
done

# What the program asks of it, asked without the program: one answer, one line.
printf '#!/bin/sh\n/bin/cat > %s\n' "$T/question" > "$T/copy/libexec/$me/registry-check"
"$T/copy/bin/$me" check "$nobody" < /dev/null > "$T/out" 2> "$T/err" || status=$?
HELPER=$build/libexec/$me/registry-check
cp "$T/question" "$T/in"
run
is 'one question, one answer' "$status $(wc -l < "$T/out") $(grep -o '"outcome":"[^"]*"' "$T/out")$(cat "$T/err")" \
	'0 1 "outcome":"connection-refused"'
says 'no argument is taken' 1 '' "$me: registry-check takes no arguments: write one question to its standard input\n" "$nobody"
input '{"domain":1}'
run
is 'another text than a question' "$status $(wc -c < "$T/out") $(wc -l < "$T/err")" '1 0 1'
mkfifo "$T/full"
exec 9<> "$T/full"
timeout 1 cat /dev/zero >&9 || true
status=0
REPLICATED_TIMEOUT=1 timeout 30 "$HELPER" < "$T/question" >&9 2> "$T/err" || status=$?
exec 9>&-
is 'it does not wait for one that does not read its answer' "$status $(cat "$T/err")" \
	"1 $me: timed out after 1 s waiting for another program to read its output: read it, or set REPLICATED_TIMEOUT higher"
HELPER=docker-credential-replicated

ldd "$build/bin/$me" > "$T/libraries"
nowhere 'the program has no HTTP library' "$T/libraries" -e curl -e ssl -e gnutls
if command -v strace > "$T/which"; then
	input "$nobody"
	strace -f -o "$T/trace" "$build/bin/$me" get < "$T/in" > "$T/out" 2> "$T/err"
	check 'get answers' grep -qF "$LICENSE" "$T/out"
	is 'get starts nothing' "$(grep -c 'execve(' "$T/trace")" 1
	nowhere 'get opens no connection' "$T/trace" -e 'socket('
	nowhere 'it does not open registry-check either' "$T/trace" -e registry-check
else
	skip 'get starts nothing' 'no strace on this machine'
fi

# ---- memory ----

if command -v valgrind > "$T/which" && ! nm "$build/bin/$me" 2> "$T/nm.log" | grep -q __asan; then
	start_registry htpasswd
	for question in "{\"domain\":\"$registry\",\"username\":\"LICENSE_ID\",\"license\":\"$LICENSE\",\"repository\":\"a/b\",\"reference\":\"1\"}" \
		"{\"domain\":\"$(sed -n 's/^both-in-one //p' "$T/hostile.log")\",\"username\":\"u\",\"license\":\"x\"}" \
		"{\"domain\":\"$nobody\",\"username\":\"u\",\"license\":\"x\"}"; do
		printf %s "$question" > "$T/in"
		REPLICATED_TIMEOUT=60 valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
			--show-leak-kinds=definite --log-file="$T/valgrind.log" "$CHECK" < "$T/in" > "$T/out" 2> "$T/err"
		is "valgrind: $(cut -c 1-60 "$T/out" "$T/err")" "$(cat "$T/valgrind.log")" ''
	done
	REPLICATED_DOMAINS=$registry REPLICATED_TIMEOUT=60
	valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --show-leak-kinds=definite \
		--log-file="$T/valgrind.log" "$build/bin/$me" check "$registry" "$registry/a:1" > "$T/out" 2> "$T/err"
	is 'valgrind: the program that asks' "$(cat "$T/valgrind.log")" ''
else
	skip 'valgrind' 'not on this machine, or the build has sanitizers of its own'
fi
finish
