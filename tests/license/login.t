#!/bin/sh
# SPDX-License-Identifier: MIT
# login: where the license comes from, what is stored, and that bad input stores nothing.
. "${0%/*}/../lib.sh"
in_keyring "$@"

license=1vusOokxAVp1tkRGuyxnF23PJcq
other=2vusOokxAVp1tkRGuyxnF23PJcq
me=docker-credential-replicated
config=$XDG_CONFIG_HOME/docker-credential-replicated/config
both='{"proxy.replicated.com":"LICENSE_ID","registry.replicated.com":"LICENSE_ID"}\n'

# said DOMAINS [PROFILE]: what login says after it stored
still_there="$me: the license is still in plain text in '$T/license': remove the file if you no longer need it\\n"
said() {
	printf '%s' "$me: stored the license for $1 (profile '${2:-default}')\\n"
	printf '%s' "$me: next: run '$me configure${2:+ -p $2}', so that docker, podman and helm use it\\n"
}
# gives NAME DOMAIN SECRET [PROFILE [USER]]: what get answers now
gives() {
	input "$2"
	says "$1" 0 "{\"ServerURL\":\"$2\",\"Username\":\"${5:-LICENSE_ID}\",\"Secret\":\"$3\"}\\n" '' ${4:+-p "$4"} get
}
nothing_is_stored() {
	if is_vault; then
		is "nothing is stored: $1" "$(XDG_CONFIG_HOME=$T/none "$HELPER" list)" '{}'
	else
		is "nothing is stored: $1" "$(secret-tool search --all xdg:schema com.replicated.License 2>&1)" ''
	fi
}
# refused NAME STATUS SENTENCE ARGUMENT...: login says so, and stores nothing
refused() {
	refused_name=$1 refused_status=$2 sentence=$3
	shift 3
	says "$refused_name" "$refused_status" '' "$me: $sentence\\n" login --no-check "$@"
	nothing_is_stored "$refused_name"
}

# ---- bad input ----
only_ascii='the license ID in standard input contains a space, or bytes that are not printable ASCII: copy it again'
input ''
refused 'no line at all' 1 'standard input is empty'
input '\n'
refused 'an empty line' 1 'standard input is empty'
input '  \n'
refused 'two blanks' 1 'standard input is empty'
input 'a b c\n'
refused 'three words' 1 "$only_ascii"
input 'abc\tdef\n'
refused 'a control byte' 1 "$only_ascii"
input 'abc\0def\n'
refused 'a NUL byte' 1 "$only_ascii"
input 'abc\rdef\n'
refused 'a lone CR' 1 "$only_ascii"
input 'abc\0351\n'
refused 'what is not ASCII' 1 "$only_ascii"
input 'one\ntwo\n'
refused 'two lines' 1 "standard input is not a Replicated license: give a license with 'kind: License', or just the license ID"
head -c 4097 /dev/zero | tr '\0' x > "$T/in"
refused '4097 bytes' 1 'the license ID in standard input is longer than 4096 bytes'

input "$license"
refused 'a license as an argument' 2 "a license is never taken from the command line, where others can read it: type it when asked, write it to standard input, or give its file with '--license-file'" "$license"
absent 'is not repeated' "$license" "$T/out" "$T/err"
refused 'a profile name' 2 'the value of -p is not a valid profile name: use 1 to 32 lower-case letters, digits and dashes, not starting with a dash' -p "Not/Valid"
for domain in https://proxy.replicated.com proxy.replicated.com/ 'a b' '' 'user@proxy.replicated.com' 'x:0443'; do
	refused "the domain '$domain'" 2 "'--domain' requires host[:port], without scheme or path" --domain "$domain"
