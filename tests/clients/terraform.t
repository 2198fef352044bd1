#!/bin/sh
# SPDX-License-Identifier: MIT
# Terraform and OpenTofu: the credentials helper protocol, and their configuration before and after, to the very byte.
. "${0%/*}/../lib.sh"
in_keyring "$@"

LICENSE=1vusOokxAVp1tkRGuyxnF23PJcq
me=docker-credential-replicated
rc=$HOME/.terraformrc plugins=$HOME/.terraform.d/plugins
link=$plugins/terraform-credentials-replicated
block='credentials_helper "replicated" {}'
added="$rc: added the credentials helper 'replicated'\n"
removed="$rc: removed the credentials helper 'replicated'\n"
REPLICATED_DOMAINS=images.acme.example:8443
export REPLICATED_DOMAINS
input ''

# holds NAME FILE TEXT: exactly this text
holds() {
	printf '%b' "$3" > "$T/want-file"
	if cmp -s "$T/want-file" "$2"; then ok "$1"; else not_ok "$1" "$(diff -u "$T/want-file" "$2" 2>&1)"; fi
}
configure() {
	run configure --client terraform
}

# ---- the configuration ----

says '--dry-run shows the line' 0 "--- /dev/null\n+++ $rc\n+$block\n" "$me: would create '$link'\n" configure --client terraform --dry-run
status=0
env PATH=/nowhere "$build/bin/$me" configure --client terraform --dry-run < "$T/in" > "$T/out" 2> "$T/err" || status=$?
is 'the program does not have to be on PATH' "$status $(cat "$T/err")" "0 $me: would create '$link'"
check '--dry-run makes nothing' test ! -e "$rc" -a ! -e "$HOME/.terraform.d"
says 'no file yet' 0 "$added" "$me: created '$link'\n" configure --client terraform
holds 'it holds the block alone' "$rc" "$block\n"
is 'it is its owner'\''s alone' "$(stat -c %a "$rc")" 600
is 'the link leads to this program' "$(readlink "$link")" "$(readlink -f "$build/bin/$me")"
says 'again changes nothing' 0 "$rc: nothing to change\n" '' configure --client terraform
says '--remove --dry-run' 0 "--- $rc\n+++ /dev/null\n-$block\n" '' configure --client terraform --remove --dry-run
says 'one domain taken out changes nothing: the helper is for all' 0 '' '' configure --client terraform --remove --domain proxy.replicated.com
says '--remove' 0 "$removed" "$me: removed '$link'\n" configure --client terraform --remove
check 'neither file nor link is there' test ! -e "$rc" -a ! -L "$link"
says '--remove again' 0 "$rc: nothing to change\n" '' configure --client terraform --remove

# edits NAME BEFORE AFTER: there, idempotent, and back
edits() {
	printf '%b' "$2" > "$rc"
	cp "$rc" "$T/before"
	says "$1" 0 "$added" "$me: created '$link'\n" configure --client terraform
	holds "$1: the text" "$rc" "$3"
	configure
	holds "$1: again" "$rc" "$3"
	says "$1: --remove" 0 "$removed" "$me: removed '$link'\n" configure --client terraform --remove
	check "$1: the very bytes are back" cmp "$T/before" "$rc"
}
edits 'an empty file' '' "$block"
edits 'a line end alone' '\n' "\n$block\n"
edits 'a line' 'disable_checkpoint = true\n' "disable_checkpoint = true\n$block\n"
edits 'no line end' 'disable_checkpoint = true' "disable_checkpoint = true\n$block"
edits 'line ends of Windows' 'a = 1\r\n' "a = 1\r\n$block\r\n"
edits 'a comment at the end' '# credentials_helper "x" {}' "# credentials_helper \"x\" {}\n$block"
edits 'all of HCL' 'a1.b = -1.5e3 c = [1, "x", { d = true }] /* { */ // }\n"e" "f" g { h = "${x("y")}\\"" }\ni = <<-END\n  }\n  END\n' \
	"a1.b = -1.5e3 c = [1, \"x\", { d = true }] /* { */ // }\n\"e\" \"f\" g { h = \"\${x(\"y\")}\\\\\"\" }\ni = <<-END\n  }\n  END\n$block\n"
