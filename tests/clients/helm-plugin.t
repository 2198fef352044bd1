#!/bin/sh
# SPDX-License-Identifier: MIT
# Helm's plugin, put in place by configure and taken out by --remove: where it goes, what is left alone, and whose it is.
. "${0%/*}/../lib.sh"

me=docker-credential-replicated
helm=$XDG_CONFIG_HOME/helm/registry/config.json
plugins=$XDG_DATA_HOME/helm/plugins
own=$build/libexec/$me/helm-plugin
what="the plugin for '-f replicated://'"
proxy='--client helm --domain proxy.replicated.com'
unset HELM_PLUGINS HELM_DATA_HOME
: > "$T/in"

# configure_says NAME STATUS PLUGIN-LINES STDERR ARGUMENT...: the lines about the config file are not looked at
configure_says() {
	says_name=$1 want_status=$2
	printf '%b' "$3" > "$T/want-out"
	printf '%b' "$4" > "$T/want-err"
	shift 4
	run configure "$@"
	grep -v "^$helm: " "$T/out" > "$T/plugin-lines"
	mv "$T/plugin-lines" "$T/out"
	answered "$says_name"
}
plugin() { # FOLDER NAME [PROTOCOL]
	mkdir -p "$1"
	printf 'name: %s\nversion: 1.0.0\ndownloaders: [{command: x, protocols: [%s]}]\n' "$2" "${3-}" > "$1/plugin.yaml"
}

# ---- put in place, and taken out ----
# shellcheck disable=SC2086
{
	configure_says 'dry run' 0 "--- /dev/null\n+++ $helm\n@@ -0,0 +1,5 @@\n+{\n+\t\"credHelpers\": {\n+\t\t\"proxy.replicated.com\": \"replicated\"\n+\t}\n+}\n$plugins/replicated: would add $what\n" '' --dry-run $proxy
	check 'changes nothing' test ! -e "$XDG_DATA_HOME/helm"
	configure_says 'added' 0 "$plugins/replicated: added $what\n" '' $proxy
	is 'a link to what is installed' "$(readlink "$plugins/replicated")" "$own"
	check 'with all that Helm needs' test -x "$plugins/replicated/getter" -a -r "$plugins/replicated/plugin.yaml"
	configure_says 'once' 0 "$plugins/replicated: nothing to change\n" '' $proxy
	configure_says 'another client' 0 "$HOME/.docker/config.json: added 'replicated' for proxy.replicated.com\n" '' --client docker --domain proxy.replicated.com
	configure_says 'not of another client' 0 "$HOME/.docker/config.json: removed 'replicated' for proxy.replicated.com\n" '' --client docker --remove
	check 'it is still there' test -L "$plugins/replicated"
	run configure --client helm --domain registry.replicated.com
	configure_says 'it stays with another entry' 0 '' '' --client helm --remove --domain registry.replicated.com
	check 'it is still there' test -L "$plugins/replicated"
	run configure --client helm --remove --dry-run
	is 'dry run of removal' "$(tail -n 1 "$T/out")" "$plugins/replicated: would remove $what"
	check 'it is still there' test -L "$plugins/replicated"
	HELM_REGISTRY_CONFIG=here configure_says 'it stays if the file is not known' 1 '' "$me: HELM_REGISTRY_CONFIG is a relative path: set it to one that begins with '/'\n" --client helm --remove
	check 'it is still there' test -L "$plugins/replicated"
	cp "$helm" "$T/helm.json"
	echo oops > "$helm"
	configure_says 'it stays if the file cannot be read' 1 '' "$me: cannot read '$helm': it is not a JSON object: remove each entry with \"replicated\" from \"credHelpers\" by hand\n" --client helm --remove
	check 'it is still there' test -L "$plugins/replicated"
	cp "$T/helm.json" "$helm"
	configure_says 'it stays with an entry of another profile' 0 '' '' --client helm --remove -p acme
	check 'it is still there' test -L "$plugins/replicated"
	printf '{"credHelpers":{"a.example":5,"b.example":"replicated-acme"}}' > "$helm"
	configure_says 'it stays with a profile of a name' 0 '' '' --client helm --remove
	check 'it is still there' test -L "$plugins/replicated"
	printf '{"credHelpers":{"a.example":5,"b.example":"replicatedx","c.example":"replicated"}}' > "$helm"
	configure_says 'removed with the last entry' 0 "$plugins/replicated: removed $what\n" '' --client helm --remove
	is 'nothing is left' "$(ls -A "$plugins")" ''
	configure_says 'removed twice' 0 '' '' --client helm --remove
}

