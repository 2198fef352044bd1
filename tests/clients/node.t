#!/bin/sh
# SPDX-License-Identifier: MIT
# A node of k3s or RKE2: what `configure --client k3s` puts in place, in folders of root that nobody else sees.
. "${0%/*}/../lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all 'only root configures a node'
if [ -z "${IN_NODE-}" ]; then
	unshare -m true 2> "$T/unshare.err" || skip_all "no mount namespace: $(cat "$T/unshare.err")"
	trap - EXIT
	IN_NODE=1 exec unshare -m --propagation private sh "$0" "$@"
fi
cp -a /etc "$T/etc"
{ mount --bind "$T/etc" /etc && mount -t tmpfs -o mode=755 tmpfs /var/lib; } 2> "$T/mount.err" ||
	skip_all "no mount in a namespace: $(cat "$T/mount.err")"

LICENSE=1vusOokxAVp1tkRGuyxnF23PJcq
me=docker-credential-replicated
node=/var/lib/rancher/credentialprovider
config=$node/config.yaml link=$node/bin/$me
own=$(readlink -f "$build/bin/$me")
restart="$me: kubelet reads it when it starts: run 'systemctl restart k3s', or 'systemctl restart k3s-agent' on an agent\n"
created="$me: created '$link'\n"
added="$config: added the credential provider '$me'\n"
removed="$config: removed the credential provider '$me'\n"
provider="  - name: $me\n    apiVersion: credentialprovider.kubelet.k8s.io/v1\n    args:\n      - credential-provider\n    defaultCacheDuration: 1h0m0s\n    matchImages:\n      - proxy.replicated.com\n      - registry.replicated.com\n"
head="# Written by '$me configure', which replaces it as long as nobody edits it.\napiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\nproviders:\n"
input ''

# holds NAME FILE TEXT: exactly this text
holds() {
	printf '%b' "$3" > "$T/want-file"
	if cmp -s "$T/want-file" "$2"; then ok "$1"; else not_ok "$1" "$(diff -u "$T/want-file" "$2" 2>&1)"; fi
}
clean() {
	rm -rf /var/lib/rancher
}

# ---- a node without providers ----
run configure --client k3s --dry-run
is '--dry-run shows all lines' "$status $(grep -c '^+' "$T/out") $(cat "$T/err")" "0 13 $me: would create '$link'"
check '--dry-run makes nothing' test ! -e /var/lib/rancher
says 'no folder yet' 0 "$added" "$created$restart" configure --client k3s
holds 'the config' "$config" "$head$provider"
is 'the link leads to this program' "$(readlink "$link")" "$own"
is 'folders are open to read, whatever the umask is' "$(stat -c %a /var/lib/rancher "$node" "$node/bin" | tr '\n' ' ')" '755 755 755 '
says 'again changes nothing' 0 "$config: nothing to change\n" '' configure --client k3s
REPLICATED_LICENSE_ID_FILE='' says 'nor does a variable that is empty' 0 "$config: nothing to change\n" '' configure --client k3s
says 'nor for RKE2, whose folders are the same' 0 "$config: nothing to change\n" '' configure --client rke2

# kubelet runs it by this name, with these words.
input '{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"proxy.replicated.com/proxy/my-app/redis"}'
status=0
REPLICATED_LICENSE_ID=$LICENSE "$link" credential-provider < "$T/in" > "$T/out" 2> "$T/err" || status=$?
is 'what kubelet runs answers' "$status $(grep -c "\"password\":\"$LICENSE\"" "$T/out")" '0 1'
input ''

