#!/bin/sh
# SPDX-License-Identifier: MIT
# The map in CONTRIBUTING.md names every folder and every source file, and nothing that does not exist.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1

# Prints "FOLDER/" and "FOLDER/NAME" for what the map names: names are separated by one blank, words about them follow
# after two. A folder's contents are indented by two more blanks than the folder.
named() { # FILE
	awk '
		/^## / { inside = $0 == "## The map" }
		/^```/ { drawn = !drawn; next }
		inside && drawn {
			match($0, /^ */)
			depth = RLENGTH / 2
			names = substr($0, RLENGTH + 1)
			sub(/   *.*/, "", names)
			count = split(names, name, " ")
			for (i = 1; i <= count; i++) {
				folder[depth] = name[i]
				path = ""
				for (above = 0; above <= depth; above++)
					path = path folder[above]
				print path
			}
		}' "$1"
}
# Prints the same for what is in the tree. Sources go without their .c or .h; folders of a folder of tests or packaging
# are its own business.
present() {
	find helper keyring tests packaging man -maxdepth 2 -type d | sed -E '/^(tests|packaging)\/[^/]*\/./d; s|$|/|'
	find helper keyring -type f | sed 's/\.[ch]$//'
	find tests packaging -maxdepth 1 -type f
}
named CONTRIBUTING.md | sort > "$T/named"
present | sort -u > "$T/present"
check 'the map is found' [ -s "$T/named" ]
is 'every folder and source file is on the map' "$(comm -13 "$T/named" "$T/present")" ''
is 'everything on the map exists' "$(comm -23 "$T/named" "$T/present")" ''
is 'nothing is on the map twice' "$(uniq -d "$T/named")" ''

# The folders of helper/ are drawn in the order in which they include one another.
order=$(sed -n "s/^folders='\(.*\)'/\1/p" tests/static/includes.t)
is 'the folders of helper/ are in the order of includes.t' \
	"$(named CONTRIBUTING.md | sed -n 's|^helper/\([^/]*\)/$|\1|p' | paste -s -d ' ')" "$order"

# The table below the map: each path without a placeholder exists.
sed -n '/^## Where do I/,/^## /p' CONTRIBUTING.md | grep -oE '`[a-z-]+/[a-z./-]*`' | tr -d '`' | sort -u > "$T/paths"
check 'the table names files' [ -s "$T/paths" ]
is 'every path of the table exists' "$(while read -r path; do [ -e "$path" ] || echo "$path"; done < "$T/paths")" ''
is 'the table answers six questions' "$(sed -n '/^## Where do I/,/^## /p' CONTRIBUTING.md | grep -cE '^\| (add|change) ')" 6

targets=$(grep -ohE '`make [a-z0-9-]+' CONTRIBUTING.md | cut -d ' ' -f 2 | sort -u)
check 'make targets are named' [ -n "$targets" ]
is 'every make target that is named exists' "$(for target in $targets; do
	grep -qE "^$target:|^[.]PHONY:.* $target( |\$)" Makefile tests/tests.mk packaging/packaging.mk || echo "$target"
done)" ''
done_testing
