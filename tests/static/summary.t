#!/bin/sh
# SPDX-License-Identifier: MIT
# tests/check counts what tests say and what they fail to say, and names the failed ones first.
. "${0%/*}/../lib.sh"

mkdir -p "$T/tree/tests/protocol" "$T/tree/tests/registry" "$T/tree/tests/unit" "$T/tree/tests/real-clients"
cp "$top/tests/check" "$T/tree/tests/"
a_test() { # NAME: a file of tests that consists of standard input
	{
		echo '#!/bin/sh'
		cat
	} > "$T/tree/tests/$1"
	chmod +x "$T/tree/tests/$1"
}
# closing PART...: the last line of tests/check for these parts; $status
closing() {
	status=0
	# No program is built here.
	(cd / && MAKE=true sh "$T/tree/tests/check" "$@") > "$T/out" 2> "$T/err" || status=$?
	last=$(tail -n 1 "$T/out")
}

a_test protocol/good.t << 'TEST'
echo 'ok 1 - one'
echo 'ok 2 - two'
echo 'ok 3 - three # SKIP no reason'
echo 1..3
TEST
a_test protocol/skipped-whole.t << 'TEST'
echo '1..0 # SKIP no program'
TEST
a_test real-clients/docker.t << 'TEST'
echo 'not ok 1 - has a target of its own'
echo 1..1
TEST
a_test protocol/get.t << 'TEST'
echo "ok 1 - ${BUILD##*/} ${TEST_KEYRING-}"
echo 1..1
TEST
closing on-vault
is 'a test of any keyring also runs with the vault' "$status $last $(grep -h '^ok' "$T/tree/build/check/build/tests/protocol/get.t@vault.log")" \
	'0 3 passed, 0 failed, 0 skipped ok 1 - build vault'
rm "$T/tree/tests/protocol/get.t"

closing protocol
is 'two builds and two tests, one of three skipped, one file skipped whole' "$status $last" '0 4 passed, 0 failed, 2 skipped'
check 'the reason of a skip is shown' grep -qF 'a whole file # SKIP no program' "$T/out"

a_test registry/fails.t << 'TEST'
echo 'ok 1 - one'
echo 'not ok 2 - the second'
seq 200 | sed 's/^/# line /'
echo 1..2
exit 1
TEST
a_test registry/dies.t << 'TEST'
echo 1..1
echo 'ok 1 - one'
echo 'the last words' >&2
kill -KILL $$
TEST
a_test registry/short.t << 'TEST'
echo 'ok 1 - one'
echo 1..2
TEST
a_test registry/unplanned.t << 'TEST'
echo 'ok 1 - one'
TEST
a_test registry/silent.t << 'TEST'
exit 0
TEST
closing registry
is 'each way to fail counts once' "$status $last" '1 6 passed, 5 failed, 0 skipped'
sed '1,/^Failed:/d; /^$/,$d' "$T/out" > "$T/names"
cat > "$T/want" << 'WANT'
  build-dev/tests/registry/dies.t: - it ended with status 137
  build-dev/tests/registry/fails.t: 2 - the second
  build-dev/tests/registry/short.t: - it ran 1 of its 2 tests
  build-dev/tests/registry/silent.t: - it ended before it said how many tests there are
  build-dev/tests/registry/unplanned.t: - it ended before it said how many tests there are
WANT
is 'all names of failed tests come first' "$(cat "$T/names")" "$(cat "$T/want")"
check 'what a failed test said is shown' grep -qx '  # line 30' "$T/out"
check 'what a test that died said last is shown' grep -qF 'the last words' "$T/out"

closing
is 'all folders but those with a target of their own' "$status $last" '1 8 passed, 5 failed, 2 skipped'
closing unknown
is 'an unknown part is refused' "$status $(cat "$T/err")" '2 tests/check: no such part: unknown'
done_testing
