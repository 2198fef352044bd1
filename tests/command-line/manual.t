#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual describes every verb, every option, every variable, and every member and code of the JSON outputs, and no
# others.
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
is 'every variable that is read has an entry' "$(grep -vxFf "$T/told" "$T/read")" ''
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

# ---- JSON: the tables are compared with the sources, and with what the program prints ----

rows() { # TABLE: "MEMBER", or "CODE LEVEL", one a line
	section Ss "$1" | sed -n -e 's/^\.It Li \([^ ]*\)$/\1/p' -e 's/^\.It Li \([^ ]*\) Pq \([a-z]*\)$/\1 \2/p'
}
leaves() {
	sed 's/.*\.//' | sort -u
}
added() { # reads C, prints the members that it adds to an object
	tr -s '\n\t' '  ' | grep -oE '(json_add_[a-z]+|add_text)\([^"]*, "[a-z_]+"' | sed 's/.*"\(.*\)"/\1/' | sort -u
}
of_one_check() {
	sed -n '/^void registry_answer_add(/,/^}/p' helper/registry/registry-message.c
}
is 'JSON of status: a row for each member that the source adds' \
	"$(rows 'Members of status --json' | leaves)" "$(added < helper/verbs/status.c)"
is 'JSON of check: a row for each member that the source adds' \
	"$(rows 'Members of check --json' | leaves)" "$({ cat helper/verbs/check.c; of_one_check; } | added)"
is 'JSON of values: a row for each member that the source adds' \
	"$(rows 'Members of values --json' | leaves)" "$(added < helper/chart/chart-report.c)"
for verb in $people; do
	if "$me" "$verb" --help | grep -q -e '^ *--json '; then
		check "JSON of $verb: it has a table" [ -n "$(rows "Members of $verb --json")" ]
	else
		is "$verb has no --json, and no table of members" "$(rows "Members of $verb --json")" ''
	fi
done

codes() {
	cat helper/status/*.c | tr -s '\n\t' '  ' | grep -oE '"[a-z-]+", DIAGNOSTIC_[A-Z]+' | tr -d '",' | sed 's/DIAGNOSTIC_//' | tr '[:upper:]' '[:lower:]'
}
check 'the codes of status are found in the source' [ "$(codes | wc -l)" -gt 30 ]
is 'each code of status has its row and its level, in the same order' "$(rows 'Codes of status --json')" "$(codes)"
outcomes() {
	tr -s '\n\t' '  ' < helper/registry/registry-message.c | grep -oE '\[REGISTRY_[A-Z_]+\] = \{ "[a-z-]+"' | cut -d '"' -f 2
}
check 'the outcomes of check are found in the source' [ "$(outcomes | wc -l)" -gt 20 ]
is 'each outcome of a check has its row' "$(rows 'Outcomes of a check')" "$(outcomes)
$(grep -oE '"outcome", "[a-z-]+"' helper/verbs/check.c | cut -d '"' -f 4)"
is 'registry-check(8) lists its outcomes' \
	"$(sed -n '/^\.It Li outcome$/,/^\.It Li detail$/s/^\.Li \([a-z-]*\) \.*,*$/\1/p' man/registry-check.8)" "$(outcomes)"

# Each member that is printed has its row, with its whole path.
undocumented() { # TABLE: reads JSON
	jq -r 'paths | map(if type == "number" then "[]" else "." + . end) | add | ltrimstr(".") | select(endswith("[]") | not)' |
		sort -u | grep -vxF -e "$(rows "$1")"
}
REPLICATED_DOMAINS=127.0.0.1:1 REPLICATED_TIMEOUT=3 REPLICATED_KEYRING=vault
export REPLICATED_DOMAINS REPLICATED_TIMEOUT REPLICATED_KEYRING
mkdir -p "$HOME/.docker"
echo '{"auths":{"127.0.0.1:1":{"auth":"dTpw"}},"credHelpers":{"127.0.0.1:1":"replicated"}}' > "$HOME/.docker/config.json"
"$me" status --json > "$T/vault.json"
REPLICATED_LICENSE_ID=1vusOokxAVp1tkRGuyxnF23PJcq
export REPLICATED_LICENSE_ID
"$me" status --json --check --client helm > "$T/status.json"
"$me" check --json > "$T/check.json"
printf 'image: quay.io/my-org/api:1.0\nother: quay.io\n' | "$me" values --app my-app --registry quay.io --json - > "$T/values.json" 2> "$T/notes"
is 'status --json prints documented members, for a keyring' "$(undocumented 'Members of status --json' < "$T/vault.json")" ''
is 'status --json prints documented members, for a variable' \
	"$(jq 'del(.checks[][])' "$T/status.json" | undocumented 'Members of status --json')" ''
is 'status --check --json: its checks are those of check' \
	"$(jq '{checks}' "$T/status.json" | undocumented 'Members of check --json')" ''
is 'check --json prints documented members' "$(undocumented 'Members of check --json' < "$T/check.json")" ''
is 'values --json prints documented members' "$(undocumented 'Members of values --json' < "$T/values.json")" ''
check 'there were members to compare' jq -es '.[0].keyring.kind and .[1].checks[0].outcome and .[2].checks[0].outcome and .[3].images[0]' \
	"$T/vault.json" "$T/status.json" "$T/check.json" "$T/values.json"
done_testing
