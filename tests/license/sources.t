#!/bin/sh
# SPDX-License-Identifier: MIT
# A license given from outside: in which order, for which domains, how strict, without any bus.
. "${0%/*}/../lib.sh"

me=docker-credential-replicated
file=$T/license-id
CREDENTIALS_DIRECTORY=$T/credentials
credential=$CREDENTIALS_DIRECTORY/replicated-license-id
mkdir "$CREDENTIALS_DIRECTORY"
umask 077
give() { # FILE TEXT
	printf '%b' "$2" > "$1"
}
gives() { # NAME SECRET
	input 'proxy.replicated.com'
	says "$1" 0 "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$2\"}\\n" '' get
}
refused() { # NAME SENTENCE
	input 'proxy.replicated.com'
	fails "$1" "$2\\n" get
	fails "$1: list" "$2\\n" list
	says "$1: dockerconfigjson" 1 "$HELM_STOPS" "$me: $2\\n" dockerconfigjson
	absent "$1: no license in an error" xyz- "$T/out" "$T/err"
}
listed='{"proxy.replicated.com":"LICENSE_ID","registry.replicated.com":"LICENSE_ID"}\n'

# ---- no bus at all ----
export REPLICATED_LICENSE_ID_FILE CREDENTIALS_DIRECTORY REPLICATED_LICENSE_ID
REPLICATED_LICENSE_ID_FILE='' REPLICATED_LICENSE_ID=xyz-variable
gives 'the variable' xyz-variable
is 'its dockerconfigjson' "$("$me" dockerconfigjson -o json)" '{"auths":{"proxy.replicated.com":{"auth":"TElDRU5TRV9JRDp4eXotdmFyaWFibGU="},"registry.replicated.com":{"auth":"TElDRU5TRV9JRDp4eXotdmFyaWFibGU="}}}'
give "$credential" 'xyz-credential\n'
gives 'a systemd credential goes before it' xyz-credential
REPLICATED_LICENSE_ID_FILE=$file
give "$file" 'xyz-file\n'
gives 'a file in a variable overrides both' xyz-file
says 'list' 0 "$listed" '' list
REPLICATED_DOMAINS=registry.acme.example
export REPLICATED_DOMAINS
says 'declared domains are listed too' 0 '{"proxy.replicated.com":"LICENSE_ID","registry.acme.example":"LICENSE_ID","registry.replicated.com":"LICENSE_ID"}\n' '' list
input 'registry.acme.example/proxy/app/x'
says 'and answered' 0 '{"ServerURL":"registry.acme.example/proxy/app/x","Username":"LICENSE_ID","Secret":"xyz-file"}\n' '' get
unset REPLICATED_DOMAINS
for foreign in ghcr.io proxy.replicated.com.evil.example http://proxy.replicated.com; do
	input "$foreign"
	says "a foreign domain: $foreign" 1 "$NOT_FOUND" '' get
done

# ---- strict ----
chmod 604 "$file"
refused 'readable by everybody' "the license ID file '$file' can be read by everybody: run 'chmod o-rwx' on it, then try again"
chmod 640 "$file"
gives 'readable by a group' xyz-file
for text in '' '\n' ' ' '\0357\0273\0277' 'xyz-a b' 'xyz-a\nb\n' 'xyz-a\tb' 'xyz-a\0b' '\r\n'; do
	give "$file" "$text"
	refused "not just a license: '$text'" "the license ID file '$file' does not contain just a license ID: 1 to 4096 printable ASCII characters without spaces"
done
for text in 'xyz-a' 'xyz-a\n' 'xyz-a\r\n' 'xyz-a\n\n' ' \txyz-a \t\n' '\0357\0273\0277xyz-a\r\n'; do
	give "$file" "$text"
	gives "spaces and marks around it are removed: '$text'" xyz-a
