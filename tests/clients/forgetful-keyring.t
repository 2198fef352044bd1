#!/bin/sh
# SPDX-License-Identifier: MIT
# configure, beside a keyring that takes a license and does not keep it: the license stays in the file.
. "${0%/*}/../lib.sh"
in_bare_bus "$@"

me='docker-credential-replicated'
docker=$HOME/.docker/config.json
mkdir "${docker%/*}"
printf '{"auths":{"proxy.replicated.com":{"auth":"%s"}}}' \
	"$(printf LICENSE_ID:1vusOokxAVp1tkRGuyxnF23PJcq | base64 -w 0)" > "$docker"
cp "$docker" "$T/before"
start_fake forgets schema=none
input ''
run configure --client docker --domain proxy.replicated.com
is 'configure says what failed' "$status $(cat "$T/out" "$T/err")" "1 $me: '$docker' was not changed: the keyring did not \
store the license for 'proxy.replicated.com': try again"
check 'the license is still in the file' cmp "$T/before" "$docker"
is 'the keyring was given the license' "$(fake_was_asked CreateItem)" 1
done_testing
