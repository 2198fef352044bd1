#!/bin/sh
# SPDX-License-Identifier: MIT
# What people read is plain English: the words of tests/static/unused-words are in no document, no message, no help
# text, no header's comment and no name of a test.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1

grep -v '^#' tests/static/unused-words > "$T/words"
pattern=$(cut -f 1 "$T/words" | paste -s -d '|')

# Prints "FILE:LINE: text" for each use; the right word is looked up in the list.
uses() {
	grep -niP -e "$pattern" "$@"
}
# The string literals of C, with the place where each of them is.
literals() {
	find helper keyring -name '*.c' -exec awk '
		!/^#include/ { line = $0
			while (match(line, /"([^"\\]|\\.)*"/)) {
				print FILENAME ":" FNR ": " substr(line, RSTART, RLENGTH)
				line = substr(line, RSTART + RLENGTH)
			}
		}' {} +
}
headers() {
	find helper keyring -name '*.h' -exec awk '
		/\/\*/ { inside = 1 }
		inside { print FILENAME ":" FNR ": " $0 }
		/\*\// { inside = 0 }' {} +
}
test_names() {
	grep -rnHoE --include='*.t' --include='*.test' "^[[:space:]]*(is|ok|not_ok|check|says|fails|absent|works|refused|skip|answered) (\"[^\"]*\"|'[^']*')" tests
}
literals > "$T/literals"
headers > "$T/headers"
test_names > "$T/names"
for document in README.md SECURITY.md CONTRIBUTING.md CHANGELOG.md packaging/kubelet/README.md packaging/demo man/*.[1-8]; do
	is "$document" "$(uses "$document")" ''
done
is 'messages and help texts' "$(uses "$T/literals")" ''
is 'comments of headers' "$(uses "$T/headers")" ''
is 'names of tests' "$(uses "$T/names")" ''
done_testing
