#!/bin/sh
# SPDX-License-Identifier: MIT
# configure: a license in plain text moves into the keyring first, and only then leaves the file.
. "${0%/*}/../lib.sh"
in_keyring "$@"

docker=$HOME/.docker/config.json
license=1vusOokxAVp1tkRGuyxnF23PJcq other=abcdefgh-ijklmnop_qrstuv-12345_6
mkdir "${docker%/*}"
added="$docker: added 'replicated' for proxy.replicated.com\n"
moved="$docker: moved the license for proxy.replicated.com into the keyring\n"
left="docker-credential-replicated: '$docker' was not changed: "
: > "$T/in"
: > "$T/all"

auth() { # USER:LICENSE
	printf '%s' "$1" | base64 -w 0
}
config() { # TEXT
	printf '%b' "$1" > "$docker"
	cp "$docker" "$T/before"
}
holds() { # NAME TEXT
	printf '%b' "$2" > "$T/want-file"
	if cmp -s "$T/want-file" "$docker"; then ok "$1"; else not_ok "$1" "$(diff -u "$T/want-file" "$docker" 2>&1)"; fi
}
# moves NAME ENTRY: the member of "auths", as a whole
moves() {
	config "{\n\t\"auths\": {\n\t\t$2,\n\t\t\"quay.io\": {}\n\t}\n}"
	run configure --client docker --domain proxy.replicated.com
	cat "$T/out" "$T/err" >> "$T/all"
	is "$1: is done" "$status $(cat "$T/err")" '0 '
	# docker looks for the name that was typed: another spelling of the domain stays usable.
	holds "$1: the file" "{\n\t\"auths\": {\n\t\t\"quay.io\": {}\n\t},\n\t\"credHelpers\": {\n\t\t\"proxy.replicated.com\": \"replicated\"${4:+,\n\t\t\"$4\": \"replicated\"}\n\t}\n}"
	printf proxy.replicated.com > "$T/in"
	says "$1: the keyring" 0 "{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"${3:-LICENSE_ID}\",\"Secret\":\"$license\"}\n" '' get
	run erase
	: > "$T/in"
}
# stays NAME SENTENCE ENTRY: file and keyring untouched
stays() {
	config "{\n\t\"auths\": {\n\t\t$3\n\t}\n}"
	says "$1" 1 '' "$left$2\n" configure --client docker --domain proxy.replicated.com
	cat "$T/out" "$T/err" >> "$T/all"
	check "$1: the file stays" cmp "$T/before" "$docker"
}

moves 'docker' "\"proxy.replicated.com\": {\n\t\t\t\"auth\": \"$(auth "LICENSE_ID:$license")\"\n\t\t}"
moves 'the user name is kept' "\"proxy.replicated.com\": {\"auth\": \"$(auth "alice@example.com:$license")\"}" alice@example.com
moves 'kubectl' "\"proxy.replicated.com\": {\"username\": \"LICENSE_ID\", \"password\": \"$license\", \"auth\": \"$(auth "LICENSE_ID:$license")\"}"
moves 'by hand' "\"proxy.replicated.com\": {\"username\": \"LICENSE_ID\", \"password\": \"$license\"}"
moves 'another spelling' "\"https:\\\\/\\\\/PROXY.replicated.com:443\\\\/v2\\\\/\": {\"Auth\": \"$(auth "LICENSE_ID:$license" | sed 's/=/\\\\u003d/g')\"}" '' PROXY.replicated.com:443
# No single item of a vault can be damaged.
if ! is_vault; then
	printf '' | secret-tool store --label=Damaged xdg:schema com.replicated.License profile default server proxy.replicated.com username LICENSE_ID
	moves 'over a damaged item in the keyring' "\"proxy.replicated.com\": {\"auth\": \"$(auth "LICENSE_ID:$license")\"}"
fi
moves 'a path' "\"proxy.replicated.com/proxy/my-app\": {\"auth\": \"$(auth "LICENSE_ID:$license")\"}"
moves 'two spellings' "\"proxy.replicated.com\": {\"auth\": \"$(auth "LICENSE_ID:$license")\"}, \"proxy.replicated.com:443\": {\"auth\": \"$(auth "x:$license")\"}" '' proxy.replicated.com:443