# ---- custom domains, profiles and a file with the license ----
REPLICATED_DOMAINS=images.acme.example:8443
export REPLICATED_DOMAINS
says 'a declared domain' 0 "$config: changed the credential provider '$me'\n" "$restart" configure --client k3s
with_domain="$provider      - images.acme.example:8443\n    env:\n      - name: REPLICATED_DOMAINS\n        value: images.acme.example:8443\n"
holds 'it is in the environment of the provider, too' "$config" "$head$with_domain"
printf '%s\n' "$LICENSE" > /etc/license-id
chmod 600 /etc/license-id
status=0
REPLICATED_LICENSE_ID_FILE=/etc/license-id "$me" configure -p acme --client rke2 --domain proxy.replicated.com > "$T/out" 2> "$T/err" || status=$?
is 'a second profile' "$status $(cat "$T/out")" "0 $config: added the credential provider '$me-acme'"
holds 'both providers' "$config" "$head$with_domain  - name: $me-acme\n    apiVersion: credentialprovider.kubelet.k8s.io/v1\n    args:\n      - credential-provider\n    defaultCacheDuration: 1h0m0s\n    matchImages:\n      - proxy.replicated.com\n    env:\n      - name: REPLICATED_LICENSE_ID_FILE\n        value: \"/etc/license-id\"\n"
absent 'the license is not in it' "$LICENSE" "$config"
status=0
REPLICATED_LICENSE_ID_FILE=license "$me" configure --client k3s < "$T/in" > "$T/out" 2> "$T/err" || status=$?
is 'a relative file' "$status $(cat "$T/err")" "1 $me: REPLICATED_LICENSE_ID_FILE is a relative path: set it to one that begins with '/'"
says 'one domain removed' 0 "$config: changed the credential provider '$me'\n" "$restart" configure --client k3s --remove --domain images.acme.example:8443
says 'the profile removed' 0 "$config: removed the credential provider '$me-acme'\n" \
	"$me: kubelet reads it when it starts: run 'systemctl restart rke2-server', or 'systemctl restart rke2-agent' on an agent\n$me: removed '$link-acme'\n" configure -p acme --client rke2 --remove
holds 'the other one stays' "$config" "$head$provider"
unset REPLICATED_DOMAINS
says '--remove' 0 "$removed" "$restart$me: removed '$link'\n" configure --client k3s --remove
is 'only folders are left' "$(find "$node" ! -type d)" ''
says '--remove again' 0 "$config: nothing to change\n" '' configure --client k3s --remove
ln -s "$own" "$link"
run configure --client k3s --remove --dry-run
check '--remove --dry-run removes nothing' test -L "$link"
says '--remove of a link that is left' 0 "$config: nothing to change\n" "$me: removed '$link'\n" configure --client k3s --remove
run configure --client k3s
says 'all its domains removed' 0 "$removed" "$restart$me: removed '$link'\n" configure --client k3s --remove --domain proxy.replicated.com --domain registry.replicated.com
check 'the file is gone with the last one' test ! -e "$config"
: > "$config"
says 'an empty file is filled' 0 "$added" "$created$restart" configure --client k3s
holds 'with the config' "$config" "$head$provider"
run configure --client k3s --remove

# ---- who is configured without being named ----
mkdir "$T/k3s"
printf '#!/bin/sh\n' > "$T/k3s/k3s"
chmod 755 "$T/k3s/k3s"
# unnamed NAME STATUS STDOUT STDERR ARGUMENT...: with k3s alone on PATH
unnamed() {
	unnamed_name=$1 want_status=$2 status=0
	printf '%b' "$3" > "$T/want-out"
	printf '%b' "$4" > "$T/want-err"
	shift 4
	env PATH="$build/bin:$T/k3s" "$me" "$@" < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	answered "$unnamed_name"
}
unnamed 'a node is configured only if it is named' 1 '' "$me: docker, podman, helm and terraform are not on PATH: select a client with '--client docker', '--client podman', '--client helm' or '--client terraform'\n" configure
check 'nothing is there' test ! -e "$config" -a ! -e "$link"
run configure --client k3s
mkdir /var/lib/programs
cp "$T/k3s/k3s" /var/lib/programs/k3s
cp "$T/k3s/k3s" /var/lib/programs/docker
if command -v setpriv > "$T/which"; then
	status=0
	env HOME=/var/lib DOCKER_CONFIG=/var/lib/none PATH="$build/bin:/var/lib/programs" "$(command -v setpriv)" --reuid 65534 --clear-groups \
		"$own" configure --remove --dry-run < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	is 'whoever is not root has docker, and no node' "$status $(cat "$T/out" "$T/err")" '0 '
