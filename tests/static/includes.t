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

# The folders of helper/, from the top down: a file includes its own folder and those behind it in this list.
# A verb also includes the command line's headers, which are in helper/ itself.
folders='verbs status registry-check registry clients kube chart license address format runtime'

# Prints each include that runs up this list.
includes_that_run_up() {
	for file in helper/*/*.[ch]; do
		from=${file#helper/}
		from=${from%%/*}
		grep -oE '^#include "[^"]*"' "$file" | cut -d '"' -f 2 | while read -r included; do
			to=$(realpath -m --relative-to=helper "${file%/*}/$included")
			case $to in
			../*) continue ;;
			*/*) to=${to%%/*} ;;
			*) [ "$from" = verbs ] || echo "$file: $included" ; continue ;;
			esac
			case " ${folders#*"$from"} " in *" $to "*) ;; *) [ "$from" = "$to" ] || echo "$file: $included" ;; esac
		done
	done
}

# shellcheck disable=SC2046,SC2086 # lists of files
{
	is 'keyring/ includes nothing of helper/' "$(includes '".*/' $(find keyring -name '*.[ch]'))" ''
	is 'no part of the helper includes a verb' "$(includes '"(\.\./)?verbs/' $sources)" ''
	is 'the folders of helper/ are those of the list' \
		"$(find helper -mindepth 1 -maxdepth 1 -type d | sed 's|.*/||' | sort)" "$(echo "$folders" | tr ' ' '\n' | sort)"
	is 'includes run down the list of folders' "$(includes_that_run_up)" ''
	for library in 'systemd/' 'gcrypt' 'cjson/' 'curl/' 'sodium' 'yaml\.h' 'keyutils\.h'; do
		count=$(includes "<$library" $sources | wc -l)
		check "at most one file includes <$library>" [ "$count" -le 1 ]
	done
}

# A module is a .c and its .h; tsort fails if one of them needs itself.
for file in $sources; do
	grep -oE '^#include "[^"]*"' "$file" | cut -d '"' -f 2 | while read -r included; do
		from=${file%.*} to=$(realpath -m --relative-to=. "${file%/*}/${included%.h}")
		[ "$from" = "$to" ] || echo "$from $to"
	done
done > "$T/edges"
check 'no circle of includes' tsort "$T/edges"
done_testing
