#!/bin/sh
# SPDX-License-Identifier: MIT
# The license from a password manager: [source] command= in the config file, with pass and gopass as real ones.
. "${0%/*}/../lib.sh"
unset DBUS_SESSION_BUS_ADDRESS

me=docker-credential-replicated
license=1vusOokxAVp1tkRGuyxnF23PJcq
config=$XDG_CONFIG_HOME/$me/config
mkdir -p "${config%/*}" "$T/bin"
PATH=$T/bin:$PATH
program() { # NAME, its text on standard input
	{ echo '#!/bin/sh'; cat; } > "$T/bin/$1"
	chmod 755 "$T/bin/$1"
}
command_is() { # TEXT
	printf '[source]\ncommand=%s\n' "$1" > "$config"
}
gives() { # NAME [SECRET]
	input 'proxy.replicated.com'
	says "$1" 0 "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"${2:-$license}\"}\n" '' get
}
refused() { # NAME SENTENCE
	input 'proxy.replicated.com'
	fails "$1" "$2\n" get
	absent "$1: no license in an error" "$license" "$T/out" "$T/err"
}
TERMINAL='run it in a terminal, and correct [source] command= in the config file if it is wrong'

program manager <<EOF
for word; do printf '%s|' "\$word"; done > '$T/words'
cat > '$T/input'
printf '$license\nuser: me\nurl: x\n'
EOF
command_is 'manager;read;op://Work/a b/$HOME \;x'
gives 'its first line is the license'
is 'its words, without a shell' "$(cat "$T/words")" 'read|op://Work/a b/$HOME ;x|'
is 'its standard input is empty' "$(cat "$T/input")" ''
rm "$T/words"
input 'ghcr.io'
says 'a foreign domain' 1 "$NOT_FOUND" '' get
check 'does not run it' test ! -e "$T/words"
says 'list' 0 '{"proxy.replicated.com":"LICENSE_ID","registry.replicated.com":"LICENSE_ID"}\n' '' list
auth=$(printf 'LICENSE_ID:%s' "$license" | base64)
is 'dockerconfigjson' "$("$me" dockerconfigjson -o json)" \
	"{\"auths\":{\"proxy.replicated.com\":{\"auth\":\"$auth\"},\"registry.replicated.com\":{\"auth\":\"$auth\"}}}"
input 'proxy.replicated.com'
says 'one for all profiles' 0 \
	"{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\n" '' -p acme get
run status
check 'status names it' grep -q 'the source command in the config file provides the license' "$T/out"
absent 'status shows no license' "$license" "$T/out" "$T/err"
REPLICATED_LICENSE_ID=xyz-variable
export REPLICATED_LICENSE_ID
gives 'the environment overrides it' xyz-variable
unset REPLICATED_LICENSE_ID
program manager <<EOF
printf '\357\273\277 $license \r\nmore'
EOF
gives 'it is trimmed as login does'
program manager <<EOF
echo 'a warning' >&2
printf '$license'
EOF
gives 'what it says is not shown when all is well'

# ---- failures ----
program manager <<EOF
printf '\033[31mvault is\nsealed\007\n' >&2
exit 3
EOF
refused 'it fails' \
	"the source command 'manager' failed with exit status 3, it says \"?[31mvault is sealed?\": $TERMINAL"
for length in 400 401; do
	program manager <<EOF
printf '%0${length}d' 0 >&2
exit 1
EOF
	shown=$(printf '%0400d' 0)
	[ "$length" = 400 ] || shown=$shown...
	refused "it says $length bytes" "the source command 'manager' failed with exit status 1, it says \"$shown\": $TERMINAL"
done
program manager <<EOF
echo '$license'
echo 'the secret is $license' >&2
exit 1
EOF
refused 'it says the license' "the source command 'manager' failed with exit status 1: $TERMINAL"
program manager <<EOF
kill -9 \$\$
EOF
refused 'a signal' "the source command 'manager' was ended by signal 9: $TERMINAL"
program manager <<EOF
head -c 100000 /dev/zero | tr '\0' x >&2
exit 1
EOF
input 'proxy.replicated.com'
run get
check 'much on standard error is cut' [ "$(wc -c < "$T/out")" -lt 700 ]
for text in '' '\n' 'a b\n' '\n'"$license"'\n' "$(head -c 4097 /dev/zero | tr '\0' x)"; do
	program manager <<EOF
printf '$text'
EOF
	refused 'no license ID' "the first line that the source command 'manager' prints is not a license ID: \
1 to 4096 printable ASCII characters without spaces"
done
program manager <<EOF
exec yes
EOF
refused 'output without end' \
	"the source command 'manager' prints more than 65536 bytes: its first line must be the license ID"
