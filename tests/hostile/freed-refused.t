#!/bin/sh
# SPDX-License-Identifier: MIT
# What is refused, half read or not needed is wiped as well: no license and no passphrase is left in memory.
. "${0%/*}/../lib.sh"
command -v python3 > "$T/which" || skip_all 'no python3 on this machine'
REPLICATED_KEYRING=vault
export REPLICATED_KEYRING
TEST_KEYRING=vault start_vault
. "${0%/*}/freed.sh"
me=$build/bin/$HELPER

# none_left NAME STATUS TEXTS ARGUMENT...: the call ends so, and none of the texts is given back or kept
none_left() {
	name=$1 ends=$2 texts=$3
	shift 3
	watched "$texts" "$@"
	is "$name" "$status $(cat "$T/freed")" "$ends "
}
refuses() { # NAME ARGUMENT...
	name=$1
	shift
	none_left "$name" 1 "$license $pair" "$@"
}
cat > "$T/watch" <<END
#!/bin/sh
LD_PRELOAD='$build/tests/freed.so' exec '$me' "\$@"
END
chmod 755 "$T/watch"
# on_terminal NAME TEXTS STEP... -- "$T/watch" ARGUMENT...: none of the texts is given back or kept
on_terminal() {
	name=$1
	echo "$2" | tr ' ' '\n' > "$T/texts"
	shift 2
	: > "$T/freed"
	FREED_TEXTS=$T/texts FREED_REPORT=$T/freed "${0%/*}/../runtime/on-terminal" "$@" > "$T/screen" 2>&1 || true
	is "$name" "$(grep -c '^\[exit [01]\]' "$T/screen") $(cat "$T/freed")" '1 '
}

# ---- login ----
input "$license $license\n"
refuses 'login: not a license' login --no-check
printf '%s\0x' "$license" > "$T/in"
refuses 'login: a NUL' login --no-check
printf '%s%5000d' "$license" 0 > "$T/in"
refuses 'login: too long' login --no-check
input "kind: License\nspec:\n  licenseID: $license\n"
wipes 'login: a license file on standard input' login --no-check
for text in "kind: Licens\nspec:\n  licenseID: $license\n" "kind: License\nspec:\n  licenseID: [$license\n" \
	"kind: License\nspec: [\"$license\" \"x" \
	"{\"kind\":\"License\",\"spec\":{\"licenseID\":\"$license\"" "{\"kind\":\"License\",\"spec\":{\"licenseID\":[\"$license\"]}}"; do
	printf "$text" > "$T/file"
	chmod 600 "$T/file"
	refuses "login: not a license file: $(printf '%.9s' "$text")" login --no-check --license-file "$T/file"
	input "$text"
	refuses 'login: on standard input' login --no-check
done
on_terminal 'login: typed' "$license" see 'shown): ' type "$license\\r" end -- "$T/watch" login --no-check
on_terminal 'login: pasted, with more lines' "$license 3bCdEfGhIjKlMnOpQrStUvWxYzA" see 'shown): ' \
	type "$license\\r3bCdEfGhIjKlMnOpQrStUvWxYzA\\r" end -- "$T/watch" login --no-check
on_terminal 'login: a pasted license file' "$license" see 'shown): ' type "kind: License\\rspec:\\r  licenseID: $license\\r" \
	end -- "$T/watch" login --no-check

# ---- other sources ----
input 'proxy.replicated.com'
REPLICATED_LICENSE_ID=$license wipes 'get: a license from the environment' get
mkdir -p "$T/bin" "$XDG_CONFIG_HOME/$HELPER"
PATH=$T/bin:$PATH
: > "$T/bin/manager"
chmod 755 "$T/bin/manager"
printf '[source]\ncommand=manager\n' > "$XDG_CONFIG_HOME/$HELPER/config"
printf '#!/bin/sh\necho %s\necho user: me\n' "$license" > "$T/bin/manager"
wipes 'get: from a password manager' get
printf '#!/bin/sh\necho %s\nexit 3\n' "$license" > "$T/bin/manager"
refuses 'get: a manager that fails' get
printf '#!/bin/sh\necho "%s %s"\n' "$license" "$license" > "$T/bin/manager"
refuses 'get: a manager without a license' get
printf '#!/bin/sh\nprintf "%s%%70000d" 0\n' "$license" > "$T/bin/manager"
refuses 'get: a manager that says too much' get
rm "$XDG_CONFIG_HOME/$HELPER/config"

# ---- docker ----
input "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\""
refuses 'store: no JSON' store
input "{\"ServerURL\":\"ghcr.io\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}"
refuses 'store: another host' store
input "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license \\\\u0001\"}"
refuses 'store: not a license' store
printf '{"ServerURL":"proxy.replicated.com","Secret":"%s%70000d"}' "$license" 0 > "$T/in"
refuses 'store: too long' store
input "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}"
wipes 'store' store
input "{\"token\":\"$license\"}"
none_left 'terraform-credentials: another host' 1 "$license" terraform-credentials store app.terraform.io
none_left 'terraform-credentials store' 0 "$license" terraform-credentials store proxy.replicated.com
cat > "$T/ask" <<'END'
import socket
import subprocess
import sys
ours, theirs = socket.socketpair()
program = subprocess.Popen([sys.argv[1], "forward"], stdin=theirs, stdout=theirs)
theirs.close()
ours.sendall(b"1 get\n\nproxy.replicated.com")
ours.shutdown(socket.SHUT_WR)
answer = ours.makefile("rb").read()
print(program.wait(), answer.count(b'"Secret"'))
END
: > "$T/freed"
echo "$license" > "$T/texts"
is 'forward' "$(FREED_TEXTS=$T/texts FREED_REPORT=$T/freed python3 "$T/ask" "$T/watch" 2>&1) $(cat "$T/freed")" '0 1 '

