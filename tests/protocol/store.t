#!/bin/sh
# SPDX-License-Identifier: MIT
# store: what is taken, what is refused with nothing stored, and that one item stays one item.
. "${0%/*}/../lib.sh"
in_keyring "$@"

license=1vusOokxAVp1tkRGuyxnF23PJcq
H=proxy.replicated.com
no_json='the request is not JSON: send one object as RFC 8259 defines it\n'

# What the keyring holds, asked of it by another program where there is one.
all_items() {
	if is_vault; then "$HELPER" list | grep -vxF '{}'; else secret-tool search --all profile default 2>&1; fi
}
count_items() {
	if is_vault; then all_items | grep -o '":"' | wc -l; else all_items | grep -c '^label = '; fi
}
stored() { # NAME SERVER USERNAME SECRET: just stored, silently; get gives it
	run store
	is "$1 is stored without output" "$status$(cat "$T/out" "$T/err")" 0
	printf '%s' "$2" > "$T/in"
	says "$1 is restored" 0 "{\"ServerURL\":\"$2\",\"Username\":\"$3\",\"Secret\":\"$4\"}\n" '' get
}
request() { # SERVER USERNAME SECRET: as JSON text
	printf '{"ServerURL":"%s","Username":"%s","Secret":"%s"}' "$1" "$2" "$3" > "$T/in"
}
refused() { # NAME SENTENCE, with the request in $T/in
	fails "$1" "$2" store
	is "nothing is stored: $1" "$(all_items)" ''
}

# ---- refused ----
for text in '' ' ' 'x' '{' '{}x' '{"ServerURL":"a"' '{"ServerURL":"a",}' '{"a":01}' '{"a":+1}' '{"a":.5}' '{"a":1.}' '{"a":1e}' '{"a":NaN}' '{"a":tru}' \
	"{'a':'b'}" '{"a":"b"}{' '{"a":"b"} {"c":"d"}' '{"a":"\x"}' '{"a":"\u12"}' '{"a":"\ud800"}' '{"a":"\ud800\u0041"}' '{"a":"\udc00"}' '{a:"b"}' '// x'; do
	printf '%s' "$text" > "$T/in"
	refused "no JSON: $text" "$no_json"
done
input '{"a":"\0377"}'
refused 'bytes that are not UTF-8' "$no_json"
input '{"a":"\0300\0200"}'
refused 'an overlong NUL' "$no_json"
input '\0357\0273\0277{"a":"b"}'
refused 'a byte order mark' "$no_json"
input '{"ServerURL":"'$H'","Username":"u","Secret":"a\nb"}'
refused 'a raw line break in a string' "$no_json"
input '{"ServerURL":"'$H'","Username":"u","Secret":"a\0b"}'
refused 'a NUL byte' "$no_json"
printf '{"ServerURL":"%s","Username":"u","Secret":"a\\u0000b"}' "$H" > "$T/in"
refused 'an escaped NUL' "$no_json"
{ head -c 33 /dev/zero | tr '\0' '['; head -c 33 /dev/zero | tr '\0' ']'; } > "$T/in"
refused '33 levels' "$no_json"
{ head -c 20000 /dev/zero | tr '\0' '['; } > "$T/in"
refused '20,000 levels' "$no_json"
for text in '[]' '"x"' 'null' 'true' '1'; do
	input "$text"
	refused "not an object: $text" 'the request is not a JSON object\n'
done
input '{"ServerURL":"'$H'","ServerURL":"'$H'","Username":"u","Secret":"s"}'
refused 'a member given twice' 'the request contains the same member twice: remove one of them\n'
input '{"ServerURL":"'$H'","serverurl":"evil.com","Username":"u","Secret":"s"}'
refused 'the same in another case' "the request contains the member 'ServerURL' twice\n"
input '{"ServerURL":"'$H'","Username":"u","Secret":"s","SECRET":"t"}'
refused 'also the secret' "the request contains the member 'Secret' twice\n"
for member in ServerURL Username Secret; do
	printf '{"ServerURL":"%s","Username":"u","Secret":"s"}' "$H" | sed "s/\"$member\":\"[^\"]*\"/\"$member\":7/" > "$T/in"
	refused "$member as a number" "the member '$member' of the request is not a string\n"
done
input '{"Username":"u","Secret":"s"}'
says 'no server URL' 1 "$NO_SERVER_URL" '' store
request '' u s
says 'an empty server URL' 1 "$NO_SERVER_URL" '' store
input '{"ServerURL":"'$H'","Secret":"s"}'
says 'no user name' 1 "$NO_USERNAME" '' store
input '{"ServerURL":"'$H'","Username":null,"Secret":"s"}'
says 'null is none' 1 "$NO_USERNAME" '' store
request "$H" u ''
refused 'an empty secret' 'the request has no Secret: the license ID is empty\n'
input '{"ServerURL":"'$H'","Username":"u"}'
refused 'no secret' 'the request has no Secret: the license ID is empty\n'
for secret in 'a b' ' a' 'a ' 'a\\nb' 'a\\tb' '\\u007f' 'a\\r' 'j\0303\0266rg' '\\u00e9'; do
	input '{"ServerURL":"'$H'","Username":"u","Secret":"'"$secret"'"}'
	refused "the secret $secret" 'the Secret is not a license ID: it contains a space, or bytes that are not printable ASCII\n'