# ---- whose program it was ----
ln -s "/opt/gone/libexec/$me/helm-plugin" "$plugins/replicated"
# shellcheck disable=SC2086
configure_says 'a program that was moved' 0 "$plugins/replicated: added $what\n" '' $proxy
is 'its link leads to the new one' "$(readlink "$plugins/replicated")" "$own"
ln -sfn "/opt/gone/libexec/$me/helm-plugin" "$plugins/replicated"
# shellcheck disable=SC2086
run configure --dry-run $proxy
is 'dry run over a program that was moved' "$(tail -n 1 "$T/out") $(readlink "$plugins/replicated")" "$plugins/replicated: would add $what /opt/gone/libexec/$me/helm-plugin"
configure_says 'is removed as well' 0 "$plugins/replicated: removed $what\n" '' --client helm --remove

# One that cannot be read may be another's.
if command -v strace > "$T/which" && strace -o "$T/trace" true 2> "$T/strace.log"; then
	ln -sfn "/opt/gone/libexec/$me/helm-plugin" "$plugins/replicated"
	status=0
	# shellcheck disable=SC2086
	strace -qq -o "$T/trace" -P "$plugins/replicated" -e 'inject=?readlink,readlinkat:error=EIO' \
		"$HELPER" configure $proxy < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	is 'a link that cannot be read' "$status $(cat "$T/err")" \
		"1 $me: cannot add $what to '$plugins': Input/output error: correct that, or run 'helm plugin install $own'"
	is 'it stays' "$(readlink "$plugins/replicated")" "/opt/gone/libexec/$me/helm-plugin"
	status=0
	strace -qq -o "$T/trace" -P "$plugins/replicated" -e 'inject=?readlink,readlinkat:error=EIO' \
		"$HELPER" configure --client helm --remove < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	is 'a link that cannot be read, and --remove' "$status $(cat "$T/err")" \
		"1 $me: cannot remove $what from '$plugins': Input/output error: remove the link '$plugins/replicated' by hand"
	is 'it stays, too' "$(readlink "$plugins/replicated")" "/opt/gone/libexec/$me/helm-plugin"
	rm "$plugins/replicated"
else
	skip 'a link that cannot be read' 'no program may be traced here'
fi

# ---- what is left alone ----
left_alone() { # NAME STATUS STDOUT STDERR
	find "$plugins" | sort > "$T/before"
	# shellcheck disable=SC2086
	configure_says "$1" "$2" "$3" "$4" $proxy
	find "$plugins" | sort > "$T/after"
	is "$1: nothing is added" "$(cat "$T/after")" "$(cat "$T/before")"
	configure_says "$1: nothing is removed" 0 '' '' --client helm --remove
	is "$1: it is still there" "$(find "$plugins" | sort)" "$(cat "$T/before")"
	rm -r "$plugins"
	mkdir "$plugins"
}
plugin "$plugins/by-hand" replicated replicated
left_alone 'a plugin that was installed otherwise' 0 "$plugins/by-hand: nothing to change\n" ''
ln -s "$own" "$plugins/helm-plugin"
left_alone "Helm's own link to ours" 0 "$plugins/helm-plugin: nothing to change\n" ''
plugin "$plugins/other" '"replicated"' something
left_alone 'another plugin of that name' 0 '' "$me: another plugin of Helm is called 'replicated', so '-f replicated://' will not work: '$plugins/other': run 'helm plugin uninstall replicated' if you do not need it, then run this command again\n"
taken="$me: cannot add $what to '$plugins': another file is called 'replicated': correct that, or run 'helm plugin install $own'\n"
plugin "$plugins/replicated" another
left_alone 'a folder of that name' 1 '' "$taken"
: > "$plugins/replicated"
left_alone 'a file of that name' 1 '' "$taken"
ln -s /etc "$plugins/replicated"
left_alone 'a link of that name' 1 '' "$taken"

# ---- what else may be there ----
plugin "$plugins/diff" diff
mkdir "$plugins/empty" "$plugins/fifo" "$plugins/large" "$plugins/broken"
mkfifo "$plugins/fifo/plugin.yaml"
{ echo 'name: replicated'; head -c 70000 /dev/zero | tr '\0' '#'; } > "$plugins/large/plugin.yaml"
printf 'name: [\n' > "$plugins/broken/plugin.yaml"
mkdir "$plugins/endless"
ln -s /dev/zero "$plugins/endless/plugin.yaml"
plugin "$plugins" replicated replicated
plugin "$plugins/.." replicated replicated
ln -s nowhere "$plugins/dangling"
ln -s ../loop "$plugins/loop"
# shellcheck disable=SC2086
configure_says 'other plugins and what is none' 0 "$plugins/replicated: added $what\n" '' $proxy
run configure --client helm --remove
rm -r "$plugins" "$plugins/../plugin.yaml"

