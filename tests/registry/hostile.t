#!/bin/sh
# SPDX-License-Identifier: MIT
# check against registries that lie, flood, stall and point elsewhere (hostile.md rows 8 to 14): each is
# refused in a bounded time, and the license goes nowhere it was not asked for by the registry itself.
# shellcheck source=tests/registry/lib.sh
. "${0%/*}/lib.sh"
need node
trust_nobody

mkdir "$T/received"
start_server hostile env LOG="$T/received" node "$top/tests/fake/hostile-registry.js"
# shellcheck disable=SC2317 # called by until_works
is_ready() {
	grep -q '^ready' "$T/hostile.log"
}
until_works 20 is_ready || not_ok 'the hostile registries' "$(cat "$T/hostile.log")"
REPLICATED_DOMAINS=$(sed -n 's/^[a-z0-9-]* //p' "$T/hostile.log" | paste -s -d ,)
export REPLICATED_DOMAINS

# What people may have lying about: none of it may lead anywhere.
elsewhere=$(sed -n 's/^elsewhere //p' "$T/hostile.log")
printf 'machine 127.0.0.1 login netrc-user password netrc-password\ndefault login netrc-user password netrc-password\n' > "$HOME/.netrc"
chmod 600 "$HOME/.netrc"
printf 'location\nlocation-trusted\nuser = "curlrc-user:curlrc-password"\nproxy = "http://%s"\ncookie = "a=curlrc-cookie"\nverbose\n' "$elsewhere" > "$HOME/.curlrc"
cp "$HOME/.curlrc" "$XDG_CONFIG_HOME/.curlrc"
NETRC=$HOME/.netrc CURL_HOME=$HOME http_proxy=http://$elsewhere HTTP_PROXY=$http_proxy SSLKEYLOGFILE=$T/received/keys
export NETRC CURL_HOME http_proxy HTTP_PROXY SSLKEYLOGFILE
REPLICATED_TIMEOUT=10
export REPLICATED_TIMEOUT

# hostile ATTACK OUTCOME [TEXT [PATH]]
hostile() {
	registry=$(sed -n "s/^$1 //p" "$T/hostile.log")
	concludes "$1: $2" "$2" "${3-}" "$registry${4-}"
}

for attack in realm-elsewhere realm-https-elsewhere realm-other-name realm-userinfo realm-backslash realm-suffix \
	realm-metadata realm-relative realm-empty realm-file; do
	hostile "$attack" token-elsewhere
done
hostile realm-control not-a-registry 'neither a token nor a password'
hostile realm-twice not-a-registry 'neither a token nor a password'
hostile realm-missing token-elsewhere 'realm: none'
hostile realm-both token-elsewhere 'realm: https://first.example/token'
hostile realm-image token-elsewhere "realm: http://$elsewhere/token" /a/b:1
hostile realm-https-here no-tls 'only sent encrypted'
for status in 301 302 303 307 308; do
	hostile "redirect-$status" redirected "to: http://$elsewhere/v2/"
done
hostile redirect-nowhere not-a-registry 'status 302 at /v2/'
hostile redirect-file redirected 'to: file:///etc/passwd'
hostile redirect-escape redirected 'to: http://x/?[2J?'
hostile redirect-token redirected "to: http://$elsewhere/token"
hostile redirect-password redirected "to: http://$elsewhere/v2/"
hostile redirect-manifest redirected "to: http://$elsewhere/blob" /a/b:1

hostile endless-body not-a-registry 'too long'
hostile endless-token not-a-registry 'too long'
hostile header-flood not-a-registry 'too long'
hostile long-header not-a-registry
hostile continue-flood not-a-registry 'too long'
hostile challenge-flood not-a-registry
hostile gzip-bomb not-a-registry
hostile reset broken-off
hostile reset-password broken-off
hostile reset-image broken-off '' /a/b:1
hostile reset-in-header broken-off
hostile reset-in-body broken-off
hostile hang-up broken-off
REPLICATED_TIMEOUT=2
hostile slow-body timed-out
hostile slow-header timed-out
hostile big-length timed-out
hostile silent timed-out
hostile tls-alone broken-off
REPLICATED_TIMEOUT=6
hostile tls-silent accepted 'without the license'
REPLICATED_TIMEOUT=10

for attack in garbage no-header html bare-401 digest negotiate broken-challenge teapot nothing-here proxy-auth set-cookie \
	no-colon small-letters deep-json long-json deep-token nul-token twin-token number-token line-token no-token html-token empty-token; do
	hostile "$attack" not-a-registry