program manager <<EOF
echo '$license'
sleep 61.5 &
echo \$! > '$T/daemon'
EOF
gives 'a daemon that keeps the pipe is not waited for'
kill "$(cat "$T/daemon")"
program manager <<EOF
echo \$\$ > '$T/hanging'
exec sleep 62.5
EOF
REPLICATED_TIMEOUT=2
export REPLICATED_TIMEOUT
refused 'one that hangs' "timed out after 2 s waiting for the source command: run it in a terminal to see what it \
waits for, or set REPLICATED_TIMEOUT higher"
unset REPLICATED_TIMEOUT
sleep 0.5
case $(ps -o stat= -p "$(cat "$T/hanging")") in
'' | Z*) ok 'it is ended with us' ;;
*) not_ok 'it is ended with us' ;;
esac
command_is 'no-such-manager'
refused 'not on PATH' "the source command 'no-such-manager' was not found on PATH: install it, or correct [source] \
command= in the config file"
command_is './manager'
refused 'a relative path' "the source command './manager' is a relative path: give the name of a program on PATH, or \
a path that begins with '/'"
command_is ';read'
refused 'no program' "a source command requires a program, then its arguments, separated by ';'"
command_is 'a\x'
refused 'a backslash before another letter' "the source command is not a list of words, separated by ';', in UTF-8, \
with '\\\\;' and '\\\\\\\\' for a semicolon and a backslash"
program manager <<EOF
echo proxy.replicated.com | docker-credential-replicated get
EOF
command_is 'manager'
input 'proxy.replicated.com'
run get
check 'one that asks this helper ends at once' grep -q "the source command 'manager' failed" "$T/out"
program manager <<EOF
echo '$license'
EOF
command_is ''
input 'proxy.replicated.com'
run get
check 'an empty command counts as unset' grep -q 'keyring is unavailable' "$T/out"

# ---- login ----
rm "$config"
input ''
next='from now on the license comes from the command in the config file; it is not stored\n'
says 'login --source-command' 0 '' "$me: $next" login --no-check --source-command 'manager;x'
is 'it is in the config file' "$(cat "$config")" '[source]
command=manager;x'
gives 'and used'
for option in '--license-file x' '--keyring vault' '--app my-app' '-u kim'; do
	# shellcheck disable=SC2086 # an option and its value
	says "login with $option too" 2 '' "$me: '--source-command' stores no license: leave out '--license-file', \
'--keyring', '--app' and '--username'\n" login --no-check --source-command manager $option
done
program manager <<EOF
exit 7
EOF
run login --no-check --source-command 'manager;y'
is 'a command that fails is not kept' "$status $(grep command "$config")" '1 command=manager;x'
says 'no word of a command' 1 '' "$me: a source command requires a program, then its arguments, separated by ';'\n" \
	login --no-check --source-command ';y'
is 'which is not kept' "$(grep command "$config")" 'command=manager;x'
says 'an empty command removes it' 0 '' "$me: removed the source command from the config file\n" \
	login --source-command ''
check 'it is gone' sh -c "! grep -q command '$config'"
program manager << EOF
echo '$license'
EOF
REPLICATED_LICENSE_ID=$license says 'login, and a variable that goes first' 0 '' "$me: $next$me: the license from REPLICATED_LICENSE_ID overrides the command: unset it to use the command\n" \
	login --no-check --source-command 'manager;z'
rm -r "${config%/*}"
: > "${config%/*}"
says 'login, and no config file can be written' 1 '' "$me: cannot write the config file '$config': Not a directory\n" \
	login --no-check --source-command 'manager;z'
rm "${config%/*}"
mkdir "${config%/*}"

# ---- real ones ----
real() { # NAME WORDS: pass or gopass holds the license as replicated/acme
	command_is "$1;$2;replicated/acme"
	gives "$1: the license"
	command_is "$1;$2;replicated/none"
	input 'proxy.replicated.com'
	run get
	is "$1: a missing entry is an error" \
		"$status $(grep -c "^the source command '$1' failed with exit status" "$T/out")" '1 1'
}
GNUPGHOME=$T/gnupg
export GNUPGHOME
mkdir -m 700 "$GNUPGHOME"
if command -v gpg > "$T/which" && gpg --batch --quiet --passphrase '' --quick-gen-key test@acme.example default default \
	never > "$T/log" 2>&1; then
	PASSWORD_STORE_DIR=$T/store
	export PASSWORD_STORE_DIR
	if command -v pass > "$T/which"; then
		pass init test@acme.example > "$T/log" 2>&1
		printf '%s\nuser: me\n' "$license" | pass insert -m replicated/acme > "$T/log" 2>&1
		real pass show
	else
		skip 'pass' 'no pass on this machine'
	fi
	# gopass reads the same store; since version 1.9 the license alone needs -o.
	words=
	for option in 'show -o' show; do
		# shellcheck disable=SC2086
		[ -n "$words" ] || [ "$(gopass $option replicated/acme < /dev/null 2> "$T/log" | head -n 1)" != "$license" ] ||
			words=$(echo "$option" | tr ' ' ';')
	done
	if [ -n "$words" ]; then
		real gopass "$words"
	else
		skip 'gopass' 'no gopass on this machine that reads the store of pass'
	fi
	gpgconf --kill all > "$T/log" 2>&1
else
	skip 'pass and gopass' 'no gpg on this machine'
fi
absent 'the license is in no file of this program' "$license" "${config%/*}"
done_testing