done
refused 'an app slug' 2 "'--app' requires an app slug: at most 128 lower-case letters and digits, separated by '-', '.' or '_'" --app Not/A/Slug
refused 'a user name with a colon' 2 'the user name contains a colon, which separates it from the license: use another one' -u a:b
refused 'an empty user name' 2 "'--username' requires a name: leave it out for LICENSE_ID" -u ''
refused 'the user name <token>' 2 "the user name '<token>' would make clients use the license as a refresh token: log in with another name, such as LICENSE_ID" --username='<token>'
refused 'a keyring that is none' 2 "'--keyring' requires 'secret-service' or 'vault'" --keyring kwallet
refused 'an abbreviated option' 2 "there is no option '--license': a license does not belong on a command line, where other users can see it; if you typed one, it is now in your shell's history: remove it there, then run '$me login' and type it when asked" --license "$license"
absent 'its value is not repeated' "$license" "$T/out" "$T/err"

file=$T/license
refused_file() { # NAME SENTENCE
	refused "a license file $1" 1 "$2" --license-file "$file"
}
refused_file 'that is not there' 'cannot open the license file: No such file or directory'
mkdir "$file"
refused_file 'that is a directory' 'the license file is a directory, not a file'
rmdir "$file"
mkfifo "$file"
refused_file 'that is a FIFO' 'the license file is not a regular file'
rm "$file"
: > "$file"
refused_file 'that is empty' 'the license file is empty'
head -c 1048576 /dev/zero | tr '\0' x > "$file"
refused_file 'of 1 MB' 'the license file is larger than 65536 bytes'
printf 'a: [b\n' > "$file"
refused_file 'that is not YAML' "the license file is not YAML: did not find expected ',' or ']'"
printf 'apiVersion: v1\nkind: Secret\n' > "$file"
refused_file 'of another kind' "the license file is not a Replicated license: give a license with 'kind: License', or just the license ID"
printf 'kind: License\nspec:\n  appSlug: a\n' > "$file"
refused_file 'without licenseID' 'the license file has no spec.licenseID: download the license again'
printf 'kind: License\nspec:\n  licenseID: &a %s\n  appSlug: *a\n' "$license" > "$file"
refused_file 'with an alias' 'the license file contains an alias or a merge key: replace it with the value itself'
absent 'no license in an error' "$license" "$T/out" "$T/err"

mkdir -p "${config%/*}"
input "$license"
printf 'no key file\n' > "$config"
refused 'a damaged config file' 1 "the config file '$config' is damaged (a line is not '[group]', 'key=value' or '# comment'): fix or remove it" --domain registry.acme.example
is 'is not overwritten' "$(cat "$config")" 'no key file'
printf '[domains]\nextra=registry.acme.example;https://x/\n' > "$config"
refused 'a config file with no domain in it' 1 "the config file '$config' contains 'https://x/', which is not a registry domain: correct 'extra=' in it" --domain b.acme.example
rm -r "${config%/*}"
: > "${config%/*}"
refused 'a config folder that cannot be written' 1 "cannot write the config file '$config': Not a directory" --domain registry.acme.example
rm "${config%/*}"

# ---- what is stored ----
input "$license\r\n"
says 'a line of standard input' 0 '' "$(said 'proxy.replicated.com, registry.replicated.com')" login --no-check
says 'two domains' 0 "$both" '' list
gives 'the license comes back' proxy.replicated.com "$license"
check 'no config file is needed for them' test ! -e "$config"

head -c 4096 /dev/zero | tr '\0' y > "$T/in"
says 'the longest license' 0 '' "$(said proxy.replicated.com long)" login --no-check -p long --domain proxy.replicated.com
gives 'the longest license comes back' proxy.replicated.com "$(head -c 4096 /dev/zero | tr '\0' y)" long

printf '%s\n' "$other" > "$file"
chmod 600 "$file"
says 'a file with just the ID, another profile' 0 '' "$(said 'proxy.replicated.com, registry.replicated.com' acme)$still_there" \
	login --no-check -p acme --license-file "$file" -u kim@acme.example
gives 'the profile gives its own' proxy.replicated.com "$other" acme kim@acme.example
gives 'the default profile is unchanged' proxy.replicated.com "$license"

