#!/bin/sh
# SPDX-License-Identifier: MIT
# What is said before the program is removed: which config files still use it, whatever users have put there.
. "${0%/*}/../lib.sh"

[ "$(id -u)" -eq 0 ] || skip_all 'needs root, to be other users'
command -v setpriv > "$T/which" || skip_all 'no setpriv on this machine'
chmod 755 "$T"
homes=$T/homes
: > "$T/passwd"

account() { # NAME UID: with a home of its own
	mkdir -p "$homes/$1/.docker" "$homes/$1/.config/containers" "$homes/$1/.config/helm/registry"
	echo "$1:x:$2:$2:a person:$homes/$1:/bin/sh" >> "$T/passwd"
}
owned() { # NAME UID
	chmod 700 "$homes/$1"
	chown -R "$2:$2" "$homes/$1"
}
# asks NAME STDERR [SECONDS]: exit status 0, nothing on standard output, exactly this on standard error, in time
asks() {
	started=$(date +%s)
	status=0
	timeout 60 "$top/packaging/who-uses" "$T/passwd" "$T/machine" > "$T/out" 2> "$T/err" < /dev/null || status=$?
	took=$(($(date +%s) - started))
	want_status=0
	printf '%b' "$2" > "$T/want-err"
	: > "$T/want-out"
	answered "$1"
	check "$1: within ${3:-20} seconds ($took)" [ "$took" -le "${3:-20}" ]
}
uses() { # FILE USER
	echo "docker-credential-replicated: '$1' still uses this helper: remove the lines that say \"replicated\"," \
		"or install docker-credential-replicated again and run 'docker-credential-replicated configure --remove' as '$2'" \
		"(for \"replicated-PROFILE\" with '-p PROFILE')"
}
links() { # FOLDER/NAME
	echo "docker-credential-replicated: links '$1*' lead to this helper: remove them"
}

account ann 12001
account bob 12002
echo '{"auths":{"example.com":{}},"credHelpers":{"example.com":"replicatedish"}}' > "$homes/ann/.docker/config.json"
owned ann 12001
owned bob 12002
echo 'nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin' >> "$T/passwd"
asks 'nothing uses it: nothing is said' ''

echo '{"credHelpers":{"proxy.replicated.com":"replicated"}}' > "$homes/ann/.docker/config.json"
printf '{"credHelpers":{"proxy.replicated.com":"replicated-acme"}}' > "$homes/bob/.config/containers/auth.json"
printf '{"credHelpers":{"proxy.replicated.com":"replicated"}}' > "$homes/bob/.config/helm/registry/config.json"
printf 'credentials_helper "replicated" {\n}\n' > "$homes/bob/.terraformrc"
asks 'each file that uses it is named' "$(
	uses "$homes/ann/.docker/config.json" ann
	uses "$homes/bob/.config/containers/auth.json" bob
	uses "$homes/bob/.config/helm/registry/config.json" bob
	uses "$homes/bob/.terraformrc" bob
)\n"

# ---- what configure makes beside the files that clients read, and docker from a snap ----
mkdir -p "$homes/ann/snap/docker/12/.docker" "$homes/ann/.terraform.d/plugins" "$homes/ann/.local/share/helm/plugins" \
	"$homes/ann/.local/bin" "$homes/ann/.config/systemd/user/sockets.target.wants" "$homes/bob/.local/bin" \
	"$homes/bob/.local/share/helm/plugins/replicated"
me=docker-credential-replicated
rm "$homes/ann/.docker/config.json" "$homes/bob/.terraformrc" "$homes/bob/.config/containers/auth.json" \
	"$homes/bob/.config/helm/registry/config.json"
ln -s 12 "$homes/ann/snap/docker/current"
echo '{"credHelpers":{"proxy.replicated.com":"replicated"}}' > "$homes/ann/snap/docker/12/.docker/config.json"
echo 'credentials_helper "replicated-acme" {}' > "$homes/ann/.tofurc"
# A profile's links, and a program of another name: the links have no target when the program is gone.
ln -s "/usr/bin/$me" "$homes/ann/.terraform.d/plugins/terraform-credentials-replicated-acme"
ln -s "/usr/libexec/$me/helm-plugin" "$homes/ann/.local/share/helm/plugins/helm-plugin"
ln -s "/usr/bin/$me" "$homes/ann/.local/bin/$me-acme"
ln -s "/usr/lib/systemd/user/$me.socket" "$homes/ann/.config/systemd/user/sockets.target.wants/$me.socket"
ln -s /usr/bin/true "$homes/bob/.local/bin/$me-other"
echo 'name: replicated' > "$homes/bob/.local/share/helm/plugins/replicated/plugin.yaml"
asks 'links of ours are named, those of others are not' "$(
	uses "$homes/ann/snap/docker/current/.docker/config.json" ann
	uses "$homes/ann/.tofurc" ann
	links "$homes/ann/.terraform.d/plugins/terraform-credentials-replicated"
	links "$homes/ann/.local/share/helm/plugins/"
	links "$homes/ann/.local/bin/$me-"
	links "$homes/ann/.config/systemd/user/sockets.target.wants/$me.socket"
)\n"
# Who is not root: what the environment says, of the own files alone.
mkdir "$T/elsewhere"
chmod 755 "$T/elsewhere"
echo '{"credHelpers":{"proxy.replicated.com":"replicated"}}' > "$T/elsewhere/config.json"
setpriv --reuid=12002 --regid=12002 --clear-groups env HOME="$homes/bob" DOCKER_CONFIG="$T/elsewhere" \
	"$top/packaging/who-uses" "$T/passwd" "$T/machine" > "$T/out" 2> "$T/err"
