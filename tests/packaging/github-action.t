#!/bin/sh
# SPDX-License-Identifier: MIT
# packaging/github-action as a runner of GitHub runs it: main.js, the steps of the workflow, post.js. What is not the
# release that was signed is refused before it is unpacked.
. "${0%/*}/../lib.sh"
me=docker-credential-replicated
for program in node minisign openssl; do
	command -v "$program" > "$T/which" || skip_all "no $program on this machine: run 'make deps-check'"
done
LICENSE=2ActionLicenseForTheTestXyz
version=$(sed -n 's/^VERSION *:= *//p' "$top/Makefile")
architecture=$(node -p 'process.arch' | sed 's/x64/amd64/')
tarball=$me-$version-linux-$architecture.tar.gz
action=$top/packaging/github-action
cd "$top" || exit 1

DIST=$T/release
export DIST
mkdir "$DIST"
check 'make-portable' env -u MAKEFLAGS packaging/make-portable "$version" "$architecture" BUILD="${build#"$top/"}" \
	DEV="$(case $build in *dev) echo 1 ;; *) echo 0 ;; esac)"
minisign -G -W -p "$T/right.pub" -s "$T/right.key" > "$T/log" 2>&1
minisign -G -W -p "$T/wrong.pub" -s "$T/wrong.key" > "$T/log" 2>&1
RELEASE_KEY=$T/right.key packaging/release/sign "$DIST" "$version" > "$T/log" 2>&1
key=$(tail -n 1 "$T/right.pub")
# The clients that it finds, which do not have to work.
mkdir -p "$T/clients"
ln -s /bin/true "$T/clients/docker"
ln -s /bin/true "$T/clients/helm"
PATH=$T/clients:$PATH

# main NAME=VALUE...: what the runner does for `uses:`; the files that it gives to an action are new
main() {
	rm -rf "$T/runner" "$T/temp"
	mkdir "$T/runner" "$T/temp"
	for file in env path state output; do : > "$T/runner/$file"; done
	status=0
	env RUNNER_TEMP="$T/temp" GITHUB_ENV="$T/runner/env" GITHUB_PATH="$T/runner/path" GITHUB_STATE="$T/runner/state" \
		GITHUB_OUTPUT="$T/runner/output" "INPUT_LICENSE-ID=$LICENSE" "INPUT_PUBLIC-KEY=$key" "INPUT_RELEASE=$DIST" \
		"INPUT_VERSION=$version" 'INPUT_CLIENTS=docker helm' INPUT_CHECK=false "$@" \
		timeout 60 node "$action/main.js" > "$T/out" 2>&1 < /dev/null || status=$?
	cat "$T/out" >> "$T/seen"
}
# What the steps that follow have in their environment.
in_a_step() { # COMMAND...
	# shellcheck disable=SC2046 # a list of words
	env $(cat "$T/runner/env") PATH="$(paste -s -d : "$T/runner/path"):$system_path" "$@"
}
post() {
	status=0
	# shellcheck disable=SC2046 # a list of words
	env RUNNER_TEMP="$T/temp" "INPUT_LICENSE-ID=$LICENSE" $(sed 's/^/STATE_/' "$T/runner/state") \
		node "$action/post.js" > "$T/out" 2>&1 < /dev/null || status=$?
	cat "$T/out" >> "$T/seen"
}
files_of_clients() {
	find "$HOME" -type f ! -path '*/.cache/*' | sort
}

main
is 'main: it succeeds' "$status$([ "$status" -eq 0 ] || cat "$T/out")" 0
is 'the license is found by the steps that follow' "$(echo proxy.replicated.com | in_a_step "$me" get)" \
	"{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$LICENSE\"}"
is 'they run the program of the release' "$(in_a_step sh -c "command -v $me")" "$(cut -d = -f 2 "$T/runner/output")/$me"
is 'docker is configured' "$(jq -r '.credHelpers["proxy.replicated.com"]' "$HOME/.docker/config.json")" replicated
check 'Helm is configured' [ -L "$XDG_DATA_HOME/helm/plugins/replicated" ]
absent 'the license is in no file in plain text' "$LICENSE" "$HOME" "$T/temp" "$T/runner"
before=$(find "$T/temp" -mindepth 1 -maxdepth 1 | wc -l)
post
is 'post: it succeeds' "$status$([ "$status" -eq 0 ] || cat "$T/out")" 0
is 'nothing of it is left' "$before $(find "$T/temp" -mindepth 1) $(find "$HOME" -name "*replicated*")" '1  '
is 'no client names the helper' "$(grep -rl replicated "$HOME")" ''
check 'the key is not in the kernel' no_kernel_key "$T/"