done
hostile deep-message rejected
hostile nul-message rejected
hostile latin-message rejected
hostile refused-token rejected

hostile escapes rejected '?[31mred? ?back? ?2J ? end?next line'
registry=$(sed -n 's/^escapes //p' "$T/hostile.log")
run check "$registry"
is 'escapes: as one line of harmless text' "$(LC_ALL=C tr -d '\040-\176' < "$T/out" | od -An -c | tr -d ' ')" '\n'
hostile long-message rejected '...\"'
run check "$(sed -n 's/^long-message //p' "$T/hostile.log")"
check 'long-message: cut' test "$(wc -c < "$T/out")" -lt 600
hostile mirror rejected 'not shown: it contains the license'
hostile mirror-decoded rejected 'not shown: it contains the license'
hostile mirror-location redirected 'not shown: it contains the license'

hostile rate rate-limited 'try again in 30 s'
hostile rate-date rate-limited 'try again after Wed, 21 Oct 2026 07:28:00 GMT'
for attack in rate-bare rate-empty; do
	hostile $attack rate-limited '"message":"rate limited","remedy"'
done
hostile rate-token rate-limited 'try again in 7 s'
hostile fault server-error 'status 500'
hostile away server-error 'down for maintenance'
hostile forbidden not-entitled 'not yours'
hostile wrong-path wrong-path 'All requested scope names are invalid' /x/y:1
hostile wrong-image wrong-path '' /x/y:1
hostile no-scope no-such-image '' /x/y:1
hostile no-scope not-a-registry 'status 404 at the token endpoint'
hostile bad-image rejected '' /x/y:1
hostile bad-license rejected 'Invalid credentials'
hostile not-entitled not-entitled '' /a/b:1
hostile not-entitled accepted ''
hostile scope-missing not-entitled '' /a/b:1
hostile scope-missing accepted ''
hostile both-in-one accepted ''
hostile both-apart accepted ''
hostile basic-first accepted ''
hostile asks-nothing accepted 'without the license'
hostile says-registry accepted 'without the license'
hostile image-token accepted '"message":"accepted"' /a/b:1

# Where TLS fails, plain http is an answer of this machine's registry only if there may be no TLS at all.
hostile bad-request not-a-registry 'status 400 at /v2/'
hostile located not-a-registry 'status 404 at /v2/'
hostile tls-hang-up accepted 'without the license'
is 'TLS is tried once' "$(LC_ALL=C grep -aoP '\x16\x03\x01' "$T/received/tls-hang-up" | wc -l)" 1
hostile tls-bad-request broken-off
hostile tls-too-new old-tls
check 'which is not asked in plain text' test "$(grep -ac '^GET ' "$T/received/tls-too-new")" -eq 0

# All at once, in order.
mapfile=$(sed -n '/^elsewhere/d; s/^\(redirect-30[1-8]\|fault\|rate\|html\|teapot\|forbidden\|digest\) //p' "$T/hostile.log")
# shellcheck disable=SC2086 # a list of words
run check $mapfile
is 'a dozen at once, in order' "$(sed 's/: .*//' "$T/out")" "$mapfile"

# These answer only once all eight have been asked.
together=$(sed -n 's/^together-[0-9] //p' "$T/hostile.log")
# shellcheck disable=SC2086 # a list of words
run check $together
is 'eight registries are asked at the same time' "$status $(sed 's/: .*//' "$T/out")" "0 $together"

check 'nothing at all arrived elsewhere' test ! -e "$T/received/elsewhere"
check 'no keys of TLS were written' test ! -e "$T/received/keys"
# Those that asked for the license by the rules have it; no other.
mkdir "$T/asked"
for attack in redirect-token redirect-password endless-token deep-token nul-token twin-token number-token line-token no-token \
	html-token empty-token refused-token deep-message nul-message latin-message escapes long-message mirror \
	mirror-decoded mirror-location rate-token forbidden wrong-path bad-license not-entitled scope-missing both-in-one \
	both-apart basic-first reset-password wrong-image no-scope bad-image image-token; do
	mv "$T/received/$attack" "$T/asked/"
done
is 'an image that is refused with the license is asked for once' "$(grep -ac '^HEAD' "$T/asked/scope-missing")" 1
license_forms
nowhere 'the first request carries nothing of the license' "$T/received" -iF -f "$T/forms"
nowhere 'no request contains anything from netrc or curlrc' "$T" -e netrc-user: -e bmV0cmMt -e curlrc-user: -e Y3VybHJj --exclude-dir=home
nowhere 'the license is in no address' "$T/asked" -e "^[A-Z]* [^ ]*$LICENSE"
finish
