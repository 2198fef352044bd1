#!/bin/sh
# SPDX-License-Identifier: MIT
# `make install` and `make uninstall`: each file where it is wanted, and the program works from there.
. "${0%/*}/../lib.sh"
me=docker-credential-replicated

# By the name it was built under: another one would build it anew, below the tests that run meanwhile.
with_make() { # TARGET VARIABLE=value...
	make -C "$top" --no-print-directory -s BUILD="${build#"$top/"}" DEV="$(case $build in *dev) echo 1 ;; *) echo 0 ;; esac)" \
		"$@" > "$T/make.out" 2> "$T/make.err" || { cat "$T/make.out" "$T/make.err"; return 1; }
}
files_below() { # FOLDER
	(cd "$1" && find . ! -type d | sed 's/^\.//' | LC_ALL=C sort)
}
# What the program says with a keyring of its own, and by registry-check: both parts are found, or these fail.
answers() { # PROGRAM
	REPLICATED_KEYRING=vault "$1" list < /dev/null 2>&1
	echo license | "$1" login --domain localhost:1 2>&1
}
HELPER=$build/bin/$me
answers "$HELPER" > "$T/want"
check 'the answers name the vault' grep -q vault "$T/want"

# A system that has no libexec, and the folders of Debian's zsh.
with_make install DESTDIR="$T/arch" PREFIX=/usr LIBEXECDIR="/usr/lib/$me" ZSHDIR=/usr/share/zsh/vendor-completions
is 'parts below lib' "$(ls "$T/arch/usr/lib/$me" | tr '\n' ' ')" 'add-provider helm-plugin registry-check secret-service.so vault.so who-uses '
is "Helm's plugin, with its program" "$(stat -c '%a %n' "$T/arch/usr/lib/$me/helm-plugin"/* | sed 's|/.*/||')" '755 getter
644 plugin.yaml'
is 'it has the version of the program' "$(sed -n 's/^version: //p' "$T/arch/usr/lib/$me/helm-plugin/plugin.yaml")" \
	"$("$HELPER" version | sed 's/.* //; s/+.*//')"
is 'nothing below libexec' "$(find "$T/arch" -name libexec)" ''
is 'completions' "$(files_below "$T/arch" | grep -E 'complet|zsh|fish')" "/usr/share/bash-completion/completions/$me
/usr/share/fish/vendor_completions.d/$me.fish
/usr/share/zsh/vendor-completions/_$me"
is 'the program finds its parts below lib' "$(answers "$T/arch/usr/bin/$me")" "$(cat "$T/want")"

# Those below libexec come first, each part by itself.
mkdir -p "$T/arch/usr/libexec/$me"
echo 'no module' > "$T/arch/usr/libexec/$me/vault.so"
is 'a part below libexec comes first' \
	"$(REPLICATED_KEYRING=vault "$T/arch/usr/bin/$me" list < /dev/null 2> "$T/err" | grep -o "libexec/$me/vault.so")" "libexec/$me/vault.so"

# What uninstall leaves, and what it says: only where the program itself goes, not in a package's folder.
prefix=$T/prefix
with_make install PREFIX="$prefix"
mkdir -p "$prefix/bin" "$T/stub"
is 'who-uses is installed as an executable' "$(stat -c %a "$prefix/libexec/$me/who-uses")" 755
with_make uninstall PREFIX="$prefix"
is 'uninstall leaves no file' "$(files_below "$prefix")" ''
is 'uninstall leaves no folder of its own' "$(find "$prefix" -name "$me")" ''

# The accounts of the machine are those of the test, as far as uninstall sees.
if unshare -m true 2> "$T/which"; then
	with_make install PREFIX="$prefix"
	chmod 755 "$T"
	mkdir -p "$T/ann/.docker"
	echo '{"credHelpers":{"proxy.replicated.com":"replicated"}}' > "$T/ann/.docker/config.json"
	ln -s "$me" "$prefix/bin/$me-acme"
	echo "ann:x:12001:12001::$T/ann:/bin/sh" > "$T/passwd"
	unshare -m sh -c 'mount --bind "$1" /etc/passwd && shift && exec "$@"' sh "$T/passwd" \
		make -C "$top" --no-print-directory -s uninstall PREFIX="$prefix" > "$T/out" 2> "$T/err"
	is 'uninstall says which file still uses it' "$? $(cat "$T/out" "$T/err")" "0 docker-credential-replicated: \
'$T/ann/.docker/config.json' still uses this helper: remove the lines that say \"replicated\", or install \
docker-credential-replicated again and run 'docker-credential-replicated configure --remove' as 'ann' (for \"replicated-PROFILE\" with '-p PROFILE')
docker-credential-replicated: '$prefix/bin/$me-acme' is a link to this helper: remove it"
else
	skip 'uninstall says which file still uses it' 'needs root and mount namespaces, to have accounts of its own'
fi
is 'uninstall below DESTDIR does not ask' "$(with_make uninstall DESTDIR="$T/arch" PREFIX=/usr LIBEXECDIR="/usr/lib/$me" \
	ZSHDIR=/usr/share/zsh/vendor-completions; cat "$T/make.out" "$T/make.err")" ''
done_testing