# ---- refused ----
refused() { # NAME TEXT [NAME=VALUE...]
	refused_name=$1 text=$2
	shift 2
	main "$@"
	if [ "$status" -eq 1 ] && [ "$(cat "$T/out")" = "::error::$me: $text" ]; then ok "$refused_name"; else not_ok "$refused_name" "exit status $status
$(cat "$T/out")"; fi
	is "$refused_name: nothing was unpacked, nothing is told" "$(find "$T/temp" -mindepth 1)$(cat "$T/runner"/*)" ''
	post
	is "$refused_name: post has nothing to do" "$status$(cat "$T/out")" 0
}
refused 'a wrong key' 'SHA256SUMS.minisig: another key made this signature' "INPUT_PUBLIC-KEY=$(tail -n 1 "$T/wrong.pub")"
# The number of the right key with another key behind it.
forged=$({ echo "$key" | base64 -d | head -c 10; tail -n 1 "$T/wrong.pub" | base64 -d | tail -c 32; } | base64 -w 0)
refused 'another key that has the same number' 'SHA256SUMS: the signature is wrong' "INPUT_PUBLIC-KEY=$forged"
refused 'a text that is not a key' 'public-key: it is not a public key of minisign' INPUT_PUBLIC-KEY=RWQ
refused 'another version than the one that was signed' "SHA256SUMS: '$me $version' was signed, not '$me 99.0'" INPUT_VERSION=99.0
main INPUT_VERSION=99.0
cp -r "$DIST" "$T/changed"
printf x >> "$T/changed/$tarball"
refused 'a changed tarball' "$tarball: the checksum is not the one in SHA256SUMS" INPUT_RELEASE="$T/changed"
(cd "$T/changed" && sha256sum "$tarball" > SHA256SUMS)
refused 'a changed list' 'SHA256SUMS: the signature is wrong' INPUT_RELEASE="$T/changed"
cp "$DIST"/* "$T/changed/"
sed -i "s/^trusted comment: .*/trusted comment: $me 99.0/" "$T/changed/SHA256SUMS.minisig"
refused 'a changed comment' 'SHA256SUMS: the signature is wrong' INPUT_RELEASE="$T/changed" INPUT_VERSION=99.0
refused 'no license' 'license-id: this input is missing' INPUT_LICENSE-ID=
refused 'plain http' "release: 'http://downloads.example.com' is not an https URL" INPUT_RELEASE=http://downloads.example.com

# ---- over the network ----
python3 -u -m http.server --bind 127.0.0.1 --directory "$DIST" 0 > "$T/server.log" 2>&1 &
fake=$!
for _ in $(seq 1 100); do
	port=$(sed -n 's/^Serving HTTP on 127.0.0.1 port \([0-9]*\).*/\1/p' "$T/server.log")
	[ -z "$port" ] || break
	sleep 0.1
done
main INPUT_RELEASE="http://127.0.0.1:$port/"
is 'a download' "$status$([ "$status" -eq 0 ] || cat "$T/out")" 0
post
refused 'what is not there' "cannot download http://127.0.0.1:$port/x/SHA256SUMS: 404 File not found" INPUT_RELEASE="http://127.0.0.1:$port/x"
# A server that says how large its answer is and sends nothing, or sends without an end and says nothing.
cat > "$T/large.js" << 'JS'
const http = require('http');
const server = http.createServer((request, response) => {
	response.on('close', () => console.log(`closed ${request.url}`));
	if (request.url.startsWith('/declared/')) {
		response.writeHead(200, { 'Content-Length': 64 * 1024 * 1024 + 1 });
		response.flushHeaders();
		return;
	}
	const more = () => { while (response.write(Buffer.alloc(1 << 20))); };
	response.on('drain', more);
	more();
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
JS
kill "$fake"
node "$T/large.js" > "$T/server.log" 2>&1 &
fake=$!
for _ in $(seq 1 100); do
	port=$(sed -n 's/^port //p' "$T/server.log")
	[ -z "$port" ] || break
	sleep 0.1
done
for answer in declared endless; do
	refused "a download that is too large ($answer)" \
		"http://127.0.0.1:$port/$answer/SHA256SUMS is larger than 67108864 bytes" INPUT_RELEASE="http://127.0.0.1:$port/$answer"
	check "it is ended ($answer)" grep -qx "closed /$answer/SHA256SUMS" "$T/server.log"
done

# ---- as far as it got ----
main INPUT_CLIENTS='docker nonsense'
is 'a failure after the license was stored' "$status" 1
post
is 'all of it is removed then, too' "$status $(find "$T/temp" -mindepth 1) $(find "$HOME" -name "*replicated*")" '0  '
REPLICATED_KEYRING=vault "$HELPER" vault init > "$T/log" 2>&1 << PW
pw
PW
find "$XDG_DATA_HOME" -name vault -exec cp {} "$T/vault" \;
main
is 'a vault of the user of the runner is not touched' "$status" 1
post
check 'nor removed' cmp "$T/vault" "$XDG_DATA_HOME/$me/vault"
absent 'the license was never shown' "$LICENSE" "$T/seen"
done_testing