edits 'a text that goes on inside of ${}' 'a = "${x(\n  "y")}"\n' "a = \"\${x(\n  \"y\")}\"\n$block\n"
edits 'a heredoc with our own line' "x = <<E\n$block\nE\n" "x = <<E\n$block\nE\n$block\n"
edits 'a token of another registry' 'credentials "app.terraform.io" {\n  token = "abc"\n}\n' \
	"credentials \"app.terraform.io\" {\n  token = \"abc\"\n}\n$block\n"

edits 'hosts without a token' 'credentials = {\n  a = 5\n}\ncredentials "proxy.replicated.com" {}\ncredentials "registry.replicated.com" {\n  token = ""\n}\n' \
	"credentials = {\n  a = 5\n}\ncredentials \"proxy.replicated.com\" {}\ncredentials \"registry.replicated.com\" {\n  token = \"\"\n}\n$block\n"

printf '%s\n%s' "$block" "$block" > "$rc"
run configure --client terraform --remove
holds 'two blocks go' "$rc" ''
printf '%s \na = 1\n' "$block" > "$rc"
cp "$rc" "$T/before"
run configure --client terraform --remove
check 'one with a blank behind it was not added by this program' cmp "$T/before" "$rc"
printf 'a = 1 %s\n' "$block" > "$rc"
cp "$rc" "$T/before"
run configure --client terraform --remove
check 'nor one behind something else' cmp "$T/before" "$rc"

printf '%s\n' 'a = 1' > "$rc"
configure
echo 'b = 2' >> "$rc"
run configure --client terraform --remove
holds 'what came behind it stays' "$rc" 'a = 1\nb = 2\n'

# refuses NAME TEXT ERROR: untouched, with what to do by hand
refuses() {
	printf '%b' "$2" > "$rc"
	cp "$rc" "$T/before"
	rm -f "$link"
	says "$1" 1 '' "$me: created '$link'\n$me: $3\n" configure --client terraform
	check "$1: is not touched" cmp "$T/before" "$rc"
}
refuses 'another helper' 'credentials_helper "env" {}\n' \
	"'$rc' names the credentials helper 'env', and Terraform can use only one: to use both, write in its place: credentials_helper \"replicated\" { args = [\"--else=env\"] }"
refuses 'another helper, as an assignment' 'Credentials_Helper = { env = {} }\n' \
	"'$rc' names the credentials helper 'env', and Terraform can use only one: to use both, write in its place: credentials_helper \"replicated\" { args = [\"--else=env\"] }"
refuses 'another profile' 'credentials_helper "replicated-acme" {}\n' \
	"'$rc' names the credentials helper 'replicated-acme', and Terraform can use one profile: to use this one, write in its place: credentials_helper \"replicated\" {}"
for length in 255 256; do
	long=$(printf "%0${length}d" 0) shown=$long
	[ "$length" -lt 256 ] || shown='?'
	refuses "another helper, of $length letters" "credentials_helper \"$long\" {}\n" \
		"'$rc' names the credentials helper '$shown', and Terraform can use only one: to use both, write in its place: credentials_helper \"replicated\" { args = [\"--else=$shown\"] }"
done
refuses 'JSON' ' {"disable_checkpoint": true}\n' \
	"'$rc' is JSON, where Terraform ignores a block that is appended: add to its outermost object: \"credentials_helper\": {\"replicated\": {}}"
refuses 'a comment without an end' 'a = 1\n/* b\n' "cannot read '$rc': line 2 is not a configuration as Terraform reads it"
refuses 'a string without an end' 'a = "b\n' "cannot read '$rc': line 1 is not a configuration as Terraform reads it"
refuses 'a heredoc without an end' 'a = <<E\nb\nE' "cannot read '$rc': line 3 is not a configuration as Terraform reads it"
refuses 'a heredoc with half its sign' 'a = <EOT\nEOT\n' "cannot read '$rc': line 1 is not a configuration as Terraform reads it"
refuses 'a NUL in a string' 'a = "b\0000c"\n' "cannot read '$rc': line 1 is not a configuration as Terraform reads it"
refuses 'a byte order mark' '\0357\0273\0277a = 1\n' "cannot read '$rc': line 1 is not a configuration as Terraform reads it"
printf '{"credentials_helper": [{"replicated": {"args": ["--else=env"]}}]}' > "$rc"
says 'JSON that names this helper' 0 "$rc: nothing to change\n" '' configure --client terraform
printf 'credentials_helper "replicated" {\n  args = ["--else=env"]\n}\n' > "$rc"
says 'a block of the person'\''s own for this helper' 0 "$rc: nothing to change\n" '' configure --client terraform
cp "$rc" "$T/before"
says 'is not taken out' 1 '' "$me: '$rc' names the credentials helper 'replicated' in a block that was not added by this program: remove that block by hand\n" \
	configure --client terraform --remove
