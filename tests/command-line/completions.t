#!/bin/sh
# SPDX-License-Identifier: MIT
# The completions of bash, zsh and fish are those of the command table, and real shells complete with them when Tab is
# pressed.
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

# ---- real shells, each on a terminal of its own: Tab is pressed, then Enter, and the program prints what it was run with ----

mkdir -p "$T/tab" "$T/zsh"
cp "$written/$me.zsh" "$T/zsh/_$me"
cat > "$T/tab/$me" << END
#!/bin/sh
case "\$*" in
'status --json' | list | *' list') exec "$build/bin/$me" "\$@" ;;
esac
echo "ran: \$*;"
END
chmod +x "$T/tab/$me"
start_of() { # SHELL: the first line that is typed; it ends by printing "ready", which the line itself does not contain
	case $1 in
	bash) echo "bind 'set enable-bracketed-paste off'; . '$written/$me.bash'; echo rea''dy" ;;
	zsh) echo "unsetopt zle_bracketed_paste; fpath=('$T/zsh' \$fpath); autoload -U compinit; compinit -u -d '$T/zsh/dump'; print rea''dy" ;;
	fish) echo "source '$written/$me.fish'; echo rea''dy" ;;
	esac
}
completes() { # COMMAND-LINE WHAT-RUNS
	# shellcheck disable=SC2086 # a command and its options
	check "$shell, Tab: $1" env TERM="$term" ZDOTDIR="$T/zsh" PATH="$T/tab:$PATH" "$top/tests/runtime/on-terminal" \
		type "$(start_of "$shell")\\r" see ready type "$me $1\\t" type '\r' see "ran: $2;" type 'exit\r' end -- $command
}
for shell in bash zsh fish; do
	command -v "$shell" > "$T/which" || { skip "$shell, Tab" "no $shell on this machine"; continue; }
	term=dumb
	case $shell in
	bash) command='bash --norc --noprofile -i' ;;
	zsh) command='zsh -f -i' ;;
	fish) command='fish --no-config -i' term=xterm ;;
	esac
	completes dockerc dockerconfigjson
	completes 'vault pas' 'vault passwd'
	completes '-p acme statu' '-p acme status'
	completes '-p acme status --js' '-p acme status --json'
	completes 'logout --al' 'logout --all'
	completes 'values --str' 'values --strict'
	completes '-p def' '-p default'
	completes 'login -p def' 'login -p default'
	completes '-p acme logout registry.a' '-p acme logout registry.acme.example'
	completes 'configure --domain registry.a' 'configure --domain registry.acme.example'
	completes 'login --keyring v' 'login --keyring vault'
	completes 'login --keyring=v' 'login --keyring=vault'
	completes 'dockerconfigjson --output val' 'dockerconfigjson --output values'
	completes 'dockerconfigjson -o val' 'dockerconfigjson -o values'
	completes 'configure --client pod' 'configure --client podman'
done
done_testing
