#!/bin/sh
# SPDX-License-Identifier: MIT
# Every verb has its --help, and "help VERB" is the same; what is wrong on a command line is said in one line.
. "${0%/*}/../lib.sh"

me=docker-credential-replicated
verbs=$("$me" --help | sed -n 's/^  \([a-z][a-z-]*\)  *[^ ].*/\1/p')
people=$("$me" --help | sed -n '/^For people/,/^$/s/^  \([a-z][a-z-]*\)  *[^ ].*/\1/p')
: > "$T/in"
for verb in $verbs; do
	run "$verb" --help
	is "$verb --help" "$status $(grep -c -e "^Usage: $me .*$verb" -e '^Options:$' -e '^  -h, --help ' -e '^Example:$' "$T/out") $(wc -c < "$T/err")" '0 4 0'
	cp "$T/out" "$T/help"
	run "$verb" -h
	check "$verb -h is the same" cmp "$T/help" "$T/out"
	run help "$verb"
	check "help $verb too" cmp "$T/help" "$T/out"
done
for verb in $people; do
	out=
	[ "$verb" != dockerconfigjson ] || out=$HELM_STOPS
	says "$verb: an unknown option" 2 "$out" "$me: unknown option '--frobnicate': see --help\\n" "$verb" --frobnicate
	says "$verb: one that was nearly right" 2 "$out" "$me: unknown option '--profil': did you mean '--profile'?\\n" "$verb" --profil=x
	says "$verb: an unknown letter" 2 "$out" "$me: unknown option '-Z': see --help\\n" "$verb" -Z
	says "$verb: no value" 2 "$out" "$me: option '--profile' requires a value\\n" "$verb" --profile
	says "$verb: a profile name" 2 "$out" "$me: the value of -p is not a valid profile name: use 1 to 32 lower-case letters, digits and dashes, not starting with a dash\\n" "$verb" -p ../x
done
says 'a long unknown option is not repeated' 2 '' "$me: unknown option: see --help\\n" login --1vusOokxAVp1tkRGuyxnF23PJcq
says 'a verb that was nearly right' 1 "$me: unknown action: lgin\\n" "$me: unknown action: lgin: did you mean 'login'?\\n" lgin
says 'help for an abbreviation' 2 '' "$me: there is no such verb: did you mean 'status'?\\n" help sta
says 'help for two letters' 2 '' "$me: help requires the name of one verb: see --help\\n" help st
says 'help for it' 2 '' "$me: there is no such verb: did you mean 'login'?\\n" help lgin
says 'a word that needs dashes' 2 '' "$me: 'status' takes options only: did you mean '--json'?\\n" status json
says 'another' 2 "$HELM_STOPS" "$me: 'dockerconfigjson' takes options only: did you mean '-o json'?\\n" dockerconfigjson json
says 'a word of vault' 2 '' "$me: 'vault' has no such action: did you mean 'unlock'?\\n" vault unlok
for line in --help $verbs 'vault init' 'vault unlock' 'vault lock' 'vault passwd' 'vault import' 'vault export'; do
	# shellcheck disable=SC2086 # a verb and its action
	run $line --help
	is "help of '$line' fits 80 columns" "$(awk 'length > 79' "$T/out")" ''
	is "help of '$line': a gap after each option, no space at the end of a line" \
		"$(grep -E '^ +(-., )?--[a-z-]+(=[A-Z]+[a-z]|[a-z-]*$)| $' "$T/out")" ''
done
run vault unlock --help
is 'vault unlock --help describes that action' "$(sed -n '1p; 3p; /^      --/p; $p' "$T/out")" "Usage: $me vault unlock [-p PROFILE] [OPTION]...
Unlock the vault for a time.
      --passphrase-file=FILE   read the passphrase from this file (passwd: the
      --lifetime=DURATION      unlock: for how long (default 8h; 30m, 1d12h)
  $me vault unlock"
run help vault unlock
is 'help vault unlock, too' "$(sed -n 1p "$T/out")" "Usage: $me vault unlock [-p PROFILE] [OPTION]..."
run vault lock --help
is 'options of another action are not shown' "$(grep -c -e --lifetime -e --passphrase "$T/out")" 0
run login --help
cp "$T/out" "$T/help"
run login --help more
is 'login --help with another word' "$status$(cat "$T/err")" 0
check 'is the same' cmp "$T/help" "$T/out"
run help
cp "$T/out" "$T/help"
check 'help names the variables and the exit statuses' grep -qE '^Exit status: 0 .* 1 .* 2 ' "$T/help"
is 'help begins as that of the reference helpers' "$(sed -n 1p "$T/help")" "Usage: $me <store|get|erase|list|version>"
run --help
check 'help alone is --help' cmp "$T/help" "$T/out"
done_testing