else
	skip 'whoever is not root has docker, and no node' 'no setpriv on this machine'
fi
unnamed 'and what is there is removed without its name' 0 "$removed" "$restart$me: removed '$link'\n" configure --remove

# ---- a config of somebody else ----
theirs='apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\nproviders:\n- name: ecr-credential-provider # ours\n  matchImages: ["*.dkr.ecr.*.amazonaws.com"]\n'
line="{\"name\": \"$me\", \"apiVersion\": \"credentialprovider.kubelet.k8s.io/v1\", \"args\": [\"credential-provider\"], \"defaultCacheDuration\": \"1h0m0s\", \"matchImages\": [\"proxy.replicated.com\", \"registry.replicated.com\"]}"
merge=$(dirname "$(dirname "$own")")/libexec/$me/add-provider
printf '%b' "$theirs" > "$config"
says 'is not changed, and the lines are shown' 1 '' \
	"$created$me: '$config' was not written by this program, and was not changed: run '$merge $config', or add to the list \"providers\" by hand: $line\n" configure --client k3s
holds 'it is not changed' "$config" "$theirs"
REPLICATED_LICENSE_ID_FILE='' says 'nor does a variable that is empty change the lines' 1 '' \
	"$me: '$config' was not written by this program, and was not changed: run '$merge $config', or add to the list \"providers\" by hand: $line\n" configure --client k3s
REPLICATED_DOMAINS=images.acme.example:8443 run configure --client k3s --domain images.acme.example:8443
check 'a custom domain: the command names it' grep -qF "run '$merge --domain images.acme.example:8443 $config', or add" "$T/err"
check 'and so do the lines' grep -qF '"env": [{"name": "REPLICATED_DOMAINS", "value": "images.acme.example:8443"}]}' "$T/err"
sh -c "$merge $config" > "$T/merge.out" 2> "$T/merge.err"
is 'the command in it works' "$? $(cat "$T/merge.err")" '0 '
says 'and then nothing is to be changed' 0 "$config: nothing to change\n" '' configure --client k3s
printf '%b' "$theirs" > "$config"
printf -- '- %s\n' "$line" >> "$config"
cp "$config" "$T/merged"
says 'with that line' 0 "$config: nothing to change\n" '' configure --client k3s
run configure --client k3s --domain proxy.staging.replicated.com
is 'a domain that is missing in it' "$status $(grep -c "is not used for proxy.staging.replicated.com: add it to" "$T/err")" '1 1'
says '--remove leaves it' 1 '' "$me: '$config' has the provider '$me', but was not written by this program: remove that provider by hand\n" configure --client k3s --remove
check 'it is not changed by any of these' cmp "$T/merged" "$config"
check 'and the program stays as long as it is named' test -L "$link"
printf '{"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/v1","providers":[%s]}' "$line" > "$config"
says 'JSON' 0 "$config: nothing to change\n" '' configure --client k3s
sed 's/^#.*/# my words/' < "$T/want-file" > "$T/edited"
printf '%b' "$head$provider" | sed 's/^#.*/# my words/' > "$config"
cp "$config" "$T/edited"
run configure --client k3s --domain proxy.staging.replicated.com
check 'our own file is theirs after an edit' cmp "$T/edited" "$config"
for bad in 'kind: Config\napiVersion: v1\n' 'a: [\n' 'apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\nproviders: x\n' \
	'apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\nproviders: [{}]\n'; do
	printf '%b' "$bad" > "$config"
	run configure --client k3s
	is "refused: $(printf %s "$bad" | tr -d "\\" | cut -c 1-90)" "$status $(printf '%b' "$bad" | cmp - "$config") $(grep -c "^$me: '$config' was not changed: " "$T/err")" '1  1'
done

