#!/bin/sh
# SPDX-License-Identifier: MIT
# What people read is plain English: the words of tests/static/unused-words are in no document, example, message, help
# text, comment of a header or name of a test, and the program does not call itself "we".
. "${0%/*}/../lib.sh"
cd "$top" || exit 1

pattern=$(grep -v '^#' tests/static/unused-words | cut -f 1 | paste -s -d '|')

# Prints "FILE: …" with the words around each use. A sentence may go over several lines, so each paragraph is one line.
uses() { # FILE...
	for file; do
		perl -00 -pe 's/^[ \t]*(#|\*)[ \t]*//mg; s/\s*\n(?=.)\s*/ /g' "$file" |
			grep -oiP ".{0,40}(?:$pattern).{0,40}" | sed "s|^|$file: |"
	done
}
# The string literals of C, one a line; those that are written in several parts are one.
literals() {
	find helper keyring -name '*.c' -exec perl -0777 -ne \
		's/^#include.*$//mg; s/"\s*\n\s*"//g; print "$ARGV: $&\n" while /"(?:[^"\\\n]|\\.)*"/g' {} +
}
headers() {
	find helper keyring -name '*.h' -exec perl -0777 -ne \
		'while (m{/\*.*?\*/}gs) { my $text = $&; $text =~ s/\s*\n\s*(\*(?!\/))?\s*/ /g; print "$ARGV: $text\n" }' {} +
}
test_names() {
	grep -rnHoE --include='*.t' --include='*.test' \
		"^[[:space:]]*(is|ok|not_ok|check|says|fails|absent|works|refused|skip|answered) (\"[^\"]*\"|'[^']*')" tests
}
make_targets() {
	sed -n 's/^\([a-z0-9-]*\):.*[#]# /\1: /p' Makefile tests/tests.mk packaging/packaging.mk
}
literals > "$T/literals"
headers > "$T/headers"
test_names > "$T/names"
make_targets > "$T/targets"
for document in ./*.md packaging/demo packaging/debian/control man/*.[1-8] $(find packaging/kubelet packaging/examples -type f); do
	is "$document" "$(uses "$document")" ''
done
for texts in literals headers names targets; do
	check "$texts are found" [ -s "$T/$texts" ]
	is "$texts" "$(grep -iP "$pattern" "$T/$texts")" ''
done
is 'messages say "this helper", not "we"' "$(sed 's/^[^:]*: //' "$T/literals" | grep ' ' | grep -iwE 'we|us|our|ours')" ''

# Each pattern finds something: one with a mistake in it would find nothing for ever.
printf '%s\n' 'it lies there' 'a lie' 'it stands' 'it wants' 'is wanted' 'it names us' 'it goes by' 'they go by' 'mend it' \
	'where there is none' 'where there is no file' 'beside it' 'parted by' 'of yours' 'the same again' 'hands it out' 'ask us' \
	'it is no file' 'where it is none' 'to be had' 'nothing but' 'once more' 'printed anew' 'goes on without' 'tells of' \
	'goes before' 'says of it' 'but for one' 'at hand' 'unless given' 'one a line' 'sees to it' 'the cure' 'without a look' \
	'opens the registry' 'form behind the proxy' 'the house' > "$T/samples"
is 'every pattern matches' "$(grep -v '^#' tests/static/unused-words | cut -f 1 |
	while IFS= read -r one; do grep -qiP -e "$one" "$T/samples" || echo "$one"; done)" ''
is 'and every sample' "$(grep -viP "$pattern" "$T/samples")" ''
done_testing
