#!/bin/sh
# SPDX-License-Identifier: MIT
# What people paste for a license ID, and where it may come from: the stored license is the bare ID.
. "${0%/*}/../lib.sh"
in_keyring "$@"

me=docker-credential-replicated
license=1vusOokxAVp1tkRGuyxnF23PJcq
H=proxy.replicated.com
answer="{\"ServerURL\":\"$H\",\"Username\":\"LICENSE_ID\",\"Secret\":\"$license\"}\\n"
yaml="apiVersion: kots.io/v1beta1\nkind: License\nspec:\n  licenseID: $license\n  appSlug: my-app\n"
keeps_the_id() { # NAME [ARGUMENT...]
	name=$1
	shift
	run login --no-check --domain "$H" "$@"
	is "$name: stored" "$status" 0
	printf %s "$H" > "$T/in"
	says "$name: the bare ID" 0 "$answer" '' get
	"$HELPER" logout > "$T/logout.log" 2>&1
}
for text in "  $license \t\n" "\0357\0273\0277$license\r\n" "\"$license\"\n" "'$license'" "licenseID: $license\n" \
	"licenseID: \"$license\"" "\"licenseID\": \"$license\",\n" "License ID:  $license\n" "LICENSE_ID=$license\n" \
	"\0302\0240$license\0302\0240\n" "\0342\0200\0213$license\n" "\0342\0200\0234$license\0342\0200\0235" "\`$license\`\n" \
	"<$license>\n" "License: \0342\0200\0230$license\0342\0200\0231\0302\0240" \
	"export REPLICATED_LICENSE_ID='$license'\n" "'$license';\n" "$yaml" "\0357\0273\0277$yaml"; do
	input "$text"
	keeps_the_id "standard input: $text"
	input "$text"
	keeps_the_id "--license-file -: $text" --license-file -
done
printf '%b' "$yaml" > "$T/license.yaml"
input ''
bash -c "$me login --no-check --domain $H --license-file <(cat '$T/license.yaml')" > "$T/out" 2> "$T/err" < /dev/null
is '--license-file <(…)' "$? $(grep -c 'clear text' "$T/err")" '0 0'
printf %s "$H" > "$T/in"
says '--license-file <(…): the ID' 0 "$answer" '' get
bash -c "sleep 0.3; head -c 70000 /dev/zero" | bash -c "$me login --no-check --license-file -" > "$T/out" 2> "$T/err"
is 'endless standard input' "$(cat "$T/err")" "$me: standard input is larger than 65536 bytes"

input '******\n'
says 'a license that is hidden' 1 '' \
	"$me: standard input contains only asterisks: copy the license ID from a page that shows it\n" login --no-check
for word in word: "$license:" '"word":'; do
	input "$word\n"
	says "a word with a colon is not a license ID: $word" 1 '' "$me: standard input is not a Replicated license: give a license \
with 'kind: License', or just the license ID\n" login --no-check
done

# ---- a file that still holds the license ----
for mode in 600 640 604 644; do
	chmod "$mode" "$T/license.yaml"
	run login --no-check --license-file "$T/license.yaml"
	others=
	[ "$mode" = 600 ] || others=', and other users can read it'
	is "a file of mode $mode is named" "$(tail -1 "$T/err")" \
		"$me: the license is still in plain text in '$T/license.yaml'$others: remove the file if you no longer need it"
done
cat > "$T/read-only" <<'EOF'
mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 3
docker-credential-replicated login --no-check --license-file "$1/license.yaml"
EOF
mkdir "$T/mount"
cp -p "$T/license.yaml" "$T/mount/"
if unshare -m true 2> "$T/err"; then
	unshare -m sh "$T/read-only" "$T/mount" > "$T/out" 2> "$T/err" < /dev/null
	is 'on a read-only mount nobody can remove it' "$(tail -1 "$T/err")" \
		"$me: the license is still in plain text in '$T/mount/license.yaml', and other users can read it"
else
	skip 'a license file on a read-only mount' 'no mount namespace on this machine'
fi
for option in license license-id password license_id licenseID LICENSE licence replicated-license-id token secret pass; do
	for arguments in "--$option $license" "--$option=$license"; do
		# shellcheck disable=SC2086 # words
		run login $arguments
		is "login $arguments" "$status $(grep -c "in your shell's history" "$T/err")" '2 1'
		absent "login --$option: the license is not repeated" "$license" "$T/out" "$T/err"
	done
done

# ---- typed in place of another word: never repeated, in no case of its letters ----
typed() { # NAME STATUS SENTENCE ARGUMENT...
	typed_name=$1 want=$2 sentence=$3
	shift 3
	run "$@"
	is "$typed_name" "$status $(tail -n 1 "$T/err")" "$want $me: $sentence"
	tr '[:upper:]' '[:lower:]' < "$T/out" > "$T/lower"
	tr '[:upper:]' '[:lower:]' < "$T/err" >> "$T/lower"
	absent "$typed_name: the license is not repeated" "$(printf '%s' "$license" | tr '[:upper:]' '[:lower:]')" "$T/lower"
}
hidden="'a word as long as a license, not shown'"
foreign="$hidden is not a Replicated registry domain: if the software vendor's instructions name it as their custom domain, declare it with 'login --domain' or in REPLICATED_DOMAINS; the license is sent to every domain that is declared"
typed 'a domain' 1 "$foreign" dockerconfigjson --domain "$license"
typed 'a domain with a port' 1 "${foreign%%\'* is not*}'a word as long as a license, not shown:8443' is not${foreign#* is not}" dockerconfigjson --domain="$license:8443"
typed 'a domain of a client' 1 "$foreign" configure --client docker --domain "$license"
not_an_image() { printf "%s is not an image reference: the path component %s is not lower-case letters and digits, separated by '.', '_', '__' or '-'" "$1" "$2"; }
typed 'an image' 1 "$(not_an_image "$hidden" "$hidden")" image --reverse "$license"
typed 'an image with a tag' 1 "$(not_an_image "'a word as long as a license, not shown:1.0'" "$hidden")" image --app my-app "$license:1.0"
typed 'a registry with an image' 2 "$(not_an_image "'a word as long as a license, not shown/x:1'" "$hidden")" check "$license/x:1"
typed 'a source command' 1 "the source command $hidden was not found on PATH: install it, or correct [source] command= in the config file" login --source-command "$license"
typed 'a license file' 1 'cannot open the license file: No such file or directory' login --license-file "$license"
typed 'a chart' 1 "cannot open the values file $hidden: No such file or directory" values --app my-app --registry quay.io "$license"
typed 'a host of Terraform' 1 "$hidden is not a Replicated registry or a custom domain: to keep its token in another credentials helper, write in Terraform's configuration: credentials_helper \"replicated\" { args = [\"--else=NAME\"] }" terraform-credentials store "$license"
typed 'a verb, as an option' 1 "unknown action: a word as long as a license, not shown" "--$license=x"
# What is not one is shown.
typed 'a long name without digits' 1 "'a-registry-of-a-very-long-name' is not${foreign#* is not}" dockerconfigjson --domain a-registry-of-a-very-long-name
printf '%b' "$yaml" > "$T/my-License-of-a-very-long-name-2"
(cd "$T" && "$HELPER" login --no-check --license-file my-License-of-a-very-long-name-2) > "$T/out" 2> "$T/err" < /dev/null
is 'the name of a file' "$(grep -c "in 'my-License-of-a-very-long-name-2'" "$T/err")" 1
done_testing