damaged="its plain-text entry for 'proxy.replicated.com' is not USER:LICENSE in base64: remove it, or log in again"
stays 'no base64' "$damaged" '"proxy.replicated.com": {"auth": "not*base64!!"}'
stays 'no padding' "$damaged" "\"proxy.replicated.com\": {\"auth\": \"$(auth 'user:x' | tr -d =)A\"}"
stays 'bits left over' "$damaged" '"proxy.replicated.com": {"auth": "YTp4eR=="}'
stays 'no colon' "$damaged" "\"proxy.replicated.com\": {\"auth\": \"$(auth "$license")\"}"
stays 'no user' "$damaged" "\"proxy.replicated.com\": {\"auth\": \"$(auth ":$license")\"}"
long=$(printf '%070000d' 0)
stays 'a long user' "$damaged" "\"proxy.replicated.com\": {\"auth\": \"$(auth "$long:$license")\"}"
stays 'a long license' "$damaged" "\"proxy.replicated.com\": {\"auth\": \"$(auth "LICENSE_ID:$long")\"}"
stays 'a long user by hand' "$damaged" "\"proxy.replicated.com\": {\"username\": \"$long\", \"password\": \"$license\"}"
stays 'a long license by hand' "$damaged" "\"proxy.replicated.com\": {\"username\": \"LICENSE_ID\", \"password\": \"$long\"}"
stays 'a NUL in the user' "$damaged" "\"proxy.replicated.com\": {\"auth\": \"$(printf 'LICENSE\0ID:%s' "$license" | base64 -w 0)\"}"
stays 'a colon in the user by hand' "$damaged" "\"proxy.replicated.com\": {\"username\": \"a:b\", \"password\": \"$license\"}"
stays 'no license' "$damaged" "\"proxy.replicated.com\": {\"auth\": \"$(auth 'LICENSE_ID:')\"}"
stays 'a line end behind it' "$damaged" "\"proxy.replicated.com\": {\"auth\": \"$(printf 'LICENSE_ID:%s\n' "$license" | base64 -w 0)\"}"
stays 'two ways to say it' "$damaged" "\"proxy.replicated.com\": {\"auth\": \"$(auth "LICENSE_ID:$license")\", \"password\": \"$other\"}"
stays 'two user names' "$damaged" "\"proxy.replicated.com\": {\"auth\": \"$(auth "LICENSE_ID:$license")\", \"username\": \"other\"}"
stays 'twice' "$damaged" "\"proxy.replicated.com\": {\"auth\": \"$(auth "LICENSE_ID:$license")\", \"Auth\": \"$(auth "LICENSE_ID:$other")\"}"
stays 'no object' "$damaged" "\"proxy.replicated.com\": \"$(auth "LICENSE_ID:$license")\""
stays 'two licenses' "it contains two different licenses for 'proxy.replicated.com' in plain text ('proxy.replicated.com' and 'https://proxy.replicated.com'): remove the wrong one" \
	"\"proxy.replicated.com\": {\"auth\": \"$(auth "LICENSE_ID:$license")\"}, \"https://proxy.replicated.com\": {\"auth\": \"$(auth "LICENSE_ID:$other")\"}"
paths="it contains different licenses for 'proxy.replicated.com/proxy/one' and 'proxy.replicated.com/proxy/two', which a credential helper cannot tell apart, since clients ask it for 'proxy.replicated.com' alone: keep them there, or replace both by one license for 'proxy.replicated.com'"
stays 'two paths, two licenses: both are right' "$paths" \
	"\"proxy.replicated.com/proxy/one\": {\"auth\": \"$(auth "LICENSE_ID:$license")\"}, \"proxy.replicated.com/proxy/two\": {\"auth\": \"$(auth "LICENSE_ID:$other")\"}"
# Clients that know no paths take these keys for the domain.
for key in proxy.replicated.com/ proxy.replicated.com/v1/ proxy.replicated.com/v2/; do
	stays "two licenses, one for $key" "it contains two different licenses for 'proxy.replicated.com' in plain text ('$key' and 'https://proxy.replicated.com'): remove the wrong one" \
		"\"$key\": {\"auth\": \"$(auth "LICENSE_ID:$license")\"}, \"https://proxy.replicated.com\": {\"auth\": \"$(auth "LICENSE_ID:$other")\"}"
done
for keys in 'proxy.replicated.com/proxy/one proxy.replicated.com' 'proxy.replicated.com proxy.replicated.com/proxy/one'; do
	stays "a path and the domain, two licenses: $keys" "it contains different licenses for '${keys% *}' and '${keys#* }', which a credential helper cannot tell apart, since clients ask it for 'proxy.replicated.com' alone: keep them there, or replace both by one license for 'proxy.replicated.com'" \
		"\"${keys% *}\": {\"auth\": \"$(auth "LICENSE_ID:$license")\"}, \"${keys#* }\": {\"auth\": \"$(auth "LICENSE_ID:$other")\"}"