done
request "$H" u "$(head -c 4097 /dev/zero | tr '\0' x)"
refused 'a secret of 4097 bytes' 'the Secret is longer than a license ID can be: 4096 bytes\n'
for name in 'a\\nb' 'a\\u0001b' 'a\\u007fb' 'a\\rb' 'a:b' ':' '<token>' '\\u003ctoken\\u003e'; do
	input '{"ServerURL":"'$H'","Username":"'$name'","Secret":"'$license'"}'
	run store
	is "the user name $name" "$status $(wc -l < "$T/out") $(wc -l < "$T/err")" '1 1 1'
	is "both streams say the same: $name" "docker-credential-replicated: $(cat "$T/out")" "$(cat "$T/err")"
	is "nothing is stored: the user name $name" "$(all_items)" ''
done
for key in registry.example.com "$H.evil.com" "$H:5000" "$H." ; do
	request "$key" u "$license"
	run store
	is "not ours: $key" "$status $(wc -l < "$T/out")" '1 1'
	absent "the license is not repeated: $key" "$license" "$T/out" "$T/err"
done
request registry.example.com u "$license"
refused 'a foreign host: the sentence says how to declare it' "'registry.example.com' is not a Replicated registry domain: if the software vendor's instructions name it as their custom domain, declare it with 'login --domain' or in REPLICATED_DOMAINS; the license is sent to every domain that is declared\n"
request "http://$H" u "$license"
refused 'http' "'$H' uses http: a license is stored only for https, or for a registry on this machine\n"
for key in "user@$H" "$H?x" "$H#x" "https://$H/%2e" "ftp://$H" " $H" "$H "; do
	request "$key" u "$license"
	refused "not a domain: '$key'" 'the server URL is not a registry domain: use host[:port] of a Replicated registry\n'
done
input '{"ServerURL":"'$H'\\nevil.com","Username":"u","Secret":"s"}'
refused 'a line break in the server URL' 'the server URL contains a control character\n'

# ---- taken ----
printf '{"ServerURL":"%s","Username":"alice","Secret":"%s"}\n' "$H" "$license" > "$T/in"
stored 'what docker login sends' "$H" alice "$license"
printf '\r\n\t {"secret" : "%s" ,\r\n "USERNAME":"bob", "Unknown":[1.5e3,{"x":[null,true,-0]}], "ServerUrl":"https://%s:443/v2/"}\r\n ' "$license" "$H" > "$T/in"
stored 'another order, case, spacing, unknown members' "$H" bob "$license"
printf '{"ServerURL":"%s","Username":"\\u006aane","Secret":"\\u003ca\\u003e\\u0026\\"\\\\\\/~"}' "$H" > "$T/in"
run store
input "$H"
says 'escapes are undone once, and made again' 0 "{\"ServerURL\":\"$H\",\"Username\":\"jane\",\"Secret\":\"<a>&\\\\\"\\\\\\\\/~\"}\n" '' get
input '{"ServerURL":"'$H'","Username":"j\0303\0266rg \0360\0237\0220\0263","Secret":"x"}'
stored 'a user name in Unicode, a secret of one byte' "$H" "$(printf 'j\303\266rg \360\237\220\263')" x
long=$(head -c 4096 /dev/zero | tr '\0' x)
request "$H" u "$long"
stored 'a secret of 4096 bytes' "$H" u "$long"
request "$H" "$license" "$license"
stored 'the license as user name' "$H" "$license" "$license"
if ! is_vault; then
	item_properties > "$T/properties" 2>&1
	check 'label and attributes of an item are as promised' grep -qF "'Replicated license for $H (default)'" "$T/properties"
	absent 'the license is in no attribute and no label' "$license" "$T/properties"
fi
is 'seven stores, one item' "$(count_items)" 1
input ''
says 'list shows another name for it' 0 "{\"$H\":\"LICENSE_ID\"}\n" '' list

! is_vault || done_testing # nobody else has items in a vault
# An item of somebody else with the same attributes stays as it is.
printf foreign-secret | secret-tool store --label=Foreign profile default server "$H" username u
printf other-secret | secret-tool store --label=Schema xdg:schema org.example.Other profile default server "$H" username v
request "$H" carol "$license"
stored 'next to items of other schemas' "$H" carol "$license"
is 'the other programs still have theirs' "$(secret-tool lookup profile default server "$H" username u) $(secret-tool lookup username v)" 'foreign-secret other-secret'
input "$H"
run erase
says 'no item is left' 1 "$NOT_FOUND" '' get
is 'erase leaves theirs alone' "$(secret-tool lookup profile default server "$H" username u) $(secret-tool lookup username v)" 'foreign-secret other-secret'
done_testing
