#!/bin/sh
# SPDX-License-Identifier: MIT
# Every protocol verb, and every way it can end, under valgrind: no wrong access, no lost memory.
. "${0%/*}/../lib.sh"
command -v valgrind > "$T/which" || skip_all 'no valgrind on this machine'
in_keyring "$@"

checks='--quiet --error-exitcode=99'
leaks="--leak-check=full --errors-for-leak-kinds=definite --show-leak-kinds=definite"

# clean NAME STATUS ARGUMENT...: valgrind finds nothing, and the exit status is as without it
clean() {
	name=$1 want_status=$2
	shift 2
	status=0
	# shellcheck disable=SC2086 # a list of options
	G_SLICE=always-malloc ${wrapper-} valgrind $checks $leaks --log-file="$T/valgrind.log" "$build/bin/docker-credential-replicated" "$@" \
		< "$T/in" > "$T/out" 2> "$T/err" || status=$?
	if [ "$status" -eq "$want_status" ] && [ ! -s "$T/valgrind.log" ]; then
		ok "$name"
	else
		not_ok "$name" "exit status $status, expected $want_status
$(cat "$T/valgrind.log" "$T/err")"
	fi
}
license=1vusOokxAVp1tkRGuyxnF23PJcq

input ''
clean 'version' 0 version
clean 'usage' 0 --help
clean 'no verb' 1
clean 'an unknown verb' 1 gte
clean 'list, empty' 0 list
clean 'get without a server URL' 1 get
input 'registry.example.com'
clean 'get of a foreign host' 1 get
clean 'erase of a foreign host' 0 erase
input 'proxy.replicated.com'
clean 'get, nothing stored' 1 get
clean 'erase, nothing stored' 0 erase
clean 'dockerconfigjson, nothing stored' 1 dockerconfigjson
input '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"'$license'"}'
clean 'store' 0 store
clean 'store again' 0 store
input '{"ServerURL":"registry.replicated.com","Username":"'$license'","Secret":"'$license'"}'
clean 'store with the license as user name' 0 store
input '{"ServerURL":"registry.replicated.com","Username":"u","Username":"v","Secret":"x"}'
clean 'store of a member given twice' 1 store
input '{"ServerURL":"registry.replicated.com","Username":"u","Secret":"\\u0000"}'
clean 'store of JSON that is refused' 1 store
input 'https://proxy.replicated.com/proxy/my-app/x'
clean 'get' 0 get
clean 'list' 0 list
for format in base64 json set values secret; do
	clean "dockerconfigjson -o $format" 0 dockerconfigjson -o "$format"