# A path that a shell would read as several words: the command can be pasted all the same.
odd="/etc/a license's \"file\" \$x!"
cp -p /etc/license-id "$odd"
rm "$config".before-replicated-*
printf '%b' "$theirs" > "$config"
status=0
REPLICATED_LICENSE_ID_FILE=$odd "$me" configure --client k3s < "$T/in" > "$T/out" 2> "$T/err" || status=$?
command=$(sed -n "s/.*: run '\(.*\)', or add to the list.*/\1/p" "$T/err")
is 'a path with blanks and quotes' "$status $command" "1 $merge --license-file /etc/a\\ license\\'s\\ \\\"file\\\"\\ \\\$x\\! $config"
sh -c "$command" > "$T/merge.out" 2> "$T/merge.err"
is 'the command works' "$? $(cat "$T/merge.err")" '0 '
run status --client k3s
is 'and status finds the file' "$(grep -c '^ok *source *REPLICATED_LICENSE_ID_FILE of the provider' "$T/out")" 1
echo '{"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/v1","providers":[]}' > "$config"
rm "$config".before-replicated-*
sh -c "$command" > "$T/merge.out" 2> "$T/merge.err"
run status --client k3s
is 'in JSON, too' "$(grep -c '^ok *source *REPLICATED_LICENSE_ID_FILE of the provider' "$T/out")" 1

# ---- files that are not ours, and folders that are not root's ----
clean
mkdir -p "$node/bin"
printf '#!/bin/sh\necho something else\n' > "$link"
chmod 755 "$link"
says 'another program of that name' 1 '' "$me: kubelet would run '$link', which is another program: remove it, then run this command again\n" configure --client k3s
is 'it stays, and no config is written' "$(tail -n 1 "$link") $(ls "$node")" 'echo something else bin'
printf '#!/bin/sh\nseq 1 50000\n' > "$link"
says 'one that prints a lot' 1 '' "$me: kubelet would run '$link', which is another program: remove it, then run this command again\n" configure --client k3s
rm "$link"
ln -s /nowhere "$link"
says 'a link to nowhere' 1 '' "$me: kubelet would run '$link', which does not exist: remove it, then run this command again\n" configure --client k3s
check 'it stays, too' test -L "$link"
rm "$link"
# Another program on the same file system, and none.
for target in "$merge" /nowhere; do
	run configure --client k3s
	ln -sfn "$target" "$link"
	says "--remove where the link leads to $target" 0 "$removed" "$restart" configure --client k3s --remove
	is 'it leaves that link' "$(readlink "$link")" "$target"
	rm "$link"
done
run configure --client k3s
ln -s "$(dirname "$own")" /var/lib/alias
ln -sfn "/var/lib/alias/$me" "$link"
says '--remove where the link leads here by another path' 0 "$removed" "$restart$me: removed '$link'\n" configure --client k3s --remove
for folder in /var/lib/rancher "$node" "$node/bin"; do
	clean
	mkdir -p "$node/bin"
	chown 65534 "$folder"
	run configure --client k3s
	is "$folder of a user" "$status $(grep -c "kubelet runs '$link' as root, but a folder above it does not belong to root, or everybody can write to it: change the owner of that folder" "$T/err") $(find /var/lib/rancher ! -type d)" '1 1 '
	chown 0 "$folder"
	chmod 777 "$folder"
	run configure --client k3s
	is "$folder that everybody can write to" "$status $(find /var/lib/rancher ! -type d)" '1 '
