#!/bin/sh
# SPDX-License-Identifier: MIT
# configure: only a helper that clients can run is named, and each profile by a name of its own.
. "${0%/*}/../lib.sh"

docker=$HOME/.docker/config.json
mkdir "${docker%/*}" "$T/prefix" "$T/tools"
cp -r "$build/bin" "$build/libexec" "$T/prefix"
rm -f "$T/prefix/bin/docker-credential-replicated-"*
bin=$T/prefix/bin
program=$bin/docker-credential-replicated
PATH=$system_path:$bin
proxy='--client docker --domain proxy.replicated.com'
: > "$T/in"
: > "$T/none"

# on_path NAME STATUS STDOUT STDERR PATH ARGUMENT...: runs the program by its full name with this PATH
on_path() {
	path_name=$1 want_status=$2 status=0
	printf '%b' "$3" > "$T/want-out"
	printf '%b' "$4" > "$T/want-err"
	path=$5
	shift 5
	env PATH="$path" "$program" "$@" < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	answered "$path_name"
	check "$path_name: the file" cmp "$T/before" "$docker"
}
printf '{}\n' > "$docker"
cp "$docker" "$T/before"

# ---- the helper must run from PATH ----
# shellcheck disable=SC2086
on_path 'not on PATH' 1 '' "docker-credential-replicated: 'docker-credential-replicated' is not on PATH, so no client could run it: add '$bin' to PATH, or install the program\n" "$system_path" configure $proxy
ln -s prefix "$T/relative"
# shellcheck disable=SC2086
(cd "$T" && on_path 'found by a relative entry only' 1 '' "docker-credential-replicated: 'docker-credential-replicated' is not on PATH, so no client could run it: add '$bin' to PATH, or install the program\n" "${system_path%%:*}:relative/bin" configure $proxy) > "$T/sub"
if grep -q '^not ok' "$T/sub"; then not_ok 'found by a relative entry only' "$(cat "$T/sub")"; else ok 'found by a relative entry only'; fi
printf '#!/no/such/interpreter\n' > "$T/tools/docker-credential-replicated"
chmod 755 "$T/tools/docker-credential-replicated"
# shellcheck disable=SC2086
on_path 'the first one does not start' 1 '' "docker-credential-replicated: clients would run '$T/tools/docker-credential-replicated', which does not work (it does not start): replace or remove it\n" \
	"$T/tools:$PATH" configure $proxy
printf '#!/bin/sh\nexit 3\n' > "$T/tools/docker-credential-replicated"
# shellcheck disable=SC2086
on_path 'the first one fails' 1 '' "docker-credential-replicated: clients would run '$T/tools/docker-credential-replicated', which does not work (Child process exited with code 3): replace or remove it\n" \
	"$T/tools:$PATH" configure $proxy
printf '#!/bin/sh\necho hello\n' > "$T/tools/docker-credential-replicated"
# shellcheck disable=SC2086
on_path 'the first one is another program' 1 '' "docker-credential-replicated: clients would run '$T/tools/docker-credential-replicated', which does not work (it is another program): replace or remove it\n" \
	"$T/tools:$PATH" configure $proxy
chmod 644 "$T/tools/docker-credential-replicated"
# shellcheck disable=SC2086
says 'one that is not executable does not count' 0 "$docker: added 'replicated' for proxy.replicated.com\n" '' configure $proxy
# shellcheck disable=SC2086
on_path '--remove asks no helper' 0 "$docker: removed 'replicated' for proxy.replicated.com\n" '' "$system_path" configure --client docker --remove

# ---- a profile ----
# shellcheck disable=SC2086
says '--dry-run makes no link' 0 "--- $docker
+++ $docker
@@ -1,1 +1,5 @@
-{}
+{ 
+\t\"credHelpers\": {
+\t\t\"proxy.replicated.com\": \"replicated-acme\"
+\t}
+}
" "docker-credential-replicated: would create '$bin/docker-credential-replicated-acme'\n" configure --dry-run -p acme $proxy
check 'it does not' test ! -e "$bin/docker-credential-replicated-acme"
# shellcheck disable=SC2086
says 'a profile gets a name next to the program' 0 "$docker: added 'replicated-acme' for proxy.replicated.com\n" \
	"docker-credential-replicated: created '$bin/docker-credential-replicated-acme'\n" configure -p acme $proxy
