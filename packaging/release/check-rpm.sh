# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# check-rpm.sh - steps of check: the RPM package, alone and from a repository for dnf

rpm_package() {
	fresh_system rpm && inside apt-get -q install -y --no-install-recommends rpm &&
		cp "dist/$name-$version-1.x86_64.rpm" "$system/root/package.rpm" || return 1
	# Debian's rpm knows of no installed packages, so what the package requires is installed by apt.
	inside sh -c 'apt-get -q install -y --no-install-recommends libcjson1 libyaml-0-2 libsodium23 "^libcurl4(t64)?\$" "^libglib2[.]0-0(t64)?\$" libkeyutils1' &&
		inside sh -c "rpm --install --nodeps /root/package.rpm && rpm --verify --nodeps $name && $name version" || return 1
	mkdir -p "$system/root/.docker"
	echo '{"credHelpers":{"proxy.replicated.com":"replicated"}}' > "$system/root/.docker/config.json"
	inside rpm --erase "$name" > "$T/remove.log" 2>&1
	cat "$T/remove.log"
	grep -F "'/root/.docker/config.json' still uses this helper" "$T/remove.log" && nothing_left && thrown_away
}

# ---- dnf ----

empty_rpm() { # NAME VERSION: a package without files, that provides what standard input lists
	mkdir -p "$T/rpmbuild"
	{
		printf 'Name: %s\nVersion: %s\nRelease: 1\nSummary: Test\nLicense: MIT\nBuildArch: noarch\n' "$1" "$2"
		sed 's/^/Provides: /'
		printf '%%description\nTest.\n%%files\n'
	} > "$T/rpmbuild/$1.spec"
	rpmbuild --quiet --define "_topdir $T/rpmbuild" -bb "$T/rpmbuild/$1.spec"
}
# No RPM package of Debian has what the package requires, so one of the test has it. All suites have the same.
make_rpm_repositories() {
	[ ! -d "$T/rpm" ] || return 0
	set -- "dist/$name-$version-1.x86_64.rpm" "$T/rpmbuild/RPMS/noarch/distribution-1-1.noarch.rpm"
	key=$(key_of right) && wrong=$(key_of wrong) || return 1
	rpm -qp --requires "$1" | grep -v '^rpmlib(' | sort -u | empty_rpm distribution 1 || return 1
	empty_rpm "$name" 0.1.0 < /dev/null || return 1
	packaging/rpm/add-to-repository "$T/rpm-0.1.0" "$key" "$T/rpmbuild/RPMS/noarch/$name-0.1.0-1.noarch.rpm" || return 1
	packaging/rpm/add-to-repository "$T/rpm-other-key" "$wrong" "$@" || return 1
	# The index is signed again, and what it lists is not.
	cp -r "$T/rpm-other-key" "$T/rpm-other-package"
	packaging/rpm/add-to-repository "$T/rpm-other-package" "$key" || return 1
	packaging/rpm/add-to-repository "$T/rpm" "$key" "$@" || return 1
	cp -r "$T/rpm" "$T/rpm-changed-index"
	echo '<!-- -->' >> "$T/rpm-changed-index/repodata/repomd.xml"
	cp -r "$T/rpm" "$T/rpm-changed-package"
	# Its length is the same.
	printf changed | dd of="$T/rpm-changed-package/${1##*/}" bs=1 seek=100000 conv=notrunc
}
publish_rpm() { # FOLDER
	rm -rf "$T/www/rpm"
	cp -r "$1" "$T/www/rpm"
}
with_dnf() { # ARGUMENT...
	inside dnf -y --refresh --releasever=1 "$@"
}
# As README.md of packaging/rpm says.
dnf_system() {
	fresh_system dnf && inside sh -c 'apt-get -q install -y --no-install-recommends dnf rpm libcjson1 libyaml-0-2 libsodium23 \
		"^libcurl4(t64)?\$" "^libglib2[.]0-0(t64)?\$" libkeyutils1' || return 1
	mkdir -p "$system/etc/pki/rpm-gpg" "$system/etc/yum.repos.d"
	cp "$T/rpm/$name.asc" "$system/etc/pki/rpm-gpg/RPM-GPG-KEY-$name"
	# No proxy for the loopback interface.
	sed "s|^baseurl=.*|baseurl=http://127.0.0.1:$port/rpm\nproxy=|" "packaging/rpm/$name.repo" > "$system/etc/yum.repos.d/$name.repo"
}
dnf_refuses() { # FOLDER TEXT
	publish_rpm "$1"
	inside dnf -q clean all
	with_dnf install "$name" > "$T/dnf.log" 2>&1 && { cat "$T/dnf.log"; return 1; }
	cat "$T/dnf.log"
	grep -E "$2" "$T/dnf.log" && ! inside rpm -q "$name"
}
# 0.1.0 is a package without files here.
dnf_upgrade() {
	publish_rpm "$T/rpm-0.1.0"
	with_dnf install "$name" && inside rpm -q "$name-0.1.0" || return 1
	publish_rpm "$T/rpm"
	with_dnf upgrade && inside rpm --verify "$name-$version" && inside "$name" version | grep " $version\$" || return 1
	publish_rpm "$T/rpm-0.1.0"
	with_dnf upgrade && inside rpm -q "$name-$version"
}
dnf_remove() {
	mkdir -p "$system/root/.docker"
	echo '{"credHelpers":{"proxy.replicated.com":"replicated"}}' > "$system/root/.docker/config.json"
	with_dnf remove "$name" > "$T/remove.log" 2>&1 || return 1
	cat "$T/remove.log"
	grep -F "'/root/.docker/config.json' still uses this helper" "$T/remove.log" || return 1
	# What is dnf's own is about the repository.
	rm -rf "$system/etc/pki/rpm-gpg" "$system/etc/yum.repos.d" "$system/var/lib/dnf"
	nothing_left && thrown_away
}