done
input proxy.replicated.com
says 'and the keyring too' 1 "$NOT_FOUND" '' get
# The app of a path is kept, whichever of the two keys is first.
for keys in 'proxy.replicated.com/proxy/my-app proxy.replicated.com' 'proxy.replicated.com proxy.replicated.com/proxy/my-app'; do
	config "{\"auths\":{\"${keys% *}\":{\"auth\":\"$(auth "LICENSE_ID:$license")\"},\"${keys#* }\":{\"auth\":\"$(auth "LICENSE_ID:$license")\"}}}"
	run configure --client docker --domain proxy.replicated.com
	says "the app of a path: $keys" 0 "{\"auths\":{\"proxy.replicated.com/proxy/my-app\":{\"auth\":\"$(auth "LICENSE_ID:$license")\"}}}\n" '' dockerconfigjson --app-keys -o json --domain proxy.replicated.com
	input proxy.replicated.com
	run erase
done

store proxy.replicated.com LICENSE_ID "$other"
another="it contains another license for 'proxy.replicated.com' in plain text than the keyring: remove the wrong one, from the keyring with 'docker-credential-replicated logout proxy.replicated.com' or from the file"
stays 'the keyring has another license' "$another" \
	"\"proxy.replicated.com\": {\"auth\": \"$(auth "LICENSE_ID:$license")\"}"
stays 'the keyring has another than one for a path' "it contains another license for 'proxy.replicated.com/proxy/one' in plain text than the keyring has for 'proxy.replicated.com', and both may be right: keep that entry there, or store its license in a profile of its own" \
	"\"proxy.replicated.com/proxy/one\": {\"auth\": \"$(auth "LICENSE_ID:$license")\"}"
for keys in 'proxy.replicated.com/proxy/one proxy.replicated.com' 'proxy.replicated.com proxy.replicated.com/proxy/one'; do
	stays "the keyring has another than one for a path and the domain: $keys" "$another" \
		"\"${keys% *}\": {\"auth\": \"$(auth "LICENSE_ID:$license")\"}, \"${keys#* }\": {\"auth\": \"$(auth "LICENSE_ID:$license")\"}"
done
input proxy.replicated.com
run get
check 'and keeps it' grep -q "$other" "$T/out"
config "{\"auths\":{\"proxy.replicated.com\":{\"auth\":\"$(auth "x:$other")\"}}}"
says 'the keyring has the same license' 0 "$moved$added" '' configure --client docker --domain proxy.replicated.com
holds 'so it is removed from the file' '{"auths":{},"credHelpers":{"proxy.replicated.com":"replicated"}}'
input proxy.replicated.com
run get
check 'under the name that was there' grep -q LICENSE_ID "$T/out"
run erase

# Another helper is named: nothing at all happens.
config "{\"auths\":{\"proxy.replicated.com\":{\"auth\":\"$(auth "LICENSE_ID:$license")\"}},\"credHelpers\":{\"proxy.replicated.com\":\"pass\"}}"
says 'another helper' 1 '' "${left}it uses another helper for 'proxy.replicated.com', 'pass': replace it with 'docker-credential-replicated configure --domain proxy.replicated.com --client docker --force'\n" configure --client docker --domain proxy.replicated.com
check 'the file stays' cmp "$T/before" "$docker"
input proxy.replicated.com
says 'and nothing is stored' 1 "$NOT_FOUND" '' get

# A token is a login of another kind, whatever its length.
config "{\"auths\":{\"proxy.replicated.com\":{\"auth\":\"$(auth "<token>:$long")\"}}}"
says 'a long token stays' 0 "$docker: left the token for proxy.replicated.com: it is not a license\n$added" '' configure --client docker --domain proxy.replicated.com
config '{"auths":{"proxy.replicated.com":{"auth":"PHRva2VuPjo=","identitytoken":"abc"}}}'
says 'a token stays' 0 "$docker: left the token for proxy.replicated.com: it is not a license\n$added" '' configure --client docker --domain proxy.replicated.com
holds 'in its place' '{"auths":{"proxy.replicated.com":{"auth":"PHRva2VuPjo=","identitytoken":"abc"}},"credHelpers":{"proxy.replicated.com":"replicated"}}'

for entry in "\"auth\":\"$(auth 00000000-0000-0000-0000-000000000000:)\",\"identitytoken\":\"abc\"" '"registrytoken":"abc"' '"auth":"not*base64!!","identitytoken":"abc"'; do
	config "{\"auths\":{\"proxy.replicated.com\":{$entry}}}"
	says "a token stays: $entry" 0 "$docker: left the token for proxy.replicated.com: it is not a license\n$added" '' configure --client docker --domain proxy.replicated.com
	holds 'in its place' "{\"auths\":{\"proxy.replicated.com\":{$entry}},\"credHelpers\":{\"proxy.replicated.com\":\"replicated\"}}"
done

