#!/bin/sh
# SPDX-License-Identifier: MIT
# A file of a verb reads from its top: its purpose, its options, its entry, what runs it; and the table has every entry.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1

for file in helper/verbs/*.c; do
	verb=${file##*/}
	is "$verb: purpose, entry, then the first function" "$(awk -v name=" * $verb - " '
		FNR <= 4 && index($0, name) == 1 { print "purpose" }
		/^const struct command / && !entry++ { print "entry" }
		/^{/ && !body++ { print "function" }' "$file" | paste -s -d ' ')" 'purpose entry function'
	[ "$verb" = protocol.c ] ||
		is "$verb: the first function is what runs it" \
			"$(grep -B 1 -m 1 '^{' "$file" | head -n 1)" 'static bool run(struct invocation *invocation, GError **error)'
done
sed -n 's/^const struct command \(command_[a-z_]*\) = .*/\1/p' helper/verbs/*.c | sort > "$T/entries"
sed -n 's/^	&\(command_[a-z_]*\),$/\1/p' helper/command.c | sort > "$T/table"
check 'there are entries' [ -s "$T/entries" ]
is 'the table has every entry, once' "$(cat "$T/table")" "$(cat "$T/entries")"
done_testing
