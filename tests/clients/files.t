#!/bin/sh
# SPDX-License-Identifier: MIT
# configure: exact files before and after, in the places of three clients, and back to the very byte.
. "${0%/*}/../lib.sh"

docker=$HOME/.docker/config.json podman=$XDG_RUNTIME_DIR/containers/auth.json lasting=$XDG_CONFIG_HOME/containers/auth.json helm=$XDG_CONFIG_HOME/helm/registry/config.json
plugin=$XDG_DATA_HOME/helm/plugins/replicated for_helm="the plugin for '-f replicated://'"
proxy='--domain proxy.replicated.com'
added="added 'replicated' for proxy.replicated.com"
removed="removed 'replicated' for proxy.replicated.com"
: > "$T/in"

# holds NAME FILE TEXT: exactly this text
holds() {
	printf '%b' "$3" > "$T/want-file"
	if cmp -s "$T/want-file" "$2"; then ok "$1"; else not_ok "$1" "$(diff -u "$T/want-file" "$2" 2>&1)"; fi
}
# edits NAME BEFORE AFTER: there, idempotent, and back
edits() {
	mkdir -p "${docker%/*}"
	printf '%b' "$2" > "$docker"
	cp "$docker" "$T/before"
	# shellcheck disable=SC2086
	says "$1: is told" 0 "$docker: $added\n" '' configure --client docker $proxy
	holds "$1" "$docker" "$3"
	# shellcheck disable=SC2086
	says "$1: again changes nothing" 0 "$docker: nothing to change\n" '' configure --client docker $proxy
	holds "$1: and is unchanged" "$docker" "$3"
	says "$1: --remove prints what it removed" 0 "$docker: $removed\n" '' configure --client docker --remove
	check "$1: --remove restores the same bytes" cmp "$T/before" "$docker"
	rm "$docker"
}
# refuses NAME TEXT REASON: untouched
refuses() {
	mkdir -p "${docker%/*}"
	printf '%b' "$2" > "$docker"
	cp "$docker" "$T/before"
	# shellcheck disable=SC2086
	says "$1: is refused" 1 '' "docker-credential-replicated: cannot read '$docker': $3: add by hand: \"credHelpers\": {\"proxy.replicated.com\": \"replicated\"}\n" \
		configure --client docker $proxy
	check "$1: is not touched" cmp "$T/before" "$docker"
	rm "$docker"
}

# ---- three clients ----
status=0 want_status=1
: > "$T/want-out"
echo "docker-credential-replicated: docker, podman, helm and terraform are not on PATH: select a client with '--client docker', '--client podman', '--client helm' or '--client terraform'" > "$T/want-err"
# shellcheck disable=SC2086
PATH=$build/bin "$HELPER" configure $proxy > "$T/out" 2> "$T/err" || status=$?
answered 'no client is installed'
# shellcheck disable=SC2086
PATH=$build/bin DOCKER_CONFIG=here "$HELPER" configure $proxy > "$T/out" 2> "$T/err" || status=$?
answered 'no client is installed, and the place of one is not valid'
# shellcheck disable=SC2086
says 'all three, each in its place' 0 "$docker: $added\n$podman: $added\n$lasting: $added\n$helm: $added\n$plugin: added $for_helm\n" '' \
	configure $proxy --client helm --client docker --client podman
for file in "$docker" "$podman" "$lasting" "$helm"; do
	holds "a new file: ${file#"$T"/}" "$file" '{\n\t"credHelpers": {\n\t\t"proxy.replicated.com": "replicated"\n\t}\n}\n'
	is "only its owner can read it: ${file#"$T"/}" "$(stat -c %a "$file")" 600
done
everywhere=$PATH PATH=$build/bin:$system_path # without a terraform of the machine
says 'and out of all that are there' 0 "$docker: $removed\n$podman: $removed\n$lasting: $removed\n$helm: $removed\n$plugin: removed $for_helm\n" '' configure --remove
PATH=$everywhere
check 'no file was there, and none is' test ! -e "$docker" -a ! -e "$podman" -a ! -e "$lasting" -a ! -e "$helm"
is 'nothing is left next to it' "$(find "$HOME" "$XDG_RUNTIME_DIR" ! -type d)" ''