is 'as a user: the own files, where the environment says' "$(cut -d "'" -f 2 "$T/err")" "$T/elsewhere/config.json"

# ---- the machine's own files ----
mkdir -p "$T/machine/etc/kubernetes" "$T/machine/usr/bin" "$T/machine/etc/default"
cp "$top/packaging/kubelet/credential-provider.yaml" "$T/machine/etc/kubernetes/"
cp "$top/packaging/kubelet/credential-provider.yaml" "$T/machine/elsewhere.yaml"
echo '{"providers":[{"name":"ecr-credential-provider"}]}' > "$T/machine/etc/kubernetes/other.json"
echo "KUBELET_EXTRA_ARGS=\"--v=2 --image-credential-provider-config=$T/machine/elsewhere.yaml --x\"" \
	> "$T/machine/etc/default/kubelet"
ln -s "$me" "$T/machine/usr/bin/$me-acme"
ln -s true "$T/machine/usr/bin/$me-other"
rm -r "$homes/ann" "$homes/bob"
provider='still names this helper as a provider, without which kubelet does not start: remove its entry, then restart kubelet'
asks 'links next to the program, and providers of kubelet' "\
$me: '$T/machine/usr/bin/$me-acme' is a link to this helper: remove it
$me: '$T/machine/etc/kubernetes/credential-provider.yaml' $provider
$me: '$T/machine/elsewhere.yaml' $provider\n"
rm -r "$T/machine"
mkdir "$homes/ann"
rm -r "$homes" "$T/passwd"

# What a user may put there to hang or to mislead root.
account eve 12003
mkfifo "$homes/eve/.docker/config.json"
ln -s /dev/zero "$homes/eve/.config/containers/auth.json"
ln -s "$T/secret" "$homes/eve/.config/helm/registry/config.json"
mkdir "$homes/eve/.terraformrc"
owned eve 12003
echo '"replicated"' > "$T/secret"
chmod 600 "$T/secret"
asks 'a FIFO, a device, a folder and a link' ''

# A file of root's that the user only points to is not read: not by a link in the middle of the path either.
rm -r "$homes" "$T/passwd"
account eve 12003
mkdir -m 700 "$T/root"
echo '"replicated"' > "$T/root/config.json"
rmdir "$homes/eve/.docker"
ln -s "$T/root" "$homes/eve/.docker"
chown -R 12003 "$homes/eve"
asks "a link to a folder that only root can read" ''

# Long files have an end, and long lines do not fill the memory.
rm "$homes/eve/.docker"
mkdir "$homes/eve/.docker"
truncate -s 100G "$homes/eve/.docker/config.json"
owned eve 12003
asks 'a file of 100 GiB' ''

# Its processes cannot be stopped, and hold nothing of root's: standard input, descriptors, the terminal.
rm -r "$homes" "$T/passwd"
account ann 12001
account eve 12003
echo '"replicated"' > "$homes/ann/.docker/config.json"
owned ann 12001
owned eve 12003
mkdir "$T/bin"
cat > "$T/bin/setpriv" << SETPRIV
#!/bin/sh
case \$* in
*--reuid=12003*)
	ls /proc/\$\$/fd > "$T/fds"
	trap '' TERM
	sleep 45 &
	echo \$! > "$T/pid"
	sleep 45
	;;
*) exec $(command -v setpriv) "\$@" ;;
esac
SETPRIV
chmod +x "$T/bin/setpriv"
PATH=$T/bin:$PATH
exec 7> "$T/inherited"
asks 'a file system that does not answer' "$(uses "$homes/ann/.docker/config.json" ann)
docker-credential-replicated: the config files of these users could not be read and may still use this helper: eve\n" 30
exec 7>&-
# Those that a shell can open; debconf's is 3.
is 'what waits there inherits no descriptor' "$(grep -x '[0-9]' "$T/fds" | tr '\n' ' ')" '0 1 2 '
is 'and is killed' "$(sed 's/.*) \(.\).*/\1/' "/proc/$(cat "$T/pid")/stat" 2> "$T/which" | tr -d Z)" ''
done_testing
