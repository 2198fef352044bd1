#!/bin/sh
# SPDX-License-Identifier: MIT
# Every script through shellcheck, every manual page through mandoc's lint.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1

find . -type f \( -path ./.ci/run -o -path './packaging/*' -o -path './tests/*' \) \
	-exec sh -c 'for f; do head -n 1 "$f" | grep -qE "^#!.*[ /](sh|bash)$" && echo "$f"; done' sh {} + | sort > "$T/scripts"
echo ./tests/lib.sh >> "$T/scripts"
if command -v shellcheck > "$T/which"; then
	# SC1091: a test's lib.sh is named at run time. SC2154, SC2034: variables that lib.sh sets or reads.
	# SC2089, SC2090: JSON in a variable for the program.
	while read -r script; do
		check "shellcheck $script" shellcheck -S warning -e SC1091,SC2034,SC2089,SC2090,SC2154 "$script"
	done < "$T/scripts"
else
	skip shellcheck 'no shellcheck on this machine'
fi

for page in man/*.[1-8]; do
	[ -e "$page" ] || continue
	if ! command -v mandoc > "$T/which"; then
		skip "mandoc -T lint $page" 'no mandoc on this machine'
		continue
	fi
	is "mandoc -T lint $page" "$(mandoc -T lint -W warning "$page" 2>&1)" ''
done
done_testing
