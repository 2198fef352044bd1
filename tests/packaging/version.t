#!/bin/sh
# SPDX-License-Identifier: MIT
# `version` names the commit in a build from a clone, and only there; building does not require git.
. "${0%/*}/../lib.sh"
command -v git > "$T/which" || skip_all 'no git on this machine'
number=$(sed -n 's/^VERSION := //p' "$top/Makefile")

mkdir "$T/copy"
(cd "$top" && tar -c --exclude=./.git --exclude='./build*' --exclude=./dist .) | tar -x -C "$T/copy"
cd "$T/copy" || exit 1

# The version in the only file that knows it, compiled if that is necessary.
version_here() { # VARIABLE=value...
	object=build/program/helper/runtime/version.o
	env -u MAKEFLAGS make -s BUILD=build DEV=0 "$@" "$object" > "$T/make.log" 2>&1 || cat "$T/make.log"
	strings -a "$object" | grep -E "^$number(\+|\$)"
}
in_git() {
	git -c user.name=test -c user.email=test@example.invalid -c commit.gpgSign=false -c tag.gpgSign=false "$@" > "$T/git.log" 2>&1 ||
		cat "$T/git.log"
}

is 'from the tarball: the number of the release' "$(version_here)" "$number"
in_git init -q .
is 'a repository without a commit' "$(version_here)" "$number"
in_git add Makefile
in_git commit -q -m one
commit=$(git rev-parse --short=12 HEAD)
is 'from a clone: the commit, too' "$(version_here)" "$number+$commit"
cp build/program/helper/runtime/version.o "$T/first.o"
rm -r build
is "and with flags of one's own" "$(version_here CPPFLAGS=-DX)" "$number+$commit"
rm -r build
version_here > "$T/again"
check 'the same commit gives the same bytes' cmp "$T/first.o" build/program/helper/runtime/version.o
in_git tag v9.9.9
is 'another tag is not the release' "$(version_here)" "$number+$commit"
in_git tag "v$number"
is 'at the tag of the release: the number' "$(version_here)" "$number"
in_git commit -q --allow-empty -m two
commit=$(git rev-parse --short=12 HEAD)
is 'after it: the commit again' "$(version_here)" "$number+$commit"

# Nothing else is compiled again for a commit.
objects='build/program/helper/runtime/error.o build/program/helper/runtime/version.o'
compiles() {
	# shellcheck disable=SC2086 # a list of words
	env -u MAKEFLAGS make BUILD=build DEV=0 $objects 2>&1 | grep CC | tr -s ' ' | paste -s -d,
}
compiles > "$T/before"
in_git commit -q --allow-empty -m three
is 'a commit compiles one file' "$(compiles)" ' CC helper/runtime/version.c'

mkdir "$T/no-git"
ln -s /usr/bin/* "$T/no-git/"
rm "$T/no-git/git"
is 'without git: the number' "$(PATH="$T/no-git" version_here)" "$number"
done_testing
