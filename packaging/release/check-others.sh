# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# check-others.sh - steps of check: the tarball for other systems, and what was built for another architecture

# The libraries that it does not bring, and no others of ours.
portable() {
	fresh_system portable && inside sh -c 'apt-get -q install -y --no-install-recommends "^libglib2[.]0-0(t64)?\$" "^libcurl4(t64)?\$" \
		libkeyutils1 libgcrypt20 libsystemd0 ca-certificates dbus-daemon gnome-keyring libglib2.0-bin' || return 1
	! inside sh -c 'dpkg -l libcjson1 libyaml-0-2 libsodium23 | grep ^ii' || return 1
	tar -xzf "dist/$name-$version-linux-amd64.tar.gz" -C "$system/root" || return 1
	cp packaging/demo "$system/root/"
	inside sh -c "/root/$name-$version-linux-amd64/install.sh && $name version && sh /root/demo installed &&
		echo pw | REPLICATED_KEYRING=vault $name vault init && { echo license | $name login --domain localhost:1 2>&1 | grep -F 'localhost:1: unreachable'; }
		/root/$name-$version-linux-amd64/install.sh --uninstall" || return 1
	nothing_left && thrown_away
}

# ---- arm64 ----

works_on_arm64() { # PROGRAM LIBEXEC
	inside sh -s "$1" "$2" "$name (licenses for the Replicated registries) $version" <<- 'SCRIPT'
		program=$1 libexec=$2 version=$3
		umask 077
		echo LicenseOfTheTest > /root/license
		on_arm64() { qemu-aarch64 "$program" "$@"; }
		is() { [ "$1" = "$2" ] || { echo "$1, not $2"; exit 1; }; }
		is "$(on_arm64 version)" "$version"
		on_arm64 --help | grep -i '^usage' || exit 1
		is "$(echo docker.io | on_arm64 get)" 'credentials not found in native keychain'
		export REPLICATED_LICENSE_ID_FILE=/root/license
		is "$(echo proxy.replicated.com | on_arm64 get)" \
			'{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"LicenseOfTheTest"}'
		# Its modules, and the program that talks to registries.
		set -- "$libexec/secret-service.so" "$libexec/vault.so" "$libexec/registry-check"
		for file; do
			qemu-aarch64 /lib/ld-linux-aarch64.so.1 --list "$file" > /root/libraries || exit 1
			! grep 'not found' /root/libraries || exit 1
		done
	SCRIPT
}
# By the emulator and the libraries of the system itself.
arm64() {
	fresh_system arm64 && inside sh -c 'dpkg --add-architecture arm64 && apt-get -q update' || return 1
	inside apt-get -q install -y --no-install-recommends qemu-user || { echo 'qemu-user cannot be installed'; return 77; }
	inside sh -c 'apt-get -q install -y --no-install-recommends "^libglib2[.]0-0(t64)?\$:arm64" "^libcurl4(t64)?\$:arm64" \
		libkeyutils1:arm64 libgcrypt20:arm64 libsystemd0:arm64' || return 1
	tar -xzf "dist/$name-$version-linux-arm64.tar.gz" -C "$system/root" && mv "$system/root/$name-$version-linux-arm64" "$system/root/portable" || return 1
	works_on_arm64 "/root/portable/bin/$name" "/root/portable/libexec/$name" || return 1
	cp "$(new_debs | grep '_arm64[.]deb$')" "$system/root/package.deb"
	inside apt-get -q install -y --no-install-recommends /root/package.deb && works_on_arm64 "/usr/bin/$name" "/usr/libexec/$name" || return 1
	thrown_away
}