mkdir "$T/elsewhere"
for place in DOCKER_CONFIG=$T/elsewhere:docker:$T/elsewhere/config.json \
	REGISTRY_AUTH_FILE=$T/elsewhere/auth:podman:$T/elsewhere/auth \
	HELM_REGISTRY_CONFIG=$T/elsewhere/reg:helm:$T/elsewhere/reg \
	HELM_CONFIG_HOME=$T/new/folders:helm:$T/new/folders/registry/config.json; do
	variable=${place%%:*} rest=${place#*:}
	status=0 want_status=0
	printf '%s: %s\n' "${rest#*:}" "$added" > "$T/want-out"
	[ "${rest%%:*}" != helm ] || echo "$T/plugins-$variable/replicated: added $for_helm" >> "$T/want-out"
	: > "$T/want-err"
	# shellcheck disable=SC2086
	env "$variable" HELM_PLUGINS="$T/plugins-$variable" "$HELPER" configure $proxy --client "${rest%%:*}" > "$T/out" 2> "$T/err" || status=$?
	answered "${variable%%=*} says where"
	check 'and it is stored there' test -s "${rest#*:}"
done
for variable in DOCKER_CONFIG HOME; do
	status=0 want_status=1
	: > "$T/want-out"
	echo "docker-credential-replicated: $variable is a relative path: set it to one that begins with '/'" > "$T/want-err"
	# shellcheck disable=SC2086
	env "$variable=here" "$HELPER" configure $proxy --client docker > "$T/out" 2> "$T/err" || status=$?
	answered "$variable is relative"
done
status=0
echo "docker-credential-replicated: HOME is not set: set it to your home directory" > "$T/want-err"
# shellcheck disable=SC2086
env -u HOME "$HELPER" configure $proxy --client docker > "$T/out" 2> "$T/err" || status=$?
answered 'HOME is not set'

# ---- one file ----
edits 'docker' '{\n\t"auths": {\n\t\t"quay.io": {\n\t\t\t"auth": "YTpi"\n\t\t}\n\t},\n\t"credsStore": "pass"\n}' \
	'{\n\t"auths": {\n\t\t"quay.io": {\n\t\t\t"auth": "YTpi"\n\t\t}\n\t},\n\t"credsStore": "pass",\n\t"credHelpers": {\n\t\t"proxy.replicated.com": "replicated"\n\t}\n}'
edits 'CRLF and two spaces' '{\r\n  "credHelpers": {\r\n    "gcr.io": "gcr"\r\n  },\r\n  "n": 1\r\n}\r\n' \
	'{\r\n  "credHelpers": {\r\n    "gcr.io": "gcr",\r\n    "proxy.replicated.com": "replicated"\r\n  },\r\n  "n": 1\r\n}\r\n'
edits 'minified' '{"a":[1,2],"credHelpers":{"gcr.io":"gcr"}}' '{"a":[1,2],"credHelpers":{"gcr.io":"gcr","proxy.replicated.com":"replicated"}}'
edits 'what cJSON would lose' '{"n":9007199254740993,"e":1e400,"z":"a\\u0000b","s":"\\/","d":1,"d":2}' \
	'{"n":9007199254740993,"e":1e400,"z":"a\\u0000b","s":"\\/","d":1,"d":2,"credHelpers":{"proxy.replicated.com":"replicated"}}'
edits 'an empty object' '{}' '{ \n\t"credHelpers": {\n\t\t"proxy.replicated.com": "replicated"\n\t}\n}'
edits 'an empty file' '' '{\n\t"credHelpers": {\n\t\t"proxy.replicated.com": "replicated"\n\t}\n}'
edits 'credHelpers is null' '{"credHelpers":null,"a":1}' '{"credHelpers":{\t"proxy.replicated.com":"replicated"},"a":1}'
edits 'no helper for the domain' '{"credHelpers":{"proxy.replicated.com":""}}' '{"credHelpers":{"proxy.replicated.com": \t\t"replicated"}}'
edits 'null as its helper' '{"credHelpers": {"a": "", "proxy.replicated.com": null}}' '{"credHelpers": {"a": "", "proxy.replicated.com":  \t\t\t"replicated"}}'
refuses 'no JSON' 'hello\n' 'it is not a JSON object'
refuses 'a trailing comma' '{"a": 1,}\n' 'it is not a JSON object'
refuses 'a comment' '{\n\t// mine\n\t"a": 1\n}\n' 'it contains a comment, which is not JSON'
refuses 'a byte order mark' '\0357\0273\0277{}' 'it begins with a byte order mark, which is not JSON: save it as UTF-8 without one'
refuses 'UTF-16' '\0377\0376{\0000}\0000' 'it is UTF-16 text: save it as UTF-8'
refuses 'UTF-16 without a mark' '{\0000}\0000' 'it is UTF-16 text: save it as UTF-8'
refuses 'Latin-1' '{"HttpHeaders": {"X": "M\0374ller"}}' 'it is not UTF-8 text (Latin-1 or Windows-1252, it seems): save it as UTF-8'
refuses 'credHelpers is not an object' '{"credHelpers": ["a"]}' "its 'credHelpers' is not an object"
refuses 'credHelpers twice' '{"credHelpers": {}, "credHelpers": {}}' "it contains 'credHelpers' twice"
refuses 'a key twice' '{"credHelpers": {"a": "b", "a": "c"}}' "its 'credHelpers' contains a name twice"

mkdir -p "${docker%/*}"
perl -e 'print "{\"big\": \"", "x" x 10_000_000, "\"}\n"' > "$docker"
cp "$docker" "$T/before"
# shellcheck disable=SC2086
says '10 MB' 0 "$docker: $added\n" '' configure --client docker $proxy
says '10 MB, and back' 0 "$docker: $removed\n" '' configure --client docker --remove
check '10 MB as they were' cmp "$T/before" "$docker"
perl -e 'print "{\"big\": \"", "x" x 16_777_216, "\"}\n"' > "$docker"
# shellcheck disable=SC2086
says 'more than 16 MiB' 1 '' "docker-credential-replicated: '$docker' is larger than 16777216 bytes: add by hand: \"credHelpers\": {\"proxy.replicated.com\": \"replicated\"}\n" \
	configure --client docker $proxy

# ---- what kind of file ----
printf '{}' > "$docker"
chmod 644 "$docker"
run configure --client docker --domain proxy.replicated.com
is 'the mode is kept' "$(stat -c %a "$docker")" 644
rm "$docker"
mkdir "$T/dotfiles"
printf '{}\n' > "$T/dotfiles/docker.json"
ln -s ../../dotfiles/docker.json "$docker"
# shellcheck disable=SC2086
says 'a link is followed' 0 "$docker: $added\n" '' configure --client docker $proxy
is 'and kept' "$(readlink "$docker")" ../../dotfiles/docker.json
check 'its file is changed' grep -q replicated "$T/dotfiles/docker.json"
rm "$T/dotfiles/docker.json"
# shellcheck disable=SC2086
says 'a dangling link' 0 "$docker: $added\n" '' configure --client docker $proxy
check 'its file is made' grep -q replicated "$T/dotfiles/docker.json"
is 'and the link is kept' "$(readlink "$docker")" ../../dotfiles/docker.json
says 'and removed again' 0 "$docker: $removed\n" '' configure --client docker --remove
check 'the link dangles as before' test -L "$docker" -a ! -e "$docker"
ln -sf config.json "$docker"
by_hand=': add by hand: "credHelpers": {"proxy.replicated.com": "replicated"}\n'
# shellcheck disable=SC2086
says 'a loop of links' 1 '' "docker-credential-replicated: cannot open '$docker': Too many levels of symbolic links$by_hand" configure --client docker $proxy
rm "$docker"
mkfifo "$docker"
# shellcheck disable=SC2086
says 'a FIFO' 1 '' "docker-credential-replicated: '$docker' is not a regular file$by_hand" configure --client docker $proxy
rm "$docker"
mkdir "$docker"
# shellcheck disable=SC2086
says 'a directory' 1 '' "docker-credential-replicated: '$docker' is a directory, not a file$by_hand" configure --client docker $proxy
rmdir "$docker"

# ---- another helper ----
printf '{"credHelpers":{"proxy.replicated.com":"pass"}}' > "$docker"
# shellcheck disable=SC2086
says 'another helper is left alone' 1 '' "docker-credential-replicated: '$docker' was not changed: it uses another helper for 'proxy.replicated.com', 'pass': replace it with 'docker-credential-replicated configure --domain proxy.replicated.com --client docker --force'\n" \
	configure --client docker $proxy
holds 'it is' "$docker" '{"credHelpers":{"proxy.replicated.com":"pass"}}'
says 'and not removed' 0 "$docker: nothing to change\n" '' configure --client docker --remove
# shellcheck disable=SC2086
says '--force replaces it' 0 "$docker: replaced 'pass' by 'replicated' for proxy.replicated.com\n" '' configure --force --client docker $proxy
holds 'in its place' "$docker" '{"credHelpers":{"proxy.replicated.com":"replicated"}}'

# one bad file does not stop the others
printf 'oops' > "$docker"
# shellcheck disable=SC2086
says 'one of two files is bad' 1 "$podman: $added\n$lasting: $added\n" "docker-credential-replicated: cannot read '$docker': it is not a JSON object$by_hand" \
	configure --client docker --client podman $proxy

# ---- --dry-run ----
printf '{\n\t"auths": {\n\t\t"quay.io": {\n\t\t\t"auth": "c2VjcmV0"\n\t\t}\n\t},\n\t"HttpHeaders": {"X": "secret"}\n}\n' > "$docker"
cp "$docker" "$T/before"
# shellcheck disable=SC2086
says '--dry-run shows the difference, and nobody'\''s credentials' 0 "--- $docker
+++ $docker
@@ -4,5 +4,8 @@
 \t\t\t\"auth\": \"***\"
 \t\t}
 \t},
