#!/bin/sh
# SPDX-License-Identifier: MIT
# Includes run one way, and each library stands behind one file.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1

includes() { # PATTERN FILE...: files that include it
	pattern=$1
	shift
	grep -lE "^#include $pattern" "$@"
}
sources=$(find helper keyring -name '*.[ch]')
parts=$(find helper -name '*.[ch]' ! -path 'helper/verbs/*' ! -name main.c ! -name command.c)

# shellcheck disable=SC2046,SC2086 # lists of files
{
	is 'keyring/ includes nothing of helper/' "$(includes '".*/' $(find keyring -name '*.[ch]'))" ''
	is 'no part of the helper includes a verb' "$(includes '"(\.\./)?verbs/' $parts)" ''
	for library in 'libsecret/' 'cjson/' 'curl/' 'sodium' 'yaml\.h' 'keyutils\.h'; do
		count=$(includes "<$library" $sources | wc -l)
		check "at most one file includes <$library>" [ "$count" -le 1 ]
	done
}

# A module is a .c and its .h; tsort fails where one of them needs itself. command.c, the table, knows all
# verbs as main.c does.
for file in $sources; do
	[ "$file" != helper/command.c ] || continue
	grep -oE '^#include "[^"]*"' "$file" | cut -d '"' -f 2 | while read -r included; do
		from=${file%.*} to=$(realpath -m --relative-to=. "${file%/*}/${included%.h}")
		[ "$from" = "$to" ] || echo "$from $to"
	done
done > "$T/edges"
check 'no circle of includes' tsort "$T/edges"
done_testing
