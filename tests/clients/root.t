#!/bin/sh
# SPDX-License-Identifier: MIT
# Root at work in the home of a user (sudo -E): what it makes belongs to the user, and no link that the user puts in the
# way leads it to what is not the user's.
. "${0%/*}/../lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all 'only root can act for another user'
command -v setpriv > "$T/which" || skip_all "no setpriv on this machine: run 'make deps-check'"

user=65534
home=$T/user
mkdir "$home" "$T/roots"
chmod 755 "$T"
chown $user:$user "$home"
chmod 700 "$T/roots"
HOME=$home XDG_RUNTIME_DIR=$home/run XDG_CONFIG_HOME=$home/.config XDG_DATA_HOME=$home/.local/share
export HOME XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_DATA_HOME
docker=$home/.docker/config.json
proxy='--client docker --domain proxy.replicated.com'
added="$docker: added 'replicated' for proxy.replicated.com\n"
by_hand='add by hand: "credHelpers": {"proxy.replicated.com": "replicated"}\n'
: > "$T/in"

as_user() {
	setpriv --reuid $user --regid $user --clear-groups "$@"
}
# all_of_user NAME: nothing below the home is anybody else's
all_of_user() {
	is "$1" "$(find "$home" ! -uid $user -o ! -gid $user)" ''
}

# ---- folders and files ----
for variable in DOCKER_CONFIG HELM_CONFIG_HOME; do
	run configure --client docker --client podman --client helm --domain proxy.replicated.com
	is "created for the user ($variable)" "$status $(cat "$T/err")" '0 '
	all_of_user 'is the user'\''s'
	export "$variable=$home/a/b/c"
done
unset DOCKER_CONFIG HELM_CONFIG_HOME
run configure --remove --client docker --client podman --client helm
rm -rf "$home/.docker" "$home/.config" "$home/a" "$home/run"

echo 1vusOokxAVp1tkRGuyxnF23PJcq > "$T/in"
run login --no-check --domain registry.acme.example
is 'a login without a keyring fails' "$status" 1
all_of_user 'and leaves no folder of root'\''s'
REPLICATED_VAULT_PASSPHRASE_FILE=$T/passphrase
export REPLICATED_VAULT_PASSPHRASE_FILE
echo 'a long passphrase' > "$T/passphrase"
chmod 600 "$T/passphrase"
: > "$T/in"
run vault init --passphrase-file "$T/passphrase"
is 'a vault is created' "$status $(cat "$T/err" | grep -v vault)" '0 '
export REPLICATED_KEYRING=vault
echo 1vusOokxAVp1tkRGuyxnF23PJcq > "$T/in"
run login --no-check --domain registry.acme.example
is 'a login with a custom domain' "$status" 0
all_of_user 'and it is the user'\''s, with the config file of this program'
check 'who can read it' as_user test -r "$home/.config/docker-credential-replicated/config"
: > "$T/in"
rm -rf "$home/.config" "$home/.local"
unset REPLICATED_KEYRING REPLICATED_VAULT_PASSPHRASE_FILE

# ---- links ----
printf '{}\n' > "$T/roots/config.json"
chmod 644 "$T/roots/config.json"
chmod 755 "$T/roots"
link="a link in a user's folder points to something that belongs to another user: $by_hand"
as_user ln -s "$T/roots" "$home/.docker"
# shellcheck disable=SC2086
says 'a folder of root'\''s behind a link' 1 '' "docker-credential-replicated: cannot change '$docker': $link" configure $proxy
rm "$home/.docker"
as_user mkdir "$home/.docker"
as_user ln -s "$T/roots/config.json" "$docker"
# shellcheck disable=SC2086
says 'a file of root'\''s behind a link' 1 '' "docker-credential-replicated: cannot change '$docker': $link" configure $proxy
rm "$docker"
as_user ln -s "$T/roots/missing.json" "$docker"
# shellcheck disable=SC2086
says 'a new file in a folder of root'\''s' 1 '' "docker-credential-replicated: cannot change '$docker': $link" configure $proxy
is 'nothing of root'\''s is changed' "$(ls -A "$T/roots") $(cat "$T/roots/config.json") $(stat -c %u "$T/roots")" 'config.json {} 0'
rm "$docker"
as_user mkdir "$home/dotfiles"
as_user ln -s ../dotfiles/docker.json "$docker"
# shellcheck disable=SC2086
says 'a link to the user'\''s own' 0 "$added" '' configure $proxy
check 'is followed' grep -q replicated "$home/dotfiles/docker.json"
all_of_user 'and all is the user'\''s'
rm -r "$home/.docker" "$home/dotfiles"

# ---- the link by which clients run a profile ----
as_user mkdir -p "$home/.local/bin"
ln -s "$build/bin/$HELPER" "$T/roots/$HELPER"
path=$PATH
PATH=$home/.local/bin:$T/roots:${PATH#"$build/bin:"}
"$build/bin/$HELPER" configure -p acme $proxy < "$T/in" > "$T/out" 2> "$T/err"
is 'a link is created for the profile' "$? $(cat "$T/err")" "0 docker-credential-replicated: created '$home/.local/bin/$HELPER-acme'"
all_of_user 'and it is the user'\''s'
"$build/bin/$HELPER" configure -p acme --remove --client docker < "$T/in" > "$T/out" 2> "$T/err"
is 'and removed' "$? $(ls -A "$home/.local/bin")" '0 '
rmdir "$home/.local/bin"
as_user ln -s "$T/roots" "$home/.local/bin"
"$build/bin/$HELPER" configure -p acme $proxy < "$T/in" > "$T/out" 2> "$T/err"
is 'no link in a folder of root'\''s' "$? $(ls -A "$T/roots")" "1 config.json
$HELPER"
PATH=$path
rm -r "$home/.local" "$home/.docker" "$T/roots/$HELPER"

# ---- a race: the user swaps the folder for a link, again and again ----
chmod 700 "$T/roots"
mkdir "$home/own"
chown 0:0 "$home/own"
chmod 700 "$home/own"
echo mine > "$home/own/mine"
: > "$T/go"
chmod 644 "$T/go"
# shellcheck disable=SC2016 # perl expands it
as_user perl -e 'my ($home, $roots, $go) = @ARGV; chdir $home or die;
	while (-e $go) {
		rename "own", ".docker"; rename ".docker", "own";
		symlink $roots, "link"; rename "link", ".docker"; unlink ".docker";
		rename ".docker", "old$$"; unlink "old$$/config.json"; rmdir "old$$";
	}' "$home" "$T/roots" "$T/go" 2> "$T/race.err" &
racer=$!
for _ in $(seq 100); do
	# shellcheck disable=SC2086
	"$HELPER" configure $proxy < "$T/in" > "$T/out" 2>> "$T/race.log"
	find "$T/roots" -uid $user >> "$T/owned" 2>> "$T/race.log"
done
rm "$T/go"
wait "$racer"
own=$(find "$home" -name mine)
is 'root'\''s folders stay root'\''s' "$(cat "$T/owned") $(ls -A "$T/roots") $(stat -c %u "$T/roots" "${own%/*}" "$own" | tr '\n' ' ')" ' config.json 0 0 0 '
done_testing