check 'and stays as it is' cmp "$T/before" "$rc"
check 'so does the link' test -L "$link"
rm "$rc"
mkdir -p "$plugins"
echo 'credentials_helper "env" {}' > "$HOME/.terraform.d/more.tfrc"
in_another() { # NAME FILE
	says "$1" 1 '' "$me: '$HOME/.terraform.d/$2' names the credentials helper 'env', and Terraform can use only one: to use both, write in its place: credentials_helper \"replicated\" { args = [\"--else=env\"] }\n" \
		configure --client terraform
}
in_another 'a helper in another file' more.tfrc
TERRAFORM_CONFIG='' in_another 'a variable that is empty' more.tfrc
TF_CLI_CONFIG_FILE=$T/elsewhere/rc says 'where the variable names the file, Terraform does not read the other' 0 "$T/elsewhere/rc: added the credentials helper 'replicated'\n" '' configure --client terraform
rm "$T/elsewhere/rc"
mv "$HOME/.terraform.d/more.tfrc" "$HOME/.terraform.d/more.tfrc.json"
echo '{"credentials_helper": {"env": {}}}' > "$HOME/.terraform.d/more.tfrc.json"
in_another 'in JSON' more.tfrc.json
rm "$HOME/.terraform.d/more.tfrc.json"
for names in 'a b c' 'c b a'; do
	for name in $names; do echo "credentials_helper \"env\" {}" > "$HOME/.terraform.d/$name.tfrc"; done
	in_another "the first of several, written as $names" a.tfrc
	rm "$HOME/.terraform.d"/?.tfrc
