#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual as web pages: one stylesheet, a table of contents, and links that lead somewhere.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1

command -v mandoc > "$T/which" || skip_all "no mandoc on this machine: run 'make deps-check'"
check 'make html' make --no-print-directory BUILD="$T/build" html
for page in man/*.[1-8]; do
	page=${page##*/}
	html=$T/build/html/$page.html
	is "$page: its stylesheet" "$(grep -o '<link rel="stylesheet" href="[^"]*"' "$html")" '<link rel="stylesheet" href="manual.css"'
	check "$page: a table of contents" grep -q '>TABLE OF CONTENTS<' "$html"
	grep -o 'href="#[^"]*"' "$html" | sort -u | cut -d '#' -f 2 | tr -d '"' > "$T/anchors"
	is "$page: each of its entries leads somewhere" \
		"$(while read -r anchor; do grep -qF "id=\"$anchor\"" "$html" || echo "$anchor"; done < "$T/anchors")" ''
done
check 'the pages are linked with each other' grep -q 'href="registry-check.8.html"' "$T/build/html/docker-credential-replicated.1.html"
check 'the stylesheet is there' [ -s "$T/build/html/manual.css" ]
done_testing