is 'which still works when all is moved' "$(readlink "$bin/docker-credential-replicated-acme")" docker-credential-replicated
check 'and runs' docker-credential-replicated-acme version
# shellcheck disable=SC2086
says 'once made it is used' 0 "$docker: nothing to change\n" '' configure -p acme $proxy
# shellcheck disable=SC2086
says 'another profile is another helper' 1 '' "docker-credential-replicated: '$docker' was not changed: it uses another helper for 'proxy.replicated.com', 'replicated-acme': replace it with 'docker-credential-replicated configure --domain proxy.replicated.com --client docker --force'\n" configure $proxy
printf '{"credHelpers":{"proxy.replicated.com":"pass"}}' > "$docker"
# shellcheck disable=SC2086
says 'the remedy names the profile' 1 '' "docker-credential-replicated: '$docker' was not changed: it uses another helper for 'proxy.replicated.com', 'pass': replace it with 'docker-credential-replicated configure -p acme --domain proxy.replicated.com --client docker --force'\n" configure -p acme $proxy
# shellcheck disable=SC2086
says 'and works' 0 "$docker: replaced 'pass' by 'replicated-acme' for proxy.replicated.com\n" '' configure -p acme --force $proxy
run configure -p acme --remove --client docker
cp "$T/before" "$docker"
run configure -p acme $proxy
says 'its removal leaves other profiles alone' 0 "$docker: nothing to change\n" '' configure --remove --client docker
run configure -p acme --client helm --domain proxy.replicated.com
# shellcheck disable=SC2086
says 'the name stays as long as a file contains it' 0 "$docker: removed 'replicated-acme' for proxy.replicated.com\n" '' configure -p acme --remove --client docker
check 'the file is unchanged' cmp "$T/before" "$docker"
helm=$XDG_CONFIG_HOME/helm/registry/config.json
mv "$helm" "$T/helm.json"
echo oops > "$helm"
says 'and as long as a file cannot be read' 0 "$docker: nothing to change\n" '' configure -p acme --remove --client docker
check 'it stays' test -L "$bin/docker-credential-replicated-acme"
mv "$T/helm.json" "$helm"
HELM_REGISTRY_CONFIG=here run configure -p acme --remove --client docker
is 'and as long as it is not known what a file contains' "$(cat "$T/out" "$T/err")$(test -L "$bin/docker-credential-replicated-acme" && echo ' kept')" "$docker: nothing to change kept"
says '--dry-run of what is not there' 0 '' '' configure -p acme --remove --dry-run --client docker
says 'and is removed with the last one' 0 "$XDG_CONFIG_HOME/helm/registry/config.json: removed 'replicated-acme' for proxy.replicated.com\n$XDG_DATA_HOME/helm/plugins/replicated: removed the plugin for '-f replicated://'\n" \
	"docker-credential-replicated: removed '$bin/docker-credential-replicated-acme'\n" configure -p acme --remove --client helm
check 'it is gone' test ! -L "$bin/docker-credential-replicated-acme"
check 'the program is not' test -x "$program"
HELPER='docker-credential-replicated-acme'
ln -s "$program" "$bin/$HELPER"
# shellcheck disable=SC2086
says 'the name of the program selects the profile' 0 "$docker: added 'replicated-acme' for proxy.replicated.com\n" '' configure $proxy
run configure --remove --client docker --client podman --dry-run
check '--dry-run removes none' test -L "$bin/$HELPER"
run configure --remove --client docker
HELPER='docker-credential-replicated'
check 'and a link that others made the same way goes too' test ! -L "$bin/docker-credential-replicated-acme"

# ---- where the program's folder is not on PATH, or not ours ----
mkdir -p "$HOME/.local/bin" "$T/links"
ln -s "$program" "$T/links/docker-credential-replicated"
PATH=$T/links:$HOME/.local/bin:$system_path
# shellcheck disable=SC2086
says 'the folder of the person' 0 "$docker: added 'replicated-acme' for proxy.replicated.com\n" \
	"docker-credential-replicated: created '$HOME/.local/bin/docker-credential-replicated-acme'\n" configure -p acme $proxy
is 'leads to the program' "$(readlink "$HOME/.local/bin/docker-credential-replicated-acme")" "$program"
run configure -p acme --remove --client docker
PATH=$T/links:$system_path
# shellcheck disable=SC2086
says 'no place for the link' 1 '' "docker-credential-replicated: 'docker-credential-replicated-acme' is not on PATH and cannot be created: add the program's folder or ~/.local/bin to PATH\n" configure -p acme $proxy
check 'then the file stays' cmp "$T/before" "$docker"
PATH=$T/links:$HOME/.local/bin:$system_path
# shellcheck disable=SC2086
(cd "$T" && HOME=home DOCKER_CONFIG=${docker%/*} run configure -p acme $proxy; cat "$T/err") > "$T/sub"
is 'nor is one below a relative HOME' "$(cat "$T/sub")" "docker-credential-replicated: 'docker-credential-replicated-acme' is not on PATH and cannot be created: add the program's folder or ~/.local/bin to PATH"
PATH=$bin:$system_path
env -u HOME DOCKER_CONFIG="${docker%/*}" "$program" configure -p acme --dry-run --client docker --domain proxy.replicated.com < "$T/in" > "$T/out" 2> "$T/err"
is 'without HOME' "$(cat "$T/err")" "docker-credential-replicated: would create '$bin/docker-credential-replicated-acme'"
ln -s "$T/tools/another" "$bin/docker-credential-replicated-acme"
says 'a link to another program' 0 "$docker: nothing to change\n" '' configure -p acme --remove --client docker
is 'is not removed' "$(readlink "$bin/docker-credential-replicated-acme")" "$T/tools/another"
rm "$bin/docker-credential-replicated-acme"
: > "$bin/docker-credential-replicated-acme"
# shellcheck disable=SC2086
says 'something is in its place' 1 '' "docker-credential-replicated: cannot create 'docker-credential-replicated-acme' in '$bin' (File exists): create a link of that name to the program in a folder on PATH\n" configure -p acme $proxy
check 'the file stays too' cmp "$T/before" "$docker"
# shellcheck disable=SC2086
says 'no profile name' 2 '' "docker-credential-replicated: the value of -p is not a valid profile name: use 1 to 32 lower-case letters, digits and dashes, not starting with a dash\n" configure -p ../acme $proxy
done_testing