done
long=$(head -c 4096 /dev/zero | tr '\0' x)
give "$file" "$long\\n"
gives '4096 bytes' "$long"
give "$file" "${long}x\\n"
refused '4097 bytes' "the license ID file '$file' does not contain just a license ID: 1 to 4096 printable ASCII characters without spaces"
head -c 10000 /dev/zero | tr '\0' x > "$file"
refused '10000 bytes' "the license ID file '$file' does not contain just a license ID: 1 to 4096 printable ASCII characters without spaces"
ln -s "$credential" "$T/link"
REPLICATED_LICENSE_ID_FILE=$T/link
gives 'links are followed' xyz-credential
rm "$file"
REPLICATED_LICENSE_ID_FILE=$file
refused 'missing' "cannot open the license ID file '$file': No such file or directory"
REPLICATED_LICENSE_ID_FILE=$(printf '%s/a\033[31mb\nc' "$T")
refused 'a name that controls terminals' "cannot open the license ID file '$T/a?[31mb?c': No such file or directory"
REPLICATED_LICENSE_ID_FILE=$file
mkdir "$file"
refused 'a directory' "the license ID file '$file' is not a regular file: give a file that contains just the license ID"
rmdir "$file"
mkfifo "$file"
refused 'a FIFO' "the license ID file '$file' is not a regular file: give a file that contains just the license ID"
rm "$file"
input ''
run configure --client docker
is 'a file that does not exist yet: configure goes on' "$status $(sed 1q "$T/err")" "0 $me: cannot open the license ID file \
'$file': No such file or directory; using Replicated's own domains: select others with '--domain'"
rm "$HOME/.docker/config.json"
REPLICATED_LICENSE_ID_FILE=xyz-itself
refused 'the license in place of a file name' 'cannot open the license ID file that was named: No such file or directory'
REPLICATED_LICENSE_ID_FILE=''
chmod 604 "$credential"
refused 'a credential readable by everybody' "the license ID file '$credential' can be read by everybody: run 'chmod o-rwx' on it, then try again"
rm "$credential"
ln -s loop "$T/loop"
for CREDENTIALS_DIRECTORY in "$T/loop" "$file"; do
	: > "$file"
	reason='Not a directory'
	[ "$CREDENTIALS_DIRECTORY" = "$file" ] || reason='Too many levels of symbolic links'
	refused "credentials that cannot be looked for: $reason" \
		"cannot open the license ID file '$CREDENTIALS_DIRECTORY/replicated-license-id': $reason"
done
rm "$file"
CREDENTIALS_DIRECTORY=$T/credentials
REPLICATED_LICENSE_ID=$(printf 'xyz-a\tb')
refused 'a malformed variable' 'REPLICATED_LICENSE_ID does not contain a license ID: 1 to 4096 printable ASCII characters without spaces'
REPLICATED_LICENSE_ID='xyz-a b'
refused 'a space inside the variable' 'REPLICATED_LICENSE_ID does not contain a license ID: 1 to 4096 printable ASCII characters without spaces'
REPLICATED_LICENSE_ID=$long$long
refused 'a variable that is too long' 'REPLICATED_LICENSE_ID does not contain a license ID: 1 to 4096 printable ASCII characters without spaces'
REPLICATED_LICENSE_ID=$(printf '\357\273\277 xyz-pasted \t')
gives 'spaces and marks around it are removed from the variable' xyz-pasted

# ---- set but empty: a secret that the CI system does not give to this job ----
unset DBUS_SESSION_BUS_ADDRESS REPLICATED_LICENSE_ID_FILE
REPLICATED_LICENSE_ID=''
input 'proxy.replicated.com'
run get
check 'an empty variable is named' grep -q \
	'^REPLICATED_LICENSE_ID is set but empty, so the keyring was asked, and .*: set REPLICATED_LICENSE_ID, or unset it$' "$T/out"
check 'and no desktop is asked for' sh -c "! grep -q 'desktop session' '$T/out' '$T/err'"
unset REPLICATED_LICENSE_ID
REPLICATED_LICENSE_ID_FILE=''
export REPLICATED_LICENSE_ID_FILE
run get
check 'so is an empty file variable' grep -q '^REPLICATED_LICENSE_ID_FILE is set but empty' "$T/out"
unset REPLICATED_LICENSE_ID_FILE
run get
check 'without either, the keyring is reported as missing' grep -q '^keyring is unavailable' "$T/out"

