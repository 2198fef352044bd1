#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual page tells of every verb, every option and every variable that there is, and of no other.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1

me=docker-credential-replicated
page=man/$me.1
verbs=$("$me" --help | sed -n 's/^  \([a-z][a-z-]*\)  *[^ ].*/\1/p')
people=$("$me" --help | sed -n '/^For people/,/^$/s/^  \([a-z][a-z-]*\)  *[^ ].*/\1/p')

# section KIND NAME: the lines below a heading
section() {
	awk -v kind=".$1" -v name="$2" '
		/^\.S[hs]/ { inside = $1 == kind && index(substr($0, 5), name) == 1 && substr($0, 5 + length(name), 1) ~ /^ ?$/ ; if (!inside) next }
		inside { print }' "$page"
}
# The long options of a section: those that have an entry of their own.
options_in() {
	sed -n 's/^\.It \(.*Fl -.*\)/\1/p' | grep -oE -e 'Fl -[a-z][a-z-]*' | sed 's/Fl -/--/' | sort -u
}
long_options() { # VERB: of its help
	"$me" "$1" --help | sed -n '/^Options:$/,/^Example:$/s/^  \(-., \|    \)--\([a-z-]*\).*/--\2/p' | sort
}

is 'verbs of the protocol' "$(section Sh 'THE PROTOCOL' | sed -n 's/^\.It Cm \([a-z]*\)$/\1/p' | sort)" \
	"$(echo "$verbs" | grep -vxF "$people" | sort)"
is 'verbs for people' "$(section Sh 'FOR PEOPLE' > "$T/people"; awk '/^\.Sh/ { inside = /FOR PEOPLE/ } inside && /^\.Ss/ { print $2 }' "$page" | sort)" \
	"$(echo "$people" | sort)"
is 'options of every verb' "$(section Sh OPTIONS | options_in)" "$(long_options help)"
long_options help > "$T/common"
for verb in $people; do
	is "options of $verb" "$(section Ss "$verb" | options_in)" "$(long_options "$verb" | grep -vxFf "$T/common")"
done

# Variables that stand in the sources by their names; those that are no variables, or the beginning of one.
grep -rhoE --include='*.[ch]' '"([A-Z]+(_[A-Z]+)+|[a-z]+_proxy)"|getenv\("[A-Z]+"\)' helper keyring | grep -oE '[A-Za-z_]+_[A-Za-z]+|[A-Z]+' |
	grep -vx -e LICENSE_ID -e 'SSL_ERROR_.*' | sort -u > "$T/read"
environment() {
	awk '/^\.Sh/ { inside = /ENVIRONMENT/ } inside' man/*.[1-8]
}
environment | grep -oE '[A-Za-z_]*[A-Z][A-Z_]*[A-Z]|[a-z]+_proxy' | sort -u > "$T/told"
is 'every variable that is read is told of' "$(grep -vxFf "$T/told" "$T/read")" ''
through_glib() { # VARIABLE: how GLib is asked for it
	case $1 in
	XDG_DATA_HOME) echo g_get_user_data_dir ;;
	*) echo "\"$1\"" ;;
	esac
}
is 'every variable with an entry is read' "$(environment | grep '^\.It' | grep -oE '[A-Z][A-Z_]*[A-Z]|[a-z]+_proxy' |
	while read -r variable; do
		grep -rqF --include='*.[ch]' -e "\"$variable\"" -e "\"${variable%_*}_\"" -e "$(through_glib "$variable")" helper keyring || echo "$variable"
	done)" ''
done_testing