-\t\"HttpHeaders\": {\"X\": \"***\"}
+\t\"HttpHeaders\": {\"X\": \"***\"},
+\t\"credHelpers\": {
+\t\t\"proxy.replicated.com\": \"replicated\"
+\t}
 }
" '' configure --dry-run --client docker $proxy
check '--dry-run changes nothing' cmp "$T/before" "$docker"
is 'and leaves nothing behind' "$(find "${docker%/*}" -type f)" "$docker"
rm "$docker"
# shellcheck disable=SC2086
says '--dry-run of a new file is a patch' 0 "--- /dev/null\n+++ $docker\n@@ -0,0 +1,5 @@\n+{\n+\t\"credHelpers\": {\n+\t\t\"proxy.replicated.com\": \"replicated\"\n+\t}\n+}\n" '' \
	configure --dry-run --client docker $proxy
check 'and makes none' test ! -e "$docker"

# Neither an "auth" that is in the wrong place, nor user information in a key, nor anything else that may be secret.
printf '{\n\t"auth": "c2VjcmV0",\n\t"auths": {"https://joe:secret@quay.io": {}, "joe\\u0040secret": {}},\n\t"credHelpers": {"joe:secret@gcr.io": "gcr", "x": "not a secret!"},\n\t"currentContext": "secret"\n}\n' > "$docker"
# shellcheck disable=SC2086
says '--dry-run masks all but names of helpers' 0 "--- $docker
+++ $docker
@@ -1,6 +1,6 @@
 {
 \t\"auth\": \"***\",
 \t\"auths\": {\"***\": {}, \"***\": {}},
-\t\"credHelpers\": {\"***\": \"gcr\", \"x\": \"***\"},
+\t\"credHelpers\": {\"***\": \"gcr\", \"x\": \"***\", \"proxy.replicated.com\": \"replicated\"},
 \t\"currentContext\": \"***\"
 }
" '' configure --dry-run --client docker $proxy
for members in '"credsStore":"pass","credHelpers":{"quay.io":"quay"}' '"credHelpers":{"quay.io":"quay"},"credsStore":"pass"'; do
	printf '{"auth":"secret",%s}' "$members" > "$docker"
	# shellcheck disable=SC2086
	run configure --dry-run --client docker $proxy
	is "--dry-run shows the helpers' names: $members" "$(sed -n 's/^-\({.*\)/\1/p' "$T/out")" "{\"auth\":\"***\",$members}"
done
longest=$(printf '%0255d' 0)
printf '{"credHelpers":{"a":"%s","b":"%s0"}}' "$longest" "$longest" > "$docker"
# shellcheck disable=SC2086
run configure --dry-run --client docker $proxy
is 'a name of 256 letters, which no file can have, is not shown' "$(sed -n 's/^-\({.*\)/\1/p' "$T/out")" \
	"{\"credHelpers\":{\"a\":\"$longest\",\"b\":\"***\"}}"
printf '{"credHelpers":{"https://joe:pw@proxy.replicated.com":"replicated"}}' > "$docker"
says 'user information is not reported either' 0 "$docker: removed 'replicated' for ***@proxy.replicated.com\n" '' configure --remove --client docker
rm "$docker"

# ---- a snap's docker ----
mkdir -p "$HOME/snap/docker/current/.docker"
printf '{}' > "$HOME/snap/docker/current/.docker/config.json"
# shellcheck disable=SC2086
says 'the file of a docker from a snap is named' 0 "$docker: $added\n" "docker-credential-replicated: docker from a snap reads '$HOME/snap/docker/current/.docker/config.json', which was not changed: a snap cannot run this helper, so install docker from a package to use it\n" \
	configure --client docker $proxy
# shellcheck disable=SC2086
says 'but not where docker was not meant' 0 "$helm: $added\n$plugin: added $for_helm\n" '' configure --client helm $proxy
run configure --remove --client docker --client helm
rm -r "$HOME/snap"

# ---- many of a kind: the time grows with the file, not with its square ----
REPLICATED_DOMAINS=$(seq -s , -f 'r%g.acme.example' 500)
export REPLICATED_DOMAINS
seq -f '--domain=r%g.acme.example' 500 > "$T/domains"
# seconds ARGUMENT...: how long it takes
seconds() {
	begun=$(date +%s%N)
	run "$@"
	ended_at=$(date +%s%N)
	is "$1 $2 of 500 domains" "$status $(cat "$T/err")" '0 '
	check "takes seconds at most: $(((ended_at - begun) / 1000000)) ms" [ $((ended_at - begun)) -lt 15000000000 ]
}
# shellcheck disable=SC2046 # a word each
seconds configure --client=docker $(cat "$T/domains")
is 'all are there' "$(grep -c '"r[0-9]*\.acme\.example": "replicated"' "$docker")" 500
seconds configure --remove --client docker
check 'and gone' test ! -e "$docker"
unset REPLICATED_DOMAINS

# ---- nerdctl, and a docker that is from no snap ----
mkdir "$T/nerdctl"
printf '#!/bin/sh\n' | tee "$T/nerdctl/docker" > "$T/nerdctl/nerdctl"
chmod 755 "$T/nerdctl/docker" "$T/nerdctl/nerdctl"
PATH=$PATH:$T/nerdctl
REPLICATED_DOMAINS=images.acme.example:8443
export REPLICATED_DOMAINS
says 'nerdctl looks for the port too' 0 "$docker: $added\n$docker: added 'replicated' for proxy.replicated.com:443\n$docker: added 'replicated' for images.acme.example:8443\n$podman: added 'replicated' for images.acme.example:8443\n$lasting: added 'replicated' for images.acme.example:8443\n" '' \
	configure --client docker --client podman --domain proxy.replicated.com --domain images.acme.example:8443
says 'one domain is taken out' 0 "$docker: removed 'replicated' for images.acme.example:8443\n" '' configure --client docker --remove --domain images.acme.example:8443
says 'and the others' 0 "$docker: $removed\n$docker: removed 'replicated' for proxy.replicated.com:443\n" '' configure --client docker --remove

# Some clients cannot read an empty entry without a helper for it (rules_oci).
printf '{\n\t"auths": {\n\t\t"proxy.replicated.com": {},\n\t\t"quay.io": {}\n\t},\n\t"credHelpers": {\n\t\t"proxy.replicated.com": "replicated"\n\t}\n}' > "$docker"
says 'the empty entry of docker login goes with the helper' 0 "$docker: $removed\n$docker: removed the empty entry for proxy.replicated.com\n" '' configure --client docker --remove
holds 'and that of others stays' "$docker" '{\n\t"auths": {\n\t\t"quay.io": {}\n\t}\n}'
printf '{"auths":{"proxy.replicated.com":{"auth":"YTpi"}},"credHelpers":{"proxy.replicated.com":"replicated"}}' > "$docker"
says 'a login in plain text does not' 0 "$docker: $removed\n" '' configure --client docker --remove
holds 'it stays' "$docker" '{"auths":{"proxy.replicated.com":{"auth":"YTpi"}}}'

# As when an image is built: no keyring, and no domain is named.
rm "$docker"
run configure --client docker
is 'without a keyring' "$status $(cat "$T/out")" "0 $docker: $added
$docker: added 'replicated' for proxy.replicated.com:443
$docker: added 'replicated' for registry.replicated.com
$docker: added 'replicated' for registry.replicated.com:443"
check 'it is said' grep -q "^docker-credential-replicated: keyring is unavailable: .*; using Replicated's own domains: select others with '--domain'\$" "$T/err"
rm "$docker"

# ---- wrong usage ----
says 'an unknown client' 2 '' "docker-credential-replicated: '--client' requires docker, podman, helm, terraform, k3s or rke2\n" configure --client rkt
says 'no domain' 2 '' "docker-credential-replicated: '--domain' requires host[:port], without scheme or path\n" configure --domain https://x/y
says 'a stray word' 2 '' "docker-credential-replicated: 'configure' takes options only: select a client with '--client'\n" configure docker
says 'a foreign domain' 1 '' "docker-credential-replicated: 'registry.example.com' is not a Replicated registry domain: if the software vendor's instructions name it as their custom domain, declare it with 'login --domain' or in REPLICATED_DOMAINS; the license is sent to every domain that is declared\n" \
	configure --domain registry.example.com
done_testing
