#!/bin/sh
# SPDX-License-Identifier: MIT
# The completions of bash, zsh and fish are those of the command table, and the shells take them.
. "${0%/*}/../lib.sh"

me=docker-credential-replicated
written=$top/packaging/completions
mkdir "$T/new"
"$written/generate" "$build/bin/$me" "$T/new"
for shell in bash zsh fish; do
	is "$shell: what 'make completions' writes is what is there" "$(diff -u "$written/$me.$shell" "$T/new/$me.$shell")" ''
done

verbs=$("$me" --help | sed -n 's/^  \([a-z][a-z-]*\)  *[^ ].*/\1/p')
# The long options of a verb, as its help has them; -p stands before the verbs of the protocol.
options_of() {
	"$me" "$1" --help > "$T/help"
	sed -n '/^Options:$/,/^Example:$/s/^  \(-., \|    \)--\([a-z-]*\).*/--\2/p' "$T/help" |
		if grep -q 'replicated \[-p' "$T/help"; then grep -v -e --profile; else cat; fi | sort
}

if command -v bash > "$T/which"; then
	# complete WORD...: what bash would offer for the last one
	cat > "$T/complete.bash" << 'END'
	compopt() { :; }
	. "$1"
	shift
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	_docker_credential_replicated
	printf '%s\n' "${COMPREPLY[@]}"
END
	offers() {
		bash "$T/complete.bash" "$written/$me.bash" "$me" "$@" 2>&1 < /dev/null
	}
	is 'bash: verbs' "$(offers '')" "$verbs"
	for verb in $verbs; do
		is "bash: options of $verb" "$(offers "$verb" -- | grep -e ^-- | sort)" "$(options_of "$verb")"
	done
	is 'bash: a beginning' "$(offers st)" 'store
status'
	is 'bash: behind -p' "$(offers -p acme sta)" status
	is 'bash: behind --profile=' "$(offers --profile = acme sta)" status
	is 'bash: a format' "$(offers dockerconfigjson -o s)" 'set
secret'
	is 'bash: a format behind =' "$(offers dockerconfigjson --output = v)" values
	is 'bash: a file' "$(offers login --license-file "$written/gen")" "$written/generate"
	is 'bash: nothing for a profile' "$(offers login -p '')" ''
	is 'bash: a word of vault' "$(offers vault pass)" passwd
else
	skip 'bash offers them' 'no bash on this machine'
fi

if command -v zsh > "$T/which"; then
	is 'zsh: its grammar' "$(zsh -f -n "$written/$me.zsh" 2>&1)" ''
	# What zsh makes of it, with an _arguments that prints in place of its own.
	cat > "$T/complete.zsh" << 'END'
	_arguments() { [[ $1 == -C ]] && state=argument || print -rl -- "$@"; }
	_describe() { :; }
	words=($2)
	. $1
END
	for verb in $verbs; do
		is "zsh: options of $verb" "$(timeout 10 zsh -f "$T/complete.zsh" "$written/$me.zsh" "$verb" 2>&1 < /dev/null |
			sed 's/\[.*//' | grep -o -e '--[a-z][a-z-]*' | sort -u)" "$(options_of "$verb")"
	done
else
	skip 'zsh offers them' 'no zsh on this machine'
fi

if command -v fish > "$T/which"; then
	fish_offers() { # COMMAND-LINE
		timeout 10 fish --no-config -c "source $written/$me.fish; complete -C '$me $1'" 2>&1 < /dev/null
	}
	is 'fish: verbs' "$(fish_offers '' | cut -f 1 | sort)" "$(echo "$verbs" | sort)"
	for verb in $verbs; do
		is "fish: options of $verb" "$(fish_offers "$verb --" | cut -f 1 | sed 's/=$//' | sort)" "$(options_of "$verb")"
	done
else
	skip 'fish offers them' 'no fish on this machine'
fi
done_testing