# ---- documents ----
input ''
for output in base64 set values; do
	wipes "dockerconfigjson -o $output" dockerconfigjson -o "$output" --long
done
printf 'kind: License\napiVersion: kots.io/v1beta1\nspec:\n  appSlug: my-app\n  licenseID: %s\n' "$license" > "$T/license.yaml"
chmod 600 "$T/license.yaml"
wipes 'dockerconfigjson -o global' dockerconfigjson -o global --license-file "$T/license.yaml" --sdk

# ---- clients ----
mkdir -p "$HOME/.docker"
for entry in "{\"username\":\"LICENSE_ID\",\"password\":\"$license\"}" "{\"auth\":\"$pair\",\"identitytoken\":\"$license\"}" \
	"{\"identitytoken\":\"$license\"}" "{\"registrytoken\":\"$license\"}" "[\"$license\"]" "\"$license\""; do
	case $entry in '{'*) wanted=0 ;; *) wanted=1 ;; esac
	for option in '--dry-run' ''; do
		printf '{"auths":{"proxy.replicated.com":%s,"ghcr.io":{"auth":"%s"}}}' "$entry" "$pair" > "$HOME/.docker/config.json"
		chmod 600 "$HOME/.docker/config.json"
		# shellcheck disable=SC2086 # none or one
		none_left "configure $option: $(echo "$entry" | cut -c 1-12)" "$wanted" "$license $pair" configure --client docker $option
	done
done
printf '{"auths":{"proxy.replicated.com":{"auth":"%s"}' "$pair" > "$HOME/.docker/config.json"
refuses 'configure: no JSON' configure --client docker
rm "$HOME/.docker/config.json"
printf 'credentials "proxy.replicated.com" {\n  token = "%s"\n}\n' "$license" > "$HOME/.terraformrc"
chmod 600 "$HOME/.terraformrc"
none_left 'configure: Terraform' 0 "$license" configure --client terraform
printf 'credentials "proxy.replicated.com" {\n  token = "%s\n}\n' "$license" > "$HOME/.terraformrc"
none_left 'configure: no HCL' 1 "$license" configure --client terraform
rm "$HOME/.terraformrc"

# ---- registry-check ----
HELPER=../libexec/docker-credential-replicated/registry-check
question="{\"domain\":\"proxy.replicated.com\",\"license\":\"$license\""
input "$question"
refuses 'registry-check: half a question'
input "$question}"
refuses 'registry-check: a question without a user name'
HELPER=docker-credential-replicated

# ---- passphrases ----
passphrase=a-passphrase-of-many-words other=another-passphrase-of-words
export XDG_DATA_HOME="$T/home/other"
on_terminal 'vault init: two that differ' "$passphrase $other" see 'recovered): ' type "$passphrase\\r" see 'passphrase: ' type "$other\\r" end -- "$T/watch" vault init
on_terminal 'vault init: typed' "$passphrase" see 'recovered): ' type "$passphrase\\r" see 'passphrase: ' type "$passphrase\\r" end -- "$T/watch" vault init
on_terminal 'vault unlock: a wrong one' "$other" see 'vault: ' type "$other\\r" end -- "$T/watch" vault unlock
on_terminal 'vault unlock: typed' "$passphrase" see 'vault: ' type "$passphrase\\r" end -- "$T/watch" vault unlock
on_terminal 'vault passwd: typed' "$passphrase $other" see 'vault: ' type "$passphrase\\r" see 'recovered): ' type "$other\\r" see 'passphrase: ' type "$other\\r" \
	end -- "$T/watch" vault passwd
check 'vault unlock: with the new one' [ "$(echo "$other" | "$me" vault unlock | cut -d ' ' -f 1-4)" = 'vault is unlocked until' ]
printf '%s\n%s\n' "$other" "$passphrase" > "$T/file"
chmod 600 "$T/file"
none_left 'vault passwd: a file' 0 "$passphrase $other" vault passwd --passphrase-file "$T/file"
none_left 'vault passwd: a wrong one' 1 "$passphrase $other" vault passwd --passphrase-file "$T/file"
printf '%s\n%s\n%s\n' "$passphrase" "$other" "$other" > "$T/file"
none_left 'vault passwd: three lines' 1 "$passphrase $other" vault passwd --passphrase-file "$T/file"
printf '%s\n' "$passphrase" > "$T/file"
none_left 'vault unlock: a file' 0 "$passphrase $other" vault unlock --passphrase-file "$T/file"
chmod 644 "$T/file"
none_left 'vault unlock: a file that others can read' 0 "$passphrase" vault unlock --passphrase-file "$T/file"
run vault lock
echo "$other" > "$T/file"
chmod 600 "$T/file"
input 'proxy.replicated.com'
REPLICATED_VAULT_PASSPHRASE_FILE=$T/file none_left 'get: a passphrase file in a variable' 1 "$other" get
done_testing