done
clean
mkdir /var/lib/copy
cp -a "$build/bin" "$build/libexec" /var/lib/copy
with_mode() { # MODE: configured by a copy of the program that has it; the status, and what is there
	chmod "$1" "/var/lib/copy/bin/$me"
	status=0
	"/var/lib/copy/bin/$me" configure --client k3s > "$T/out" 2> "$T/err" || status=$?
	echo "$status $([ ! -e /var/lib/rancher ] || ls /var/lib/rancher)"
}
is 'a program that everybody can write to' "$(with_mode 757)" '1 '
chown 65534 "/var/lib/copy/bin/$me"
is 'a program of a user' "$(with_mode 755)" '1 '
check 'and which one' grep -qF "$me: kubelet runs '/var/lib/copy/bin/$me' as root, but" "$T/err"
chown 0 "/var/lib/copy/bin/$me"
is "one that root's group can write to" "$(with_mode 775)" '0 credentialprovider'
clean
mkdir -p /var/lib/disk "$T/user"
ln -s disk /var/lib/rancher
says 'a link of root'\''s to another disk' 0 "$added" "$created$restart" configure --client k3s
check 'is followed' test -L /var/lib/disk/credentialprovider/bin/$me
rm /var/lib/rancher
chown 65534 "$T/user"
ln -s "$T/user" /var/lib/rancher
run configure --client k3s
is 'a link to a folder of a user' "$status $(ls -A "$T/user")" '1 '
rm /var/lib/rancher
mkdir -p "$node"
ln -s /etc/providers.yaml "$config"
chown 65534 /etc
run configure --client k3s
is 'the config in a folder of a user, behind a link' "$status $(find /etc -name providers.yaml)" '1 '
chown 0 /etc
if command -v setpriv > "$T/which"; then
	setpriv --reuid 65534 --clear-groups "$own" configure --client k3s < "$T/in" > "$T/out" 2> "$T/err"
	is 'who is not root' "$? $(cat "$T/err")" "1 $me: '--client k3s' changes files of root: run it as root"
	setpriv --reuid 65534 --clear-groups "$own" configure --client k3s --remove < "$T/in" > "$T/out" 2> "$T/err"
	is 'who is not root, and --remove' "$? $(cat "$T/err")" "1 $me: '--client k3s' changes files of root: run it as root"
	clean
	setpriv --reuid 65534 --clear-groups "$own" configure --client k3s --domain proxy.replicated.com --dry-run < "$T/in" > "$T/out" 2> "$T/err"
	is 'who is not root may look' "$? $(grep -c '^+' "$T/out") $(cat "$T/err")" "0 12 $me: would create '$link'"
else
	skip 'who is not root' 'no setpriv on this machine'
fi
clean

# ---- a write that must last ----
if command -v strace > "$T/which" && strace -o "$T/trace" true 2> "$T/strace.log"; then
	by_hand="run '$merge $config', or add to the list \"providers\" by hand: $line"
	# Each attempt is as slow as the machine.
	for fault in 'renameat2:error=EAGAIN another program keeps changing it' 'fsync:error=EIO:when=1 Input/output error'; do
		status=0
		REPLICATED_TIMEOUT=200 strace -qq -o "$T/trace" -e "trace=fsync,renameat2" -e "inject=${fault%% *}" \
			"$me" configure --client k3s < "$T/in" > "$T/out" 2> "$T/err" || status=$?
		is "a file that cannot be written: ${fault#* }" "$status $(cat "$T/out" "$T/err")" \
			"1 $(printf '%b' "$created")