# Which domains: those of the profile, else the two default ones, and those of ours in the file.
config "{\"auths\":{\"proxy.staging.replicated.com\":{\"auth\":\"$(auth "LICENSE_ID:$license")\"},\"quay.io\":{\"auth\":\"$(auth "a:b")\"}}}"
says 'a login for another of our domains moves too' 0 "$docker: moved the license for proxy.staging.replicated.com into the keyring
$docker: added 'replicated' for proxy.replicated.com
$docker: added 'replicated' for registry.replicated.com
$docker: added 'replicated' for proxy.staging.replicated.com\n" '' configure --client docker
check 'and that of others does not' grep -q "$(auth a:b)" "$docker"
config "{\"auths\":{\"proxy.staging.replicated.com\":{\"auth\":\"$(auth "LICENSE_ID:$other")\"}}}"
says 'only the domain that is named' 0 "$added" '' configure --client docker --domain proxy.replicated.com
check 'and the login for another of our domains stays' grep -q "$(auth "LICENSE_ID:$other")" "$docker"
config "{\"auths\":{\"quay.io\":{\"auth\":\"$(auth a:b)\"},\"registry.staging.replicated.com\":{},\"not a domain\":{\"auth\":\"$(auth a:b)\"}}}"
says 'only the domains of the profile' 0 "$docker: added 'replicated' for proxy.staging.replicated.com\n" '' configure --client docker

# podman reads two files, and the license leaves both.
config '{}'
lasting=$XDG_CONFIG_HOME/containers/auth.json
mkdir -p "${lasting%/*}"
printf '{"auths":{"proxy.replicated.com":{"auth":"%s"}}}' "$(auth "LICENSE_ID:$license")" > "$lasting"
run configure --client podman --domain proxy.replicated.com
is 'the lasting file of podman' "$status $(cat "$T/err")" '0 '
is 'has it no more' "$(cat "$lasting")" '{"auths":{},"credHelpers":{"proxy.replicated.com":"replicated"}}'
rm -r "$XDG_RUNTIME_DIR/containers"
input proxy.replicated.com
run get
check 'the keyring does' grep -q "$license" "$T/out"
run erase
: > "$T/in"

# Thousands of spellings of one domain: the time grows with the file, not with its square.
awk -v auth="$(auth "LICENSE_ID:$license")" 'BEGIN {
	printf "{\"auths\":{"
	for (i = 0; i < 3000; i++) printf "%s\"https://proxy.replicated.com/v%d/\":{\"auth\":\"%s\"}", i ? "," : "", i, auth
	print "}}" }' > "$docker"
begun=$(date +%s)
run configure --client docker --domain proxy.replicated.com
is '3000 spellings are moved' "$status $(cat "$T/err") $(cat "$docker")" '0  {"auths":{},"credHelpers":{"proxy.replicated.com":"replicated"}}'
check 'within seconds' [ $(($(date +%s) - begun)) -lt 15 ]
input proxy.replicated.com
run erase
: > "$T/in"

# --dry-run asks nobody and shows no license.
config "{\n\t\"auths\": {\n\t\t\"proxy.replicated.com\": {\n\t\t\t\"auth\": \"$(auth "LICENSE_ID:$license")\"\n\t\t}\n\t}\n}\n"
says '--dry-run' 0 "--- $docker
+++ $docker
@@ -1,7 +1,6 @@
 {
-\t\"auths\": {
-\t\t\"proxy.replicated.com\": {
-\t\t\t\"auth\": \"***\"
-\t\t}
+\t\"auths\": {},
+\t\"credHelpers\": {
+\t\t\"proxy.replicated.com\": \"replicated\"
 \t}
 }
" '' configure --dry-run --client docker --domain proxy.replicated.com
cat "$T/out" "$T/err" >> "$T/all"
check '--dry-run changes nothing' cmp "$T/before" "$docker"

# A license from outside does not count: the file must not lose what no keyring keeps.
REPLICATED_LICENSE_ID=$other
export REPLICATED_LICENSE_ID
says 'a license from the environment: is done' 0 "$moved$added" "docker-credential-replicated: the license from REPLICATED_LICENSE_ID overrides the keyring: unset it to use what is stored\n" \
	configure --client docker --domain proxy.replicated.com
unset REPLICATED_LICENSE_ID
input proxy.replicated.com
run get
check 'the keyring got the one of the file' grep -q "$license" "$T/out"
run erase

cp "$T/before" "$docker"
lock_keyring
says 'a locked keyring' 1 '' "$left$LOCKED" configure --client docker --domain proxy.replicated.com
check 'the file keeps the license' cmp "$T/before" "$docker"
restart_keyring_locked
says 'a locked keyring does not say what the profile holds' 1 '' "docker-credential-replicated: $LOCKED" configure --client docker
absent 'no license in what was said' "$license" "$T/all" "$T/out" "$T/err"
absent 'nor the other' "$other" "$T/all"
done_testing
