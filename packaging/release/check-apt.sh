# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# check-apt.sh - steps of check: the Debian packages, from an apt repository

# ---- 0.1.0 ----

build_old() {
	# It does not matter here what a newer lintian says about it.
	old=$here/build/release-0.1.0/$suite
	! ls "$old"/*.deb 2> /dev/null || return 0
	fresh_system old || return 1
	git -c safe.directory='*' clone -q "$here" "$system/root/tree" &&
		git -C "$system/root/tree" -c advice.detachedHead=false checkout -q "$old_commit" || return 1
	inside sh -c 'cd /root/tree && cp -r packaging/debian debian && apt-get -q build-dep -y ./ && rm -r debian &&
		apt-get -q install -y --no-install-recommends make git lintian && { make deb; ls dist/*.deb; }' || return 1
	mkdir -p "$old"
	cp "$system/root/tree/dist/"*.deb "$old/"
	thrown_away
}

# ---- the repository ----

new_debs() {
	case $suite in
	bookworm) ls dist/"${name}_$version"+deb12u1_*.deb ;;
	trixie) ls dist/"${name}_$version"+deb13u1_*.deb ;;
	*) ls dist/"${name}_$version~${suite}"_*.deb ;;
	esac
}
# Serves the repository as it is now.
publish() { # FOLDER
	rm -rf "$T/www/debian"
	cp -r "$1" "$T/www/debian"
	rm -rf "$T/www/debian/.reprepro"
}
make_repositories() {
	key=$(key_of right) && wrong=$(key_of wrong) || return 1
	packaging/apt/add-to-repository "$T/repository" "$key" "$suite" "$here/build/release-0.1.0/$suite"/*.deb || return 1
	cp -r "$T/repository" "$T/repository-0.1.0"
	# shellcheck disable=SC2046 # a list of names without blanks
	packaging/apt/add-to-repository "$T/repository" "$key" "$suite" $(new_debs) || return 1
	packaging/apt/add-to-repository "$T/repository-wrong" "$wrong" "$suite" "$here/build/release-0.1.0/$suite"/*.deb || return 1
	cp -r "$T/repository" "$T/repository-expired"
	# As it was signed two months ago.
	faketime -f '-60d' packaging/apt/add-to-repository "$T/repository-expired" "$key" "$suite" || return 1
	cp -r "$T/repository" "$T/repository-changed"
	packages=$T/repository-changed/dists/$suite/main/binary-amd64/Packages
	sed -i 's/^Version: .*/Version: 99.0/' "$packages"
	gzip -9 -n -c "$packages" > "$packages.gz"
}
# As README.md of packaging/apt says. Bare systems ignore the date of a mirror; here it counts.
add_repository() {
	publish "$T/repository-0.1.0"
	mkdir -p "$system/etc/apt/keyrings"
	cp "$T/repository/$name.asc" "$system/etc/apt/keyrings/"
	sed -e "s|^URIs:.*|URIs: http://127.0.0.1:$port/debian|" -e "s|^Suites:.*|Suites: $suite|" "packaging/apt/$name.sources" \
		> "$system/etc/apt/sources.list.d/$name.sources"
	echo 'Check-Valid-Until: yes' >> "$system/etc/apt/sources.list.d/$name.sources"
	echo 'Acquire::http::Proxy::127.0.0.1 "DIRECT";' > "$system/etc/apt/apt.conf.d/99-loopback"
	inside apt-get -q update && inside apt-cache policy "$name" | grep 'Candidate: 0.1.0'
}
update() {
	inside apt-get -q update -o Dir::Etc::SourceList=/dev/null -o APT::Get::List-Cleanup=0 > "$T/update.log" 2>&1
	status=$?
	cat "$T/update.log"
	return "$status"
}
# apt says so, by its exit status or, where it continues with the index that it has, in a warning; no other version is
# offered.
refuses() { # FOLDER TEXT
	publish "$1"
	before=$(inside apt-cache policy "$name")
	update
	grep -E "$2" "$T/update.log" && [ "$(inside apt-cache policy "$name")" = "$before" ]
}
# Where nothing is known yet, so that nothing can be kept either.
refuse_wrong_key() {
	add_repository || return 1
	rm -f "$system/var/lib/apt/lists/127.0.0.1"*
	publish "$T/repository-wrong"
	! inside apt-get -q update > "$T/update.log" 2>&1
	cat "$T/update.log"
	grep -E 'NO_PUBKEY|not signed|Missing key' "$T/update.log" || return 1
	inside apt-get -q install -y "$name" > "$T/install.log" 2>&1 && { echo 'installed'; return 1; }
	cat "$T/install.log"
	! inside dpkg -s "$name"
}
ignores_older() {
	publish "$T/repository-0.1.0"
	update && inside apt-cache policy "$name" | grep "Candidate: $version"
}
# With a gnome-keyring of root; a copy of it has no file capability, which a container may not grant.
in_a_keyring() { # SHELL-COMMAND
	inside dbus-run-session -- sh -c 'cp /usr/bin/gnome-keyring-daemon /root/ &&
		printf pw | /root/gnome-keyring-daemon --unlock --components=secrets > /root/keyring.log 2>&1
		gdbus wait --session --timeout 10 org.freedesktop.secrets && eval "$1"' sh "$1"
}
install_old() {
	inside apt-get -q install -y --no-install-recommends "$name" dbus-daemon gnome-keyring libglib2.0-bin || return 1
	inside "$name" version | grep ' 0\.1\.0$' || return 1
	in_a_keyring "echo '{\"ServerURL\":\"proxy.replicated.com\",\"Username\":\"LICENSE_ID\",\"Secret\":\"LicenseOf0.1.0\"}' | $name store"
}
upgrade() {
	publish "$T/repository"
	update && inside apt-get -q upgrade -y && inside "$name" version | grep " $version\$" &&
		! inside find /etc/systemd/user -name "$name*" | grep . || return 1
	# What 0.1.0 stored is still there.
	in_a_keyring "echo proxy.replicated.com | $name get" | grep -F '"Secret":"LicenseOf0.1.0"'
}
demo() {
	cp packaging/demo "$system/root/" && inside sh /root/demo installed
}
# A client that still uses the helper is said; nothing is left.
remove_and_purge() {
	mkdir -p "$system/root/.docker"
	echo '{"credHelpers":{"proxy.replicated.com":"replicated"}}' > "$system/root/.docker/config.json"
	inside apt-get -q remove -y "$name" > "$T/remove.log" 2>&1 || return 1
	cat "$T/remove.log"
	grep -F "'/root/.docker/config.json' still uses this helper" "$T/remove.log" || return 1
	inside apt-get -q purge -y "$name" || return 1
	nothing_left
}
