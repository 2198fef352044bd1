#!/bin/sh
# SPDX-License-Identifier: MIT
# A thousand items: list is complete, sorted and quick; get finds the one.
. "${0%/*}/../lib.sh"

# Loaded from a file: a thousand stores would take gnome-keyring minutes.
if [ -z "${IN_KEYRING-}" ]; then
	seq 1 1000 | awk 'BEGIN { print "[keyring]\ndisplay-name=bulk\nctime=0\nmtime=0\nlock-on-idle=false\nlock-after=false" }
		{
			printf "\n[%d]\nitem-type=0\ndisplay-name=item\nsecret=license-%d\nmtime=100\nctime=100\n", $1, $1
			split("xdg:schema profile server username", names, " ")
			split("com.replicated.License default r" $1 ".example.com user-" $1, values, " ")
			for (i = 1; i <= 4; i++)
				printf "\n[%d:attribute%d]\nname=%s\ntype=string\nvalue=%s\n", $1, i - 1, names[i], values[i]
		}' > "$XDG_DATA_HOME/keyrings/bulk.keyring"
	printf bulk > "$XDG_DATA_HOME/keyrings/default"
fi
in_keyring "$@"
REPLICATED_DOMAINS=$(seq -f 'r%g.example.com' -s , 1 1000)
export REPLICATED_DOMAINS

input ''
started=$(date +%s)
seq 1 1000 | LC_ALL=C awk '{ print "\"r" $1 ".example.com\":\"user-" $1 "\"" }' | LC_ALL=C sort | paste -s -d , | sed 's/.*/{&}/' > "$T/want-out"
: > "$T/want-err"
want_status=0
run list
answered 'list of 1,000 items'
check 'within the deadline of a call' [ $(($(date +%s) - started)) -le 20 ]
for number in 1 500 1000; do
	input "r$number.example.com"
	says "get of number $number" 0 "{\"ServerURL\":\"r$number.example.com\",\"Username\":\"user-$number\",\"Secret\":\"license-$number\"}\n" '' get
done
run -p other list
is 'another profile has none of them' "$(cat "$T/out")" '{}'
done_testing