cat > "$file" << END
apiVersion: kots.io/v1beta2
kind: License
metadata: {name: acme}
spec:
  licenseID: $license
  appSlug: my-app
  endpoint: https://replicated.app
  channels:
  - {channelName: Stable, replicatedProxyDomain: images.acme.example}
END
says 'a license file with a proxy domain' 0 '' "$(said 'images.acme.example, registry.replicated.com' yaml)$still_there" \
	login --no-check -p yaml --license-file "$file"
is 'the custom domain is remembered' "$(cat "$config")" '[domains]
extra=images.acme.example;'
is 'in a file of this program' "$(stat -c %a "$config" "${config%/*}" | tr '\n' ' ')" '600 700 '
gives 'and is accepted from then on' images.acme.example "$license" yaml
is_vault || is 'its app is kept with it' "$(secret-tool search --all profile yaml app my-app 2>&1 | grep -c '^attribute.server = images.acme.example')" 1
is_vault || is 'but not with the registry' "$(secret-tool search --all profile yaml server registry.replicated.com 2>&1 | grep -c 'attribute.app')" 0

says "--app is used instead of the file's app" 0 '' "$(said 'images.acme.example, registry.replicated.com' yaml)$still_there" \
	login --no-check -p yaml --license-file "$file" --app another-app
run dockerconfigjson -p yaml --app-keys -o json
is 'which no key names then' "$status $(grep -o '"[^"]*/proxy/[^"]*"' "$T/out")" '0 "images.acme.example/proxy/another-app"'

printf 'kind: License\nspec: {licenseID: %s, endpoint: "https://staging.replicated.app"}\n' "$license" > "$file"
says 'a staging license' 0 '' "$(said 'proxy.staging.replicated.com, registry.staging.replicated.com' staging)$still_there" \
	login --no-check --profile=staging --license-file="$file"

printf '# mine\n\n[future]\nkey=value\n\n[domains]\n# why\nextra=images.acme.example;\nother=1\n' > "$config"
chmod 644 "$config"
input "$license\n"
says 'only the named domains' 0 '' "$(said '[::1]:5000, reg.acme.example:8443' own)" \
	login --no-check -p own --domain '[::1]:5000' --domain Reg.Acme.example:8443 --domain reg.acme.example:8443
is 'a config file that others can read is closed to them' "$(stat -c %a "$config")" 600
is 'unknown groups, keys and comments stay' "$(cat "$config")" '# mine

[future]
key=value

[domains]
# why
extra=images.acme.example;[::1]:5000;reg.acme.example:8443;
other=1'

# ---- the user name is the license ----
input "$license\n"
says 'the license as user name' 0 '' "$(said proxy.replicated.com same)" login --no-check -p same -u "$license" --domain proxy.replicated.com
gives 'is returned unchanged' proxy.replicated.com "$license" same "$license"
is_vault || is 'and stands in no attribute or label' "$(secret-tool search --all profile same 2>&1 | grep -v '^secret' | grep -c "$license")" 0

# ---- several at once ----
for i in 1 2 3 4 5 6; do
	echo "$license" | "$me" login --no-check -p "p$i" --domain "d$i.acme.example" > "$T/parallel.$i" 2>&1 &
	jobs="${jobs-} $!"
done
for job in $jobs; do wait "$job"; done
is 'no domain is lost' "$(grep -o 'd[1-6]\.acme\.example' "$config" | sort | tr '\n' ' ')" \
	'd1.acme.example d2.acme.example d3.acme.example d4.acme.example d5.acme.example d6.acme.example '
is 'nothing is left of the lock' "$(ls "${config%/*}")" config

# ---- locked ----
lock_keyring
input "$other\n"
says 'a locked keyring' 1 '' "$me: $LOCKED" login --no-check
input "$other\n"
says 'and nothing is remembered' 1 '' "$me: $LOCKED" login --no-check --domain new.acme.example
is 'in the config file' "$(grep -c new.acme.example "$config")" 0
done_testing
