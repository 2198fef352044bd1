#!/bin/sh
# SPDX-License-Identifier: MIT
#
# install.sh [--uninstall] - copies the files of this folder below PREFIX (/usr/local), below DESTDIR if it is set
#
# It copies and does nothing else: no package is installed, no service is started, no configuration is changed. The
# list of what it copies is the file "files" here; --uninstall removes exactly these. The programs require glib 2.74,
# libgcrypt 1.10, libsystemd and libcurl 7.88 or newer, and glibc 2.36.
set -eu
cd "$(dirname "$0")"
PREFIX=${PREFIX:-/usr/local} DESTDIR=${DESTDIR-}
name=docker-credential-replicated
case $PREFIX in
/*) ;;
*)
	echo "install.sh: PREFIX is not an absolute path: $PREFIX" >&2
	exit 2
	;;
esac

case ${1-} in
'')
	while read -r file; do
		if [ -x "$file" ]; then mode=755; else mode=644; fi
		target=$DESTDIR$PREFIX/$file
		mkdir -p "${target%/*}"
		# A program that runs now is replaced, not written to.
		cp "$file" "$target.new"
		case $file in
		# The unit contains the name of the program.
		*.service) sed "s|/usr/local/bin/|$PREFIX/bin/|" "$file" > "$target.new" ;;
		esac
		chmod "$mode" "$target.new"
		mv -f "$target.new" "$target"
	done < files
	;;
--uninstall)
	# Says which clients still use it.
	[ -n "$DESTDIR" ] || [ ! -x "$PREFIX/libexec/$name/who-uses" ] || "$PREFIX/libexec/$name/who-uses"
	while read -r file; do rm -f "$DESTDIR$PREFIX/$file"; done < files
	for folder in "libexec/$name" "share/doc/$name"; do
		[ ! -d "$DESTDIR$PREFIX/$folder" ] || find "$DESTDIR$PREFIX/$folder" -depth -type d -empty -exec rmdir {} \;
	done
	;;
*)
	echo "usage: [PREFIX=/usr/local] [DESTDIR=] ${0##*/} [--uninstall]" >&2
	exit 2
	;;
esac
