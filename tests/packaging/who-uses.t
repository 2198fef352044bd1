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
	timeout 60 "$top/packaging/who-uses" "$T/passwd" > "$T/out" 2> "$T/err" < /dev/null || status=$?
	took=$(($(date +%s) - started))
	want_status=0
	printf '%b' "$2" > "$T/want-err"
	: > "$T/want-out"
	answered "$1"
	check "$1: within ${3:-20} seconds ($took)" [ "$took" -le "${3:-20}" ]
}
uses() { # FILE USER
	echo "docker-credential-replicated: '$1' still uses this helper: remove the lines that say \"replicated\"," \
		"or install docker-credential-replicated again and run 'docker-credential-replicated configure --remove' as '$2'"
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