$me: cannot change '$config': ${fault#* }: $by_hand"
		is 'nothing is there but the program' "$(find "$node" ! -type d)" "$link"
		rm "$link"
	done
else
	skip 'a write that must last' 'no program may be traced here'
fi
clean

# ---- registries.yaml ----
mkdir -p /etc/rancher/k3s /etc/rancher/rke2
cat > /etc/rancher/k3s/registries.yaml << YAML
mirrors:
  proxy.replicated.com: {endpoint: ["https://proxy.replicated.com"]}
configs:
  "proxy.replicated.com":
    auth: &a {username: LICENSE_ID, password: $LICENSE}
  "https://proxy.replicated.com/": {auth: *a}
  quay.io: {auth: {username: u, password: p}}
  registry.replicated.com: {auth: {username: u, password: ""}}
YAML
plain="$me: '/etc/rancher/k3s/registries.yaml' contains a license in plain text for proxy.replicated.com: when pulls work without it, remove its 'auth' there\n"
says 'a license in plain text is named' 0 "$added" "$created$restart$plain" configure --client k3s
absent 'and not shown' "$LICENSE" "$T/out" "$T/err"
says 'not for RKE2' 0 "$config: nothing to change\n" '' configure --client rke2
echo 'configs: [{auth: {password: x}}]' > /etc/rancher/rke2/registries.yaml
says 'a list has no registries' 0 "$config: nothing to change\n" '' configure --client rke2
echo 'configs: {a: [' > /etc/rancher/rke2/registries.yaml
run configure --client rke2
is 'a damaged one is a note' "$status $(grep -c "^$me: cannot read '/etc/rancher/rke2/registries.yaml': it is not YAML" "$T/err")" '0 1'

# ---- status ----
says_of() { # PATTERN: lines of status about k3s
	run status --client k3s
	grep -c "$1" "$T/out"
}
is 'status: configured' "$(says_of "^ok *k3s *$config uses this helper for proxy.replicated.com, registry.replicated.com")" 1
is 'status: plain text' "$(says_of '^note *k3s */etc/rancher/k3s/registries.yaml contains a license in plain text for proxy.replicated.com')" 1
rm "$link"
is 'status: no program' "$(says_of "^bad *k3s *$config uses $link, which does not exist")" 1
says 'and the remedy works' 0 "$config: nothing to change\n" "$created$plain" configure --client k3s
run configure --client k3s --remove
is 'status: not configured' "$(says_of "^bad *k3s *$config does not exist, so kubelet does not use this helper")" 1
echo x > "$config"
is 'status: a damaged config' "$(says_of "^bad *k3s *$config cannot be used: it is not a CredentialProviderConfig of kubelet")" 1

rm "$config"
mkdir "$config"
is 'status: a config that cannot be read' "$(says_of "^bad *k3s *'$config' is a directory, not a file")" 1
rmdir "$config"
echo x > "$config"

# ---- status: the license that kubelet's provider has ----
unset DBUS_SESSION_BUS_ADDRESS
clean
rm -f /etc/rancher/*/registries.yaml
mount -t tmpfs -o mode=755 tmpfs /run
run configure --client k3s
run status --client k3s
is 'status: no license on the node' "$status $(grep -c '^bad  keyring  keyring is unavailable: no session bus' "$T/out")" '1 1'
status=0
REPLICATED_LICENSE_ID_FILE=/etc/license-id "$me" configure --client k3s < "$T/in" > "$T/out" 2> "$T/err" || status=$?
is 'a license file for the provider' "$status" 0
run status --client k3s
is 'status: the license file of the provider, and no keyring' "$status $(grep -c . "$T/err") $(grep '^[a-z]* *\(source\|keyring\|license\)' "$T/out")" \
	"0 0 ok   source   REPLICATED_LICENSE_ID_FILE of the provider '$me' in '$config' provides the license, and no keyring is used
ok   license  proxy.replicated.com as LICENSE_ID (license ID)
ok   license  registry.replicated.com as LICENSE_ID (license ID)"
run status --client k3s --client docker
is 'status: docker has no use for it' "$(grep -c '^bad  keyring' "$T/out") $(grep -c '^ok   source' "$T/out")" '1 0'
mv /etc/license-id /etc/moved
run status --client k3s
is 'status: the file is missing' "$status $(grep -c "^bad  source .*cannot open the license ID file '/etc/license-id': No such file or directory" "$T/out")" '1 1'
run configure --client k3s --remove
run configure --client k3s
for unit in k3s k3s-agent rke2-server rke2-agent; do
	mkdir -p "/run/credentials/$unit.service"
	cp /etc/moved "/run/credentials/$unit.service/replicated-license-id"
	run status --client "${unit%%-*}"
	is "status: a systemd credential of $unit.service" "$status $(grep -c "^ok   source   .CREDENTIALS_DIRECTORY/replicated-license-id of $unit.service provides the license" "$T/out")" '0 1'
	case $unit in k3s*) other=rke2 ;; *) other=k3s ;; esac
	run status --client "$other"
	is "and not of $other" "$(grep -c "of $unit.service provides" "$T/out")" 0
	rm -r "/run/credentials/$unit.service"
done
mv /etc/moved /etc/license-id

# ---- k3s with a config of its own ----
clean
mkdir -p /etc/kubernetes/bin /etc/rancher/k3s/config.yaml.d
echo 'image-credential-provider-config: ""' > /etc/rancher/k3s/config.yaml
says 'a setting that is empty is none' 0 "$added" "$created$restart" configure --client k3s
clean
printf '%b' "$theirs" > /etc/kubernetes/providers.yaml
echo "token: $LICENSE
image-credential-provider-config: /etc/kubernetes/providers.yaml
image-credential-provider-bin-dir: /etc/kubernetes/bin" > /etc/rancher/k3s/config.yaml
elsewhere="$me: '/etc/rancher/k3s/config.yaml' makes k3s read credential providers from '/etc/kubernetes/providers.yaml', and their programs from '/etc/kubernetes/bin', so '$config' was not changed: run 'ln -s $own /etc/kubernetes/bin/$me', then run '$merge /etc/kubernetes/providers.yaml', or add to the list \"providers\" by hand: $line\n"
says 'k3s reads another config' 1 '' "$elsewhere" configure --client k3s
says 'also with --dry-run' 1 '' "$elsewhere" configure --client k3s --dry-run
check 'nothing is made' test ! -e /var/lib/rancher
absent 'and nothing of the file is shown' "$LICENSE" "$T/out" "$T/err"
is 'status: names the config that is read' "$(says_of '^bad *k3s */etc/kubernetes/providers.yaml does not use this helper for proxy.replicated.com, registry.replicated.com')" 1
remedy=$(grep -A 1 '^bad *k3s' "$T/out" | sed -n "s/^ *run '\(.*\)', then '\(.*\)' as root/\1 \&\& \2/p")
sh -c "$remedy" > "$T/remedy.out" 2> "$T/remedy.err"
is 'and its remedy works' "$? $(cat "$T/remedy.err") $(says_of '^ok *k3s */etc/kubernetes/providers.yaml uses this helper for proxy.replicated.com, registry.replicated.com')" '0  1'
rm "/etc/kubernetes/bin/$me"
is 'status: the program is missing there' "$(says_of "^bad *k3s */etc/kubernetes/providers.yaml uses /etc/kubernetes/bin/$me, which does not exist")" 1
says 'not for RKE2' 0 "$added" "$created$(printf %s "$restart" | sed 's/k3s-agent/rke2-agent/; s/k3s/rke2-server/')" configure --client rke2
clean
# The last file decides, an argument of kubelet before all of them, and the default paths are no other ones.
echo "image-credential-provider-config: $config" > /etc/rancher/k3s/config.yaml.d/10.yaml
echo "image-credential-provider-bin-dir: \"$node/bin\"" > /etc/rancher/k3s/config.yaml.d/20.yml
says 'set back to the default paths' 0 "$added" "$created$restart" configure --client k3s
clean
for number in 7 3 9 1 5 8 2 6 4; do
	echo "image-credential-provider-config: /etc/providers-$number.yaml" > /etc/rancher/k3s/config.yaml.d/3$number.yaml
done
run configure --client k3s
is 'the last of nine files decides' "$status $(grep -c "^$me: '/etc/rancher/k3s/config.yaml.d/39.yaml' makes k3s read credential providers from '/etc/providers-9.yaml'" "$T/err")" '1 1'
rm /etc/rancher/k3s/config.yaml.d/3?.yaml
clean
echo 'kubelet-arg: ["v=2", "image-credential-provider-bin-dir=/opt/bin"]' > /etc/rancher/k3s/config.yaml.d/05.yaml
run configure --client k3s
is 'an argument of kubelet' "$status $(grep -c "^$me: '/etc/rancher/k3s/config.yaml.d/05.yaml' makes k3s read credential providers from '$config', and their programs from '/opt/bin', so" "$T/err")" '1 1'
echo 'a: [' > /etc/rancher/k3s/config.yaml
run configure --client k3s
is 'a damaged file' "$status $(grep -c "^$me: cannot read '/etc/rancher/k3s/config.yaml': it is not YAML" "$T/err")" '1 1'
check 'and still nothing is made' test ! -e /var/lib/rancher
run configure --client k3s --remove
is '--remove works all the same' "$status" 0
done_testing