done
clean 'dockerconfigjson of a domain without an item' 0 dockerconfigjson --domain proxy.staging.replicated.com
clean 'dockerconfigjson, wrong usage' 2 dockerconfigjson --licence "$license"
mkdir "$HOME/.docker"
printf '{"auths":{"proxy.replicated.com/proxy/my-app":{"auth":"TElDRU5TRV9JRDp4"}},"credHelpers":{"a":"b"}}' > "$HOME/.docker/config.json"
clean 'configure, another license' 1 configure --client docker
printf '{"auths":{"proxy.replicated.com":{"auth":"%s"}}}' "$(printf 'LICENSE_ID:%s' "$license" | base64 -w 0)" > "$HOME/.docker/config.json"
clean 'configure --dry-run' 0 configure --client docker --dry-run
clean 'configure' 0 configure --client docker --client helm
clean 'configure again' 0 configure --client docker
clean 'configure --remove' 0 configure --remove --client docker --client helm
printf '{' > "$HOME/.docker/config.json"
clean 'configure: a file that is not JSON' 1 configure --client docker
rm -r "$HOME/.docker"
clean "dockerconfigjson, global" 0 dockerconfigjson -o global --sdk --license-file "$top/tests/fuzz/seeds/license-file/kots"
clean 'dockerconfigjson, long, by app' 0 dockerconfigjson -o secret --long --app-keys --label a=b --annotation 'c=d: e'
clean 'image' 0 image --app my-app quay.io/org/api:1 redis proxy.replicated.com/library/x
clean 'image --reverse' 0 image --reverse proxy.replicated.com/proxy/my-app/redis quay.io/org/api
clean 'image, no reference' 1 image --app my-app redis quay.io/Org/api
for values in "$top"/tests/real-clients/charts/*/values.yaml; do
	clean "values of ${values%/*}" 0 values --app my-app --registry quay.io --registry docker.io "$values"
done
input 'a: &a [*a]'
clean 'values that are refused' 1 values --app my-app --registry quay.io
input '{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"quay.io/org/api"}'
clean 'credential-provider, a foreign image' 0 credential-provider
input '{"kind":"CredentialProviderRequest"}'
clean 'credential-provider, no request' 1 credential-provider
input '{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"proxy.replicated.com/proxy/my-app/x","serviceAccountAnnotations":{"a/b":"acme"}}'
clean 'credential-provider' 0 credential-provider
clean 'credential-provider, another profile' 1 credential-provider --profile-annotation a/b --allow-profile acme
clean 'credential-provider, a profile that is not allowed' 1 credential-provider --profile-annotation a/b --allow-profile b
input ''
clean 'terraform-credentials get' 0 terraform-credentials get proxy.replicated.com
clean 'terraform-credentials get, a foreign host' 0 terraform-credentials get app.terraform.io
clean 'terraform-credentials forget, a foreign host' 0 terraform-credentials forget app.terraform.io
input '{"token":"'$license'","token":"x"}'
clean 'terraform-credentials store, a member given twice' 1 terraform-credentials store proxy.replicated.com
input '{"token":"'$license'"}'
clean 'terraform-credentials store' 0 terraform-credentials store proxy.replicated.com
input ''
clean 'configure --client terraform' 0 configure --client terraform
clean 'configure --client terraform --remove' 0 configure --client terraform --remove
if command -v perl > "$T/which"; then
	# The program as a child, with one end of a pair of sockets as its standard input and output.
	cat > "$T/connected" << 'END'
use Socket; use IO::Handle;
$^F = 9; # the other end stays open, and takes the answer
socketpair(my $own, my $its, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die "socketpair: $!";
print $own $ENV{REQUEST} or die; $own->flush; shutdown($own, 1);
open STDIN, "<&", $its or die; open STDOUT, ">&", $its or die;
exec @ARGV or die "exec: $!";
END
	wrapper="perl $T/connected"
	for request in '1 get\n\nproxy.replicated.com' '1 list\n\n' '2 get\n\nx' '1 store\n\nx' '1 get\nacme\nquay.io' '1'; do
		REQUEST=$(printf '%b' "$request")
		export REQUEST
		clean "forward: $(printf %s "$request" | tr -d '\\')" 0 forward
	done
	wrapper=
fi
clean "helm-getter, a chart's URL" 2 helm-getter '' '' '' replicated://default/index.yaml
clean 'helm-getter, asked by no Helm' 1 helm-getter '' '' '' 'replicated://acme/json?domain=proxy.replicated.com'
# A Helm that runs its plugin: the URL is in its own command line.
cat > "$T/helm" << 'END'
shift
"$@" # and not in place of it
END
wrapper="sh $T/helm -freplicated://"
clean 'helm-getter' 0 helm-getter '' '' '' replicated://
wrapper=

# ---- a node, in folders that nobody else sees ----
if [ "$(id -u)" -eq 0 ] && unshare -m true 2> "$T/unshare.err"; then
	mkdir -p "$T/lib"
	cat > "$T/node" << 'END'
mount --bind "$T/lib" /var/lib && exec "$@"
END
	wrapper="unshare -m --propagation private sh $T/node"
	clean 'configure --client k3s' 0 configure --client k3s
	clean 'configure --client k3s, another profile' 0 configure -p acme --client k3s --domain proxy.replicated.com
	clean 'status --client k3s' 0 status --client k3s
	clean 'configure --client k3s --remove' 0 configure --client k3s --remove
	printf 'apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\nproviders: [{name: x}]\n' > "$T/lib/rancher/credentialprovider/config.yaml"
	clean 'configure --client k3s, a file of somebody else' 1 configure --client k3s
	printf 'a: [' > "$T/lib/rancher/credentialprovider/config.yaml"
	clean 'configure --client k3s, not YAML' 1 configure --client k3s
	wrapper=
	rm -r "${T:?}/lib"
else
	skip 'configure --client k3s' 'only root configures a node'
fi

printf 'kind: License\nspec: {licenseID: %s, appSlug: my-app, channels: [{replicatedProxyDomain: x.example}]}\n' "$license" > "$T/license"
clean 'login with a license file' 0 login --no-check -p acme --license-file "$T/license"
printf 'a: {b: &x 1, <<: {c: *x}}\n---\n' > "$T/license"
clean 'login with a hostile file' 1 login --no-check --license-file "$T/license"
clean 'login with an argument' 2 login "$license"
clean 'logout' 0 logout -p acme
input "$license"
clean 'login again' 0 login --no-check -u "$license"
mkdir -p "$HOME/.docker"
echo '{"credHelpers":{"proxy.replicated.com":"replicated","registry.replicated.com":"replicated"}}' > "$HOME/.docker/config.json"
clean 'status' 0 status
clean 'status --json' 0 status --json
rm -r "$HOME/.docker"
lock_keyring
clean 'status, locked' 1 status
clean 'login, locked' 1 login --no-check
input 'proxy.replicated.com'
clean 'get, locked' 1 get
clean 'store, locked' 1 store
unlock_keyring
clean 'erase' 0 erase

# ---- the vault; making its key would take half a minute under valgrind ----
REPLICATED_KEYRING=vault
export REPLICATED_KEYRING
input 'pw\n'
run vault init
clean 'vault: get, locked' 1 get
input 'pw\n'
run vault unlock
if [ "$status" -eq 0 ]; then
	input '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"'$license'"}'
	clean 'vault: store' 0 store
	input 'proxy.replicated.com'
	clean 'vault: get' 0 get
	clean 'vault: list' 0 list
	# A client that does not name us, whatever clients this machine has.
	mkdir -p "$HOME/.docker"
	echo '{}' > "$HOME/.docker/config.json"
	clean 'vault: status' 1 status
	rm -r "$HOME/.docker"
	clean 'vault: export' 0 vault export
	clean 'vault: import' 0 vault import
	clean 'vault: erase' 0 erase
	clean 'vault: lock' 0 vault lock
else
	skip 'the vault, unlocked' "$(cat "$T/err")"
fi
done_testing
