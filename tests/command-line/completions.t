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

# A license without any keyring, for a domain of its own: `list` and `status` name both.
REPLICATED_LICENSE_ID=1vusOokxAVp1tkRGuyxnF23PJcq REPLICATED_DOMAINS=registry.acme.example
export REPLICATED_LICENSE_ID REPLICATED_DOMAINS
unset HELPER

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
	is 'bash: a beginning' "$(offers st)" 'status
store'
	is 'bash: after -p' "$(offers -p acme sta)" status
	is 'bash: after --profile=' "$(offers --profile = acme sta)" status
	is 'bash: a format' "$(offers dockerconfigjson -o s)" 'set
secret'
	is 'bash: a format after =' "$(offers dockerconfigjson --output = v)" values
	is 'bash: a file' "$(offers login --license-file "$written/gen")" "$written/generate"
	is 'bash: a profile' "$(offers login -p '')" default
	is 'bash: a profile before the verb' "$(offers -p def)" default
	is 'bash: a keyring' "$(offers login --keyring v)" vault
	is 'bash: a client' "$(offers configure --client po)" podman
	is 'bash: a domain that is stored' "$(offers logout registry.a)" registry.acme.example
	is 'bash: as the value of an option' "$(offers configure --domain registry.a)" registry.acme.example
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
	# A real zsh on a terminal of its own: what is seen when Tab is pressed.
	mkdir "$T/zsh"
	cp "$written/$me.zsh" "$T/zsh/_$me"
	zsh_completes() { # COMMAND-LINE WHAT-IS-ADDED
		check "zsh, Tab: $1" env TERM=dumb ZDOTDIR="$T/zsh" "$top/tests/runtime/on-terminal" \
			type "PS1='> '; unsetopt zle_bracketed_paste; fpath=($T/zsh \$fpath); autoload -U compinit; compinit -u -d $T/zsh/dump; print rea''dy\\r" \
			see ready see '> ' type "$me $1\\t" see "$1$2" type '\x15exit\r' end -- zsh -f -i
	}
	zsh_completes dockerc 'onfigjson '
	zsh_completes '-p acme statu' 's '
	zsh_completes 'configure --client pod' 'man '
	zsh_completes 'logout registry.a' 'cme.example '
	zsh_completes 'vault pas' 'swd '
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
	is 'fish: after -p' "$(fish_offers '-p acme statu' | cut -f 1)" status
	is 'fish: options after -p and a verb' "$(fish_offers '-p acme status --js' | cut -f 1)" --json
	is 'fish: a profile' "$(fish_offers 'login -p ' | cut -f 1)" default
	is 'fish: a domain that is stored' "$(fish_offers 'logout registry.a' | cut -f 1)" registry.acme.example
	is 'fish: a value' "$(fish_offers 'configure --client po' | cut -f 1)" podman
	is 'fish: an action' "$(fish_offers 'vault pas' | cut -f 1)" passwd
else
	skip 'fish offers them' 'no fish on this machine'
fi
done_testing
