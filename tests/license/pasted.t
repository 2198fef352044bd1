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

# ---- a file that still holds the license ----
for mode in 600 644; do
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
done_testing
