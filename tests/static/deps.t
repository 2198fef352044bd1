#!/bin/sh
# SPDX-License-Identifier: MIT
# packaging/deps says what it runs with sudo before it does, and asks only for what is missing.
. "${0%/*}/../lib.sh"

# A machine that has nothing, where we are not root.
mkdir "$T/bin"
program() { # NAME: of that machine; standard input is what it does
	{
		echo '#!/bin/sh'
		cat
	} > "$T/bin/$1"
	chmod +x "$T/bin/$1"
}
echo 'echo 1000' | program id
echo 'echo "sudo runs: $*"' | program sudo
echo 'echo "apt-get without root: $*"; exit 1' | program apt-get
deps() { # ARGUMENT...
	status=0
	PATH=$T/bin /bin/sh "$top/packaging/deps" "$@" > "$T/out" 2> "$T/err" || status=$?
}
cat > "$T/missing" << 'MISSING'
missing on this machine:
  dot (package graphviz)
MISSING
cat > "$T/said" << 'SAID'
as root, with sudo, which may ask for your password:
+ sudo apt-get -q update
sudo runs: apt-get -q update
as root, with sudo, which may ask for your password:
+ sudo apt-get -q install -y --no-install-recommends -o DPkg::Lock::Timeout=600 graphviz
sudo runs: apt-get -q install -y --no-install-recommends -o DPkg::Lock::Timeout=600 graphviz
SAID

deps -n pictures
is '-n says what is missing' "$status $(cat "$T/err")" "1 $(cat "$T/missing")"
is '-n runs nothing' "$(cat "$T/out")" ''
deps pictures
is 'sudo is announced' "$(cat "$T/out")" "$(cat "$T/said")"
is 'what is still missing then is said' "$status $(head -n 2 "$T/err")" "1 $(cat "$T/missing")"
rm "$T/bin/sudo"
deps pictures
is 'without sudo nothing is run' "$status $(cat "$T/out")" '1 '
program dot < /dev/null
deps pictures
is 'where nothing is missing, nothing is said' "$status $(cat "$T/out" "$T/err")" '0 '

# What not every release of Debian has is asked for where apt knows it, and is never in the way.
for command in $(sed -n "s/^check	cmd:\([^	]*\).*/\1/p" "$top/packaging/deps"); do
	[ "$command" = gopass ] || program "$command" < /dev/null
done
echo 'echo "sudo runs: $*"' | program sudo
echo 'exit 1' | program apt-cache
deps check
is 'a package that this release lacks is not asked for' "$status $(cat "$T/out" "$T/err")" '0 '
deps -n check
is 'and is not reported as missing' "$status $(cat "$T/out" "$T/err")" '0 '
program apt-cache < /dev/null
deps check
is 'one that it has is' "$status $(tail -n 1 "$T/out")" \
	'0 sudo runs: apt-get -q install -y --no-install-recommends -o DPkg::Lock::Timeout=600 gopass'
done_testing