# ---- mounted secrets: no chmod can help on a read-only mount, or for a file of another user ----
cat > "$T/on-mount" <<'EOF'
m=$1 layout=$2 mode=$3 access=$4 user=$5
mount -t tmpfs none "$m" || exit 3
case $layout in
links) # Kubernetes
	mkdir "$m/..2026_11_26" && printf 'xyz-mounted' > "$m/..2026_11_26/license-id" &&
		chmod "$mode" "$m/..2026_11_26/license-id" && ln -s ..2026_11_26 "$m/..data" &&
		ln -s ..data/license-id "$m/license-id" && mount -o "remount,$access" "$m" || exit 3
	;;
bind) # one file: Swarm, and subPath of Kubernetes
	printf 'xyz-mounted\n' > "$m/source" && chmod "$mode" "$m/source" && : > "$m/license-id" &&
		mount --bind "$m/source" "$m/license-id" && mount -o "remount,bind,$access" "$m/license-id" || exit 3
	;;
esac
REPLICATED_LICENSE_ID_FILE=$m/license-id
export REPLICATED_LICENSE_ID_FILE
echo proxy.replicated.com | $user docker-credential-replicated get
EOF
# on_mount LAYOUT MODE ro|rw [USER]: the answer with such a license file
on_mount() {
	# shellcheck disable=SC2086 # words
	$unshare sh "$T/on-mount" "$T/mount" "$1" "$2" "$3" "${4-}" 2> "$T/log"
}
mounted='{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"xyz-mounted"}'
open="the license ID file '$T/mount/license-id' can be read by everybody: run 'chmod o-rwx' on it, then try again"
mkdir "$T/mount"
if unshare -m true 2> "$T/log"; then unshare='unshare -m'; else unshare='unshare -rm'; fi
if on_mount links 0400 ro > "$T/answer"; then
	for layout in links bind; do
		for mode in 0644 0444; do
			is "$layout, $mode, read-only: taken" "$(on_mount $layout $mode ro)" "$mounted"
			is "$layout, $mode, a chmod helps: refused" "$(on_mount $layout $mode rw)" "$open"
		done
	done
else
	skip 'a read-only mount' "no mount namespace on this machine"
fi
# Without any right of root's, as in a container that was started with another user ID.
if [ "$(id -u)" -eq 0 ] && setpriv --reuid=1000 --regid=1000 --clear-groups "$build/bin/$me" version > "$T/log" 2>&1; then
	chmod 755 "$T" "$T/home" "$T/run" "$T/mount"
	umask 022
	other='setpriv --reuid=1000 --regid=1000 --clear-groups'
	is "another user's file: taken" "$(on_mount bind 0444 rw "$other")" "$mounted"
	is 'no right to read it: an error' "$(on_mount bind 0400 rw "$other")" \
		"cannot open the license ID file '$T/mount/license-id': Permission denied"
	give "$T/mount/license-id" 'xyz-mounted\n'
	chown 1000 "$T/mount/license-id"
	is 'an own one that everybody can read: refused' "$(echo proxy.replicated.com |
		REPLICATED_LICENSE_ID_FILE=$T/mount/license-id $other "$build/bin/$me" get 2> "$T/log")" "$open"
	is 'so is it for root, who can change it' "$(echo proxy.replicated.com |
		REPLICATED_LICENSE_ID_FILE=$T/mount/license-id "$me" get 2> "$T/log")" "$open"
	chown 0 "$T/mount/license-id"
	chmod 600 "$T/mount/license-id"
	is 'what exists and cannot be read ends configure' "$(REPLICATED_LICENSE_ID_FILE=$T/mount/license-id $other \
		"$build/bin/$me" configure --client docker 2>&1)" \
		"$me: cannot open the license ID file '$T/mount/license-id': Permission denied"
	rm "$T/mount/license-id"
else
	skip "another user's file" 'no second user without root'
fi
# A user namespace does not know the owner of a file from outside, and its root cannot change it.
if [ "$(id -u)" -eq 0 ] && unshare -U --map-root-user true 2> "$T/log"; then
	printf 'xyz-mounted\n' > "$T/mount/license-id"
	chown 12345 "$T/mount/license-id"
	chmod 0644 "$T/mount/license-id"
	is 'a file whose owner the container does not know: taken' \
		"$(echo proxy.replicated.com | REPLICATED_LICENSE_ID_FILE=$T/mount/license-id \
			unshare -U --map-root-user "$me" get)" "$mounted"
else
	skip 'a file whose owner the container does not know' 'no user namespaces on this machine'
fi
done_testing