done
# Terraform reads neither of these two, and cannot read the third.
for name in .hidden.tfrc notes.txt; do echo 'credentials_helper "env" {}' > "$HOME/.terraform.d/$name"; done
printf 'a = <<E' > "$HOME/.terraform.d/broken.tfrc"
echo 'credentials "proxy.replicated.com" {}' > "$HOME/.terraform.d/other.tfrc"
says 'other files there' 0 "$added" '' configure --client terraform
rm "$rc" "$HOME/.terraform.d"/*.* "$HOME/.terraform.d/.hidden.tfrc"
echo "$block" > "$HOME/.terraform.d/more.tfrc"
says 'this helper in another file' 0 "$rc: nothing to change\n" '' configure --client terraform
says '--remove leaves the link to it' 0 "$rc: nothing to change\n" '' configure --client terraform --remove
check 'it is there' test -L "$link"
rm "$HOME/.terraform.d/more.tfrc"
says '--remove --dry-run of a link alone' 0 '' '' configure --client terraform --remove --dry-run
check 'it is still there' test -L "$link"
printf 'half' > "$HOME/.terraformrc.docker-credential-replicated"
env -u HOME TF_CLI_CONFIG_FILE="$T/elsewhere/rc" "$HELPER" configure --client terraform --remove > "$T/out" 2> "$T/err" < "$T/in"
is '--remove without a home' "$(cat "$T/out" "$T/err")" "$T/elsewhere/rc: nothing to change"
for home in '' here; do
	HOME=$home TF_CLI_CONFIG_FILE="$T/elsewhere/rc" run configure --client terraform
	is "no home: '$home'" "$status $(cat "$T/out" "$T/err")" "1 $me: HOME is not set to an absolute path: set it to your home directory"
done
rm -f "$link" "$HOME/.terraformrc.docker-credential-replicated"

# Among all clients, what must be done by hand is no failure of those that could be done.
echo 'credentials_helper "env" {}' > "$rc"
mkdir "$HOME/.docker"
echo '{}' > "$HOME/.docker/config.json"
everywhere=$PATH PATH=$build/bin:$system_path
run configure
is 'where Terraform was not asked for, another helper is a note' "$status $(grep -c 'only one: to use both' "$T/err")" '0 1'
printf 'a = <<E' > "$rc"
run configure
is 'a file that cannot be read is none' "$status $(grep -c 'not a configuration as Terraform reads it' "$T/err")" '1 1'
PATH=$everywhere
rm -r "$HOME/.docker" "$rc" "$link"

says 'a profile' 0 "$rc: added the credentials helper 'replicated-acme'\n" "$me: created '$link-acme'\n" configure -p acme --client terraform
echo "$block" > "$rc"
says 'one profile in place of another' 1 '' "$me: '$rc' names the credentials helper 'replicated', and Terraform can use one profile: to use this one, write in its place: credentials_helper \"replicated-acme\" {}\n" configure -p acme --client terraform
echo 'credentials_helper "replicated-acme" {}' > "$rc"
says 'its --remove' 0 "$rc: removed the credentials helper 'replicated-acme'\n" "$me: removed '$link-acme'\n" configure -p acme --client terraform --remove

# JSON, which is read and never written.
for json in '{"credentials_helper": {"env": {}}}' '{}' '{\n}\n'; do
	printf '%b' "$json" > "$rc"
	says "JSON: --remove: $json" 0 "$rc: nothing to change\n" '' configure --client terraform --remove
	holds 'leaves it as it is' "$rc" "$json"
done
printf '{"credentials_helper": {"replicated": {}}}' > "$rc"
says 'JSON with this helper: --remove' 1 '' "$me: '$rc' names the credentials helper 'replicated' in a block that was not added by this program: remove that block by hand\n" configure --client terraform --remove
holds 'leaves it as it is, too' "$rc" '{"credentials_helper": {"replicated": {}}}'
rm "$rc"

echo '# tofu' > "$HOME/.tofurc"
says 'the file of OpenTofu, where it is' 0 "$added$HOME/.tofurc: added the credentials helper 'replicated'\n" "$me: created '$link'\n" configure --client terraform
holds 'says the same' "$HOME/.tofurc" "# tofu\n$block\n"
run configure --client terraform --remove
holds 'and is as it was' "$HOME/.tofurc" '# tofu\n'
rm "$HOME/.tofurc"
for variable in TF_CLI_CONFIG_FILE TERRAFORM_CONFIG; do
	export "$variable=$T/elsewhere/rc"
	says "$variable names the file, which is made" 0 "$T/elsewhere/rc: added the credentials helper 'replicated'\n" "$me: created '$link'\n" configure --client terraform
	says 'and taken away' 0 "$T/elsewhere/rc: removed the credentials helper 'replicated'\n" "$me: removed '$link'\n" configure --client terraform --remove
	export "$variable=rc"
	says 'not where it is relative' 1 '' "$me: $variable is a relative path: set it to one that begins with '/'\n" configure --client terraform
	unset "$variable"
done
TF_CLI_CONFIG_FILE='' TERRAFORM_CONFIG=$T/elsewhere/rc run configure --client terraform --dry-run
is 'an empty TF_CLI_CONFIG_FILE is as good as none' "$(sed -n 's/^+++ //p' "$T/out")" "$T/elsewhere/rc"

mkdir -p "$plugins"
printf '#!/bin/sh\n' > "$link"
chmod 755 "$link"
says 'another program has the name' 1 '' "$me: Terraform would run '$link', which is another program: remove it, then run '$me configure' again\n" configure --client terraform
check 'and nothing names it' test ! -e "$rc"
says '--remove leaves it' 0 "$rc: nothing to change\n" '' configure --client terraform --remove
check 'it is there' test -f "$link"
rm "$link"
ln -s /bin/true "$link"
says '--remove leaves a link to another program' 0 "$rc: nothing to change\n" '' configure --client terraform --remove
is 'it leads there' "$(readlink "$link")" /bin/true
rm "$link"

if [ "$(id -u)" -eq 0 ]; then
	mkdir "$T/user"
	chmod 755 "$T"
	chown 65534:65534 "$T/user"
	HOME=$T/user run configure --client terraform
	is 'root makes it for the user' "$status $(find "$T/user" ! -uid 65534)" '0 '
	rm -rf "$T/user/.terraform.d" "$T/user/.terraformrc"
	printf '#!/bin/sh\ntouch %s\n' "$T/ran" > "$T/evil"
	chmod 755 "$T/evil"
	mkdir -p "$T/user/.terraform.d/plugins"
	cp "$T/evil" "$T/user/.terraform.d/plugins/terraform-credentials-replicated"
	chown -R 65534:65534 "$T/user"
	HOME=$T/user run configure --client terraform
	is 'root runs nothing of a user'\''s' "$status $(test -e "$T/ran" && echo ran)" '1 '
	mkdir "$T/copy"
	cp -r "$build/bin" "$build/libexec" "$T/copy/"
	HOME=$T/user setpriv --reuid 65534 --regid 65534 --clear-groups "$T/copy/bin/$me" configure --client terraform < "$T/in" > "$T/out" 2> "$T/err"
	check 'the user does' grep -q 'which does not work (' "$T/err"
	rm -f "$T/ran"
	HOME=$T/user run status --client terraform
	is 'nor does status' "$(test -e "$T/ran" && echo ran)" ''
	rm -rf "$T/user/.terraform.d" "$T/user/.terraformrc"
	mkdir "$T/roots"
	setpriv --reuid 65534 --regid 65534 --clear-groups ln -s "$T/roots" "$T/user/.terraform.d"
	HOME=$T/user run configure --client terraform
	is 'a link of the user'\''s leads root nowhere' "$status $(ls "$T/roots")" '1 '
	chmod 700 "$T"
else
	skip 'root at work in a home' 'only root can act for another user'
fi

# ---- tokens in plain text, and status ----

# finds NAME CODE LEVEL: the finding about Terraform
finds() {
	run status --json --client terraform
	check "status: $1" grep -qF "\"level\":\"$3\",\"code\":\"$2\",\"topic\":\"terraform\"" "$T/out"
}
store proxy.replicated.com LICENSE_ID "$LICENSE"
finds 'not configured' client-without-helper bad
mkdir "$T/bin"
printf '#!/bin/sh\n' > "$T/bin/terraform"
chmod 755 "$T/bin/terraform"
PATH=$T/bin:$PATH
run status --json
check 'status: and not asked for' grep -qF '"level":"note","code":"client-not-configured","topic":"terraform"' "$T/out"
configure
finds 'configured' client-configured ok
rm "$link"
finds 'without its link' client-helper-broken bad
configure
printf 'credentials_helper "env" {}\n' > "$rc"
finds 'another helper' client-other-helper bad
check 'and how to use both' grep -qF 'credentials_helper \"replicated\" { args = [\"--else=env\"] }' "$T/out"
printf 'credentials_helper "replicated" {\n  args = [ "--else=env", # here\n "-p", "acme" ]\n}\n' > "$rc"
finds 'another profile by its arguments' client-other-helper bad
run status -p acme --json --client terraform
check 'for that profile it is configured' grep -qF '"code":"client-configured","topic":"terraform"' "$T/out"
for words in '"-pacme"' '"--profile", "acme"' '"--profile=acme"' '"-p", "../x"' '"-p", "Acme"'; do
	printf 'credentials_helper "replicated" { args = [%s] }\n' "$words" > "$rc"
	finds "not the default profile: $words" client-other-helper bad
done
echo "$block" > "$rc"
REPLICATED_PROFILE=acme
export REPLICATED_PROFILE
finds 'the plain name, which REPLICATED_PROFILE makes that profile' client-configured ok
run status -p default --json --client terraform
check 'and what to write' grep -qF 'write in place of that block: credentials_helper \"replicated\" {}' "$T/out"
check 'and not the default one' grep -qF '"level":"bad","code":"client-other-helper","topic":"terraform"' "$T/out"
unset REPLICATED_PROFILE
echo 'credentials_helper "replicated-acme" {}' > "$rc"
finds 'a name with the suffix of another profile' client-other-helper bad
check 'and what to write for this one' grep -qF 'write in place of that block: credentials_helper \"replicated\" {}' "$T/out"
echo "$block" > "$rc"
echo '# nothing' > "$HOME/.terraform.d/other.tfrc"
REPLICATED_PROFILE='' finds 'an empty variable, and another file without a helper' client-configured ok
rm "$HOME/.terraform.d/other.tfrc"
echo '# tofu' > "$HOME/.tofurc"
finds 'the file of OpenTofu names none' client-without-helper bad
echo 'credentials_helper "env" {}' > "$rc"
echo "$block" > "$HOME/.tofurc"
finds 'that of Terraform names another one' client-other-helper bad
rm "$HOME/.tofurc"
printf 'credentials_helper "a" {}\ncredentials_helper "b" {}\n' > "$rc"
finds 'two helpers' client-file-unreadable bad
mv "$rc" "$HOME/.terraform.d/more.tfrc"
finds 'two helpers in another file' client-file-unreadable bad
rm "$HOME/.terraform.d/more.tfrc"
printf '%s\ncredentials "Proxy.Replicated.com:443" {\n  token = "%s"\n}\n' "$block" "$LICENSE" > "$rc"
finds 'a token in plain text' client-plain-text-used bad
says 'configure names it' 0 "$rc: nothing to change\n" \
	"$me: '$rc' contains a token in plain text for proxy.replicated.com, which Terraform uses instead of the stored license: store it with 'login', then remove that block\n" configure --client terraform
absent 'it is not shown' "$LICENSE" "$T/out" "$T/err"
echo "$block" > "$rc"
echo '{"credentials":{"proxy.replicated.com":{},"registry.replicated.com":{"token":""}}}' > "$HOME/.terraform.d/credentials.tfrc.json"
finds 'none in credentials.tfrc.json' client-configured ok
says 'and none to warn of' 0 "$rc: nothing to change\n" '' configure --client terraform
echo '{"credentials":{"proxy.replicated.com":{"token":"x"}}}' > "$HOME/.terraform.d/credentials.tfrc.json"
finds 'one in credentials.tfrc.json' client-plain-text-used bad
TF_CLI_CONFIG_FILE=$rc run configure --client terraform
check 'configure names that file, whatever the variable says' grep -qF "credentials.tfrc.json' contains a token in plain text for proxy.replicated.com" "$T/err"
run logout proxy.replicated.com registry.replicated.com
check 'logout names that file' grep -qF "credentials.tfrc.json' still contains a license in plain text" "$T/err"
rm "$HOME/.terraform.d/credentials.tfrc.json"
store proxy.replicated.com LICENSE_ID "$LICENSE"
env -u HOME "$HELPER" logout registry.replicated.com > "$T/out" 2> "$T/err" < "$T/in"
is 'logout without a home' "$(cat "$T/err")" ''
TF_TOKEN_proxy_replicated_com='' TF_TOKEN_app_terraform_io=x
export TF_TOKEN_proxy_replicated_com TF_TOKEN_app_terraform_io
finds 'one of another host in a variable, and an empty one' client-configured ok
check 'neither is used' grep -qvF terraform-token-used "$T/out"
TF_TOKEN_proxy_replicated_com=x
finds 'one in a variable' terraform-token-used bad
unset TF_TOKEN_proxy_replicated_com TF_TOKEN_app_terraform_io

# ---- the protocol, by the name that Terraform calls ----

HELPER=$link
got="{\"token\":\"$LICENSE\"}\n"
input ''
says 'get' 0 "$got" '' get proxy.replicated.com
says 'get: in capitals, with the port' 0 "$got" '' get PROXY.replicated.com:443
says 'get: nothing stored' 0 '{}\n' '' get registry.replicated.com
for host in app.terraform.io proxy.replicated.com.evil.example xn--prxy-tmc.replicated.com proxy.replicated.com:8443 \
	'proxy.replicated.com/../x' 'user@proxy.replicated.com' 'https://proxy.replicated.com' ''; do
	says "get: foreign: $host" 0 '{}\n' '' get "$host"
done
says 'forget' 0 '' '' forget proxy.replicated.com
says 'forget again' 0 '' '' forget proxy.replicated.com
says 'forget: foreign' 0 '' '' forget app.terraform.io
says 'get: forgotten' 0 '{}\n' '' get proxy.replicated.com
input "{\"token\":\"$LICENSE\"}"
says 'store' 0 '' '' store proxy.replicated.com
says 'store: a custom domain' 0 '' '' store images.acme.example:8443
says 'get: what was stored' 0 "$got" '' get proxy.replicated.com
says 'store: a foreign host' 1 '' "$me: 'app.terraform.io' is not a Replicated registry or a custom domain: to keep its token in another credentials helper, write in Terraform's configuration: credentials_helper \"replicated\" { args = [\"--else=NAME\"] }\n" store app.terraform.io
for object in '{"token":"x","more":1}' '{"more":1,"token":"x"}' '{}' '[]' '"x"' '{"Token":"x"}' '{"token":1}' '{"token":null}'; do
	input "$object"
	says "store: $object" 1 '' "$me: only {\"token\": \"...\"} can be stored: the object has other members, or none\n" store proxy.replicated.com
done
for object in '{"token":""}' '{"token":"a b"}' '{"token":"\\u00e4"}'; do
	input "$object"
	says "store: $object" 1 '' "$me: the token is not a license ID: it is empty, too long, or contains a space or bytes that are not printable ASCII\n" store proxy.replicated.com
done
input "{\"token\":\"x\"} {}"
says 'store: bytes behind the object' 1 '' "$me: the object is not JSON: send one object as RFC 8259 defines it\n" store proxy.replicated.com
input ''
says 'store: nothing' 1 '' "$me: the object is not JSON: send one object as RFC 8259 defines it\n" store proxy.replicated.com
for length in 4097 65000; do
	printf '{"token":"%0*d"}' "$length" 0 > "$T/in"
	says "store: a token of $length bytes" 1 '' "$me: the token is not a license ID: it is empty, too long, or contains a space or bytes that are not printable ASCII\n" store proxy.replicated.com
done
says 'get: none of these was stored' 0 "$got" '' get proxy.replicated.com
printf '{"token":"%04096d"}' 0 > "$T/in"
says 'store: the longest token' 0 '' '' store proxy.replicated.com
says 'get: all of it' 0 "$(cat "$T/in")\n" '' get proxy.replicated.com
input "{\"token\":\"$LICENSE\"}"
says 'store: another in its place' 0 '' '' store proxy.replicated.com

wrong="$me: 'terraform-credentials' requires get, store or forget, and one host\n"
says 'no verb' 2 '' "$wrong"
says 'no host' 2 '' "$wrong" get
says 'two hosts' 2 '' "$wrong" get proxy.replicated.com x
says 'another verb' 2 '' "$wrong" erase proxy.replicated.com
says 'another option' 2 '' "$me: unknown option '--frob': see --help\n" --frob get proxy.replicated.com
for name in '' ../x; do
	says "--else '$name'" 2 '' "$me: '--else' requires the name of a credentials helper, such as 'env'\n" "--else=$name" get app.terraform.io
done

# A profile: by argument and by the name.
ln -s "$build/bin/$me" "$link-acme"
says '-p: another profile has nothing' 0 '{}\n' '' -p acme get proxy.replicated.com
HELPER=$link-acme
input '{"token":"license-of-acme"}'
says 'store by the name of a profile' 0 '' '' store proxy.replicated.com
HELPER=$link
says '-p: that profile' 0 '{"token":"license-of-acme"}\n' '' -p acme get proxy.replicated.com
says 'a name that is not a profile' 2 '' "$me: the value of -p is not a valid profile name: use 1 to 32 lower-case letters, digits and dashes, not starting with a dash\n" -p ../x get proxy.replicated.com

# Another helper, next to it.
cat > "$plugins/terraform-credentials-env" << 'END'
#!/bin/sh
{
	echo "$# $*"
	cat
	env | grep -c 1vusOokxAVp1tkRGuyxnF23PJcq
} > "$HOME/called"
echo '{"token":"of-another"}'
echo 'a word of another' >&2
exit 3
END
chmod 755 "$plugins/terraform-credentials-env"
input '{"token":"y"}'
REPLICATED_LICENSE_ID=$LICENSE
export REPLICATED_LICENSE_ID
for verb in get store forget; do
	says "--else: $verb is handed on" 3 '{"token":"of-another"}\n' 'a word of another\n' --else=env "$verb" app.terraform.io
	is "--else: $verb: arguments, input, no license" "$(paste -s -d ' ' "$HOME/called")" "2 $verb app.terraform.io {\"token\":\"y\"}0"
done
says '--else: a Replicated domain is not' 0 "$got" '' --else=env get proxy.replicated.com
unset REPLICATED_LICENSE_ID
says '--else: none of that name' 1 '' "$me: cannot run '$plugins/terraform-credentials-other': No such file or directory\n" --else=other get app.terraform.io
# As a verb it has no folder: Terraform's is meant.
HELPER=$me
says 'as a verb' 0 "$got" '' terraform-credentials get proxy.replicated.com
says 'as a verb, --else' 3 '{"token":"of-another"}\n' 'a word of another\n' terraform-credentials --else=env get app.terraform.io

HELPER=$link
lock_keyring
says 'locked: a sentence' 1 '' "$me: $LOCKED" get proxy.replicated.com
says 'locked: a foreign host is answered all the same' 0 '{}\n' '' get app.terraform.io
done_testing
