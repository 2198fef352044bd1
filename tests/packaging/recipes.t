#!/bin/sh
# SPDX-License-Identifier: MIT
# The recipes of Arch and Alpine: what they build and where it goes, with the build that is there, and the checksums
# that `make dist` writes into them.
. "${0%/*}/../lib.sh"
me=docker-credential-replicated
version=$(sed -n 's/^VERSION *:= *//p' "$top/Makefile")

# recipe NAME SHELL FILE: its functions, each as its build system calls it, into $T/NAME
recipe() {
	recipe=$1
	mkdir -p "$T/src-$recipe"
	ln -s "$top" "$T/src-$recipe/$me-$version"
	# abuild begins in the source's folder, makepkg above it.
	folder=$T/src-$recipe
	[ "$recipe" = arch ] || folder=$folder/$me-$version
	check "$recipe: build, check and package" env -u MAKEFLAGS BUILD="${build#"$top/"}" \
		DEV="$(case $build in *dev) echo 1 ;; *) echo 0 ;; esac)" "$2" -ec "cd '$folder'
		pkgdir='$T/$recipe'
		. '$3'
		case \$pkgver in $version) ;; *) exit 1 ;; esac
		cd '$folder' && build
		cd '$folder' && check
		cd '$folder' && package"
	rm "$T/src-$recipe/$me-$version"
	is "$recipe: nothing below libexec" "$(cd "$T/$recipe" && find . -name libexec)" ''
	is "$recipe: the parts" "$(ls "$T/$recipe/usr/lib/$me" 2>&1 | tr '\n' ' ')" 'add-provider helm-plugin registry-check secret-service.so vault.so who-uses '
	is "$recipe: the program finds them" \
		"$(REPLICATED_KEYRING=vault "$T/$recipe/usr/bin/$me" list < /dev/null 2> "$T/err" | grep -o 'no vault')" 'no vault'
}

if command -v bash > "$T/which"; then
	recipe arch bash "$top/packaging/arch/PKGBUILD"
	is 'arch: the license' "$(ls "$T/arch/usr/share/licenses/$me")" LICENSE
	is 'arch: the units' "$(ls "$T/arch/usr/lib/systemd/user" | tr '\n' ' ')" "$me.socket $me@.service "
else
	skip arch 'no bash on this machine'
fi
recipe alpine sh "$top/packaging/alpine/APKBUILD"
is 'alpine: no units of systemd' "$(ls "$T/alpine/usr/lib")" "$me"
for shell in bash zsh fish; do
	check "alpine: completions for $shell are a package" grep -q "^subpackages=.*\$pkgname-$shell-completion" "$top/packaging/alpine/APKBUILD"
done

# In a copy, whose dist/ is nobody's.
mkdir "$T/copy"
(cd "$top" && tar -c --exclude=./.git --exclude='./build*' --exclude=./dist .) | tar -x -C "$T/copy"
(cd "$T/copy" && env -u MAKEFLAGS make -s dist) > "$T/out" 2> "$T/err"
is 'make dist' "$? $(cat "$T/err")" '0 '
is 'arch: the checksum of the tarball' "$(sed -n "s/^sha256sums=('\(.*\)')/\1  $me-$version.tar.gz/p" "$T/copy/dist/PKGBUILD")" \
	"$(cd "$T/copy/dist" && sha256sum "$me-$version.tar.gz")"
is 'alpine: the checksum of the tarball' "$(sed -n 's/^sha512sums="\(.*\)"/\1/p' "$T/copy/dist/APKBUILD")" \
	"$(cd "$T/copy/dist" && sha512sum "$me-$version.tar.gz")"
done_testing