# ---- where ----
mkdir "$T/a" "$T/b"
place() { # NAME PATH VARIABLE=VALUE...
	place_name=$1 place=$2
	shift 2
	# shellcheck disable=SC2086
	env "$@" "$HELPER" configure $proxy > "$T/out" 2> "$T/err"
	is "$place_name" "$(tail -n 1 "$T/out")" "$place/replicated: added $what"
	env "$@" "$HELPER" configure --client helm --remove > "$T/out" 2> "$T/err"
	is "$place_name, removed" "$(tail -n 1 "$T/out")" "$place/replicated: removed $what"
}
place 'HELM_PLUGINS' "$T/a" HELM_PLUGINS="$T/a"
place 'the first of HELM_PLUGINS' "$T/a" HELM_PLUGINS=":$T/a:$T/b" HELM_DATA_HOME="$T/data"
place 'HELM_DATA_HOME' "$T/data/plugins" HELM_DATA_HOME="$T/data"
place 'no variable' "$HOME/.local/share/helm/plugins" XDG_DATA_HOME=
plugin "$T/b/x" replicated replicated
# shellcheck disable=SC2086
HELM_PLUGINS=$T/a:$T/b run configure $proxy
is 'one in the second folder of HELM_PLUGINS' "$(tail -n 1 "$T/out"; ls -A "$T/a")" "$T/b/x: nothing to change"
ln -s "$own" "$T/b/replicated"
HELM_PLUGINS=$T/a:$T/b run configure --client helm --remove
is 'ours is removed from any of them' "$(tail -n 1 "$T/out"; ls -A "$T/b")" "$T/b/replicated: removed $what
x"
# shellcheck disable=SC2086
HELM_PLUGINS=plugins configure_says 'a relative path' 1 '' "$me: HELM_PLUGINS is a relative path: set it to one that begins with '/'\n" $proxy
is 'the config file has its entry all the same' "$(grep -c replicated.com "$helm")" 1
HELM_PLUGINS=plugins run configure --client helm --remove
is 'a relative path, and --remove' "$status $(cat "$T/err")" "1 $me: HELM_PLUGINS is a relative path: set it to one that begins with '/'"
run configure --client helm --remove

# ---- a folder that cannot be changed ----
mkdir -p "$XDG_DATA_HOME/helm"
: > "$plugins"
# shellcheck disable=SC2086
configure_says 'a file in place of the folder' 1 '' "$me: cannot add $what to '$plugins': Not a directory: correct that, or run 'helm plugin install $own'\n" $proxy
configure_says 'and --remove' 0 '' '' --client helm --remove
rm "$plugins"
status=0
env -u HOME -u XDG_DATA_HOME HELM_REGISTRY_CONFIG="$helm" "$HELPER" configure --client helm --domain proxy.replicated.com < "$T/in" > "$T/out" 2> "$T/err" || status=$?
is 'no home' "$status $(cat "$T/err")" "1 $me: HOME is not set: set it to your home directory"
run configure --client helm --remove

# ---- root at work for a user ----
if [ "$(id -u)" -eq 0 ] && command -v setpriv > "$T/which"; then
	home=$T/user
	mkdir "$home" "$T/roots"
	chmod 755 "$T" "$T/roots"
	chown 65534:65534 "$home"
	export HOME="$home" XDG_DATA_HOME="$home/share" XDG_CONFIG_HOME="$home/.config"
	# shellcheck disable=SC2086
	run configure $proxy
	is 'made for the user' "$status $(cat "$T/err") $(readlink "$home/share/helm/plugins/replicated")" "0  $own"
	is "all is the user's" "$(find "$home" ! -uid 65534 -o ! -gid 65534)" ''
	run configure --client helm --remove
	rm -r "$home/share"
	setpriv --reuid 65534 --regid 65534 --clear-groups ln -s "$T/roots" "$home/share"
	# shellcheck disable=SC2086
	run configure $proxy
	is "a folder of root's behind a link" "$status $(ls -A "$T/roots")" '1 '
	check 'and why' grep -q 'Operation not permitted' "$T/err"
else
	skip 'root at work for a user' 'needs root and setpriv'
fi
done_testing
