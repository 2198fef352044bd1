#!/bin/sh
# SPDX-License-Identifier: MIT
# The files of a release, each as it is made: SBOMs, provenance, the portable tarball with its install.sh, Helm's plugin;
# and SECURITY.md's commands accept what is right and refuse what is not.
. "${0%/*}/../lib.sh"
me=docker-credential-replicated
command -v jq > "$T/which" || skip_all "no jq on this machine: run 'make deps-check'"
command -v minisign > "$T/which" || skip_all "no minisign on this machine: run 'make deps-check'"
version=$(sed -n 's/^VERSION *:= *//p' "$top/Makefile")
cd "$top" || exit 1
DIST=$T/dist
export DIST
true_of() { # FILE JQ-EXPRESSION...
	file=$1
	shift
	jq -e "$@" "$file" > "$T/jq.log" 2>&1 || { tail -n 5 "$T/jq.log"; return 1; }
}

# ---- SBOMs ----
mkdir "$T/copy" "$DIST"
tar -c --exclude=./.git --exclude='./build*' --exclude=./dist . | tar -x -C "$T/copy"
(cd "$T/copy" && env -u MAKEFLAGS make -s dist) > "$T/log" 2>&1
tarball=$me-$version.tar.gz
cp "$T/copy/dist/$tarball"* "$DIST/"
sum=$(sha256sum "$DIST/$tarball" | cut -d ' ' -f 1)
spdx=$DIST/$tarball.spdx.json cdx=$DIST/$tarball.cdx.json
check 'SPDX: version, and the checksum of the tarball' true_of "$spdx" --arg sum "$sum" --arg version "$version" \
	'.spdxVersion == "SPDX-2.3" and .packages[0].versionInfo == $version and .packages[0].checksums[0].checksumValue == $sum'
check 'SPDX: every name is unique' true_of "$spdx" '[.packages[].SPDXID, .files[].SPDXID] | length == (unique | length)'
check 'SPDX: everything that is related exists' true_of "$spdx" \
	'[.packages[].SPDXID, .files[].SPDXID, .SPDXID] as $ids | [.relationships[] | .spdxElementId, .relatedSpdxElement] - $ids == []'
is 'SPDX: the files of the tarball' "$(jq -r '.files[].fileName' "$spdx" | sort)" \
	"$(tar -tzf "$DIST/$tarball" | sed -n 's|^[^/]*/|./|; /[^/]$/p' | sort)"
is 'SPDX: the checksum of a file' "$(jq -r '.files[] | select(.fileName == "./Makefile").checksums[1].checksumValue' "$spdx")" \
	"$(sha256sum Makefile | cut -d ' ' -f 1)"
check 'CycloneDX: version, and the checksum of the tarball' true_of "$cdx" --arg sum "$sum" --arg version "$version" \
	'.bomFormat == "CycloneDX" and .specVersion == "1.6" and .metadata.component.version == $version and
	.metadata.component.hashes == [{alg: "SHA-256", content: $sum}]'
check 'CycloneDX: every name is unique' true_of "$cdx" '[.components[]."bom-ref"] | length == (unique | length)'
check 'CycloneDX: everything that is depended on exists' true_of "$cdx" '[.components[]."bom-ref"] as $refs | .dependencies[0].dependsOn - $refs == []'
is 'each library that is linked is in both' "$(jq -r '.components[].name' "$cdx" | sort | paste -s -d ' ')" \
	"$(jq -r '.packages[1:][].name' "$spdx" | sort | paste -s -d ' ')"
is 'and there are as many as the Makefile has packages' "$(jq '.components | length' "$cdx")" 8

# Of a package: what it depends on, in the versions that are installed here.
if command -v dpkg-deb > "$T/which"; then
	mkdir -p "$T/deb/DEBIAN"
	printf 'Package: %s\nVersion: 1:1.2+3~4\nArchitecture: %s\nMaintainer: Test <test@example.invalid>\nDescription: test\nDepends: libc6 (>= 2.3), tzdata, zlib1g\n' \
		"$me" "$(dpkg --print-architecture)" > "$T/deb/DEBIAN/control"
	dpkg-deb --build --root-owner-group "$T/deb" "$T/test.deb" > "$T/log" 2>&1
	packaging/make-sbom "$version" '2026-11-26 00:00:00Z' - "$T/test.deb" > "$T/log" 2>&1
	is 'a package: what it depends on' "$(jq -r '.components[] | select(.type == "library") | "\(.name) \(.version)"' "$T/test.deb.cdx.json")" \
		"$(for package in libc6 tzdata zlib1g; do dpkg-query -W -f '${Package} ${Version}\n' "$package" | head -n 1; done)"
	check 'a package: scanners are told the distribution' true_of "$T/test.deb.cdx.json" '.components[-1].type == "operating-system"'
	# Without these two, trivy looks for no vulnerability in an SPDX file.
	is 'a package: also in SPDX' "$(jq -r '.packages[] | select(.SPDXID == "SPDXRef-OperatingSystem" and .primaryPackagePurpose == "OPERATING_SYSTEM") | "\(.name) \(.versionInfo // "")"' "$T/test.deb.spdx.json")" \
		"$(jq -r '.components[-1] | "\(.name) \(.version)"' "$T/test.deb.cdx.json")"
	is 'a package: the source packages' "$(jq -r '.packages[].sourceInfo // empty' "$T/test.deb.spdx.json")" \
		"$(for package in libc6 tzdata zlib1g; do dpkg-query -W -f 'built package from: ${source:Package} ${source:Version}\n' "$package" | head -n 1; done)"
	check 'a package: everything that is related exists' true_of "$T/test.deb.spdx.json" \
		'[.packages[].SPDXID, .SPDXID] as $ids | [.relationships[] | .spdxElementId, .relatedSpdxElement] - $ids == []'
	check 'a package: its package URL' true_of "$T/test.deb.spdx.json" \
		'.packages[0].externalRefs[0].referenceLocator | startswith("pkg:deb/debian/docker-credential-replicated@1%3A1.2%2B3~4?arch=")'
else
	skip 'a package: what it depends on' 'no dpkg-deb on this machine'
fi

# ---- the portable tarball, Helm's plugin ----
portable=$me-$version-linux-test
make_portable() {
	env -u MAKEFLAGS packaging/make-portable "$version" test BUILD="${build#"$top/"}" DEV="$(case $build in *dev) echo 1 ;; *) echo 0 ;; esac)"
}
check 'make-portable' make_portable
mkdir "$T/unpacked"
tar -xzf "$DIST/$portable.tar.gz" -C "$T/unpacked"
installed() { # FOLDER
	(cd "$1" && find . -type f -printf '%m %P\n' | sort -k 2)
}
install_sh() { # [ARGUMENT...]
	"$T/unpacked/$portable/install.sh" "$@" > "$T/out" 2> "$T/err" < /dev/null
}
PREFIX=$T/prefix install_sh
is 'install.sh says nothing' "$? $(cat "$T/out" "$T/err")" '0 '
is 'it copies what the list names' "$(installed "$T/prefix" | cut -d ' ' -f 2-)" "$(cat "$T/unpacked/$portable/files")"
make -s BUILD="${build#"$top/"}" DEV="$(case $build in *dev) echo 1 ;; *) echo 0 ;; esac)" install PREFIX="$T/made" > "$T/log" 2>&1
is 'these are the files of make install, the libraries and their licenses' \
	"$(installed "$T/prefix" | grep -vE "libexec/$me/lib/|/licenses/")" "$(installed "$T/made")"
is 'the libraries that it brings' "$(ls "$T/prefix/libexec/$me/lib" | sed 's/[-.].*//' | tr '\n' ' ')" 'libcjson libsodium libyaml '
is 'the unit runs the program that was installed' "$(sed -n 's/^ExecStart=//p' "$T/prefix/lib/systemd/user/$me@.service")" "$T/prefix/bin/$me forward"
is 'the program works from there' "$("$T/prefix/bin/$me" version)" "$("$HELPER" version)"
is 'and finds its parts' "$(REPLICATED_KEYRING=vault "$T/prefix/bin/$me" list < /dev/null 2> "$T/err" | grep -o 'no vault')" 'no vault'
"$T/prefix/bin/$me" version > "$T/before"
PREFIX=$T/prefix install_sh
is 'a second time over it' "$? $("$T/prefix/bin/$me" version)" "0 $(cat "$T/before")"
PREFIX=/usr DESTDIR=$T/root install_sh
is 'below DESTDIR' "$(sed -n 's/^ExecStart=//p' "$T/root/usr/lib/systemd/user/$me@.service")" "/usr/bin/$me forward"
touch "$T/root/usr/bin/another"
PREFIX=/usr DESTDIR=$T/root install_sh --uninstall
is 'uninstall leaves what others own' "$(find "$T/root" -type f)" "$T/root/usr/bin/another"
is 'and no folder of its own' "$(find "$T/root" -name "$me")" ''
PREFIX=relative install_sh
is 'a relative PREFIX is refused' "$? $(cat "$T/err")" '2 install.sh: PREFIX is not an absolute path: relative'
install_sh --help
is 'an unknown word is refused' "$? $(cat "$T/err")" '2 usage: [PREFIX=/usr/local] [DESTDIR=] install.sh [--uninstall]'
cp "$DIST/$portable.tar.gz" "$T/first"
check 'make-portable again' make_portable
check 'the same bytes' cmp "$T/first" "$DIST/$portable.tar.gz"

check 'make-helm-plugin' packaging/make-helm-plugin "$version"
is "Helm's plugin" "$(tar -tzf "$DIST/$me-helm-plugin-$version.tgz" | tr '\n' ' ')" 'replicated/getter replicated/plugin.yaml '

# ---- provenance ----
echo 'gcc-12 12.2.0-14+deb12u1 amd64' > "$T/packages"
(cd "$DIST" && sha256sum -- *) > "$T/sums"
packaging/release/provenance 0123456789abcdef0123456789abcdef01234567 "$version" "bookworm=$T/packages" < "$T/sums" > "$DIST/$me-$version.provenance.json"
provenance=$DIST/$me-$version.provenance.json
check 'an in-toto statement of SLSA v1' true_of "$provenance" \
	'._type == "https://in-toto.io/Statement/v1" and .predicateType == "https://slsa.dev/provenance/v1"'
is 'its subjects are the files' "$(jq -r '.subject[] | "\(.digest.sha256)  \(.name)"' "$provenance")" "$(cat "$T/sums")"
is 'what it was built from' "$(jq -rc '.predicate.buildDefinition.resolvedDependencies[] | .digest.gitCommit // .uri' "$provenance")" \
	"0123456789abcdef0123456789abcdef01234567
pkg:deb/debian/gcc-12@12.2.0-14%2Bdeb12u1?arch=amd64&distro=bookworm"

# ---- the signature, as SECURITY.md says ----
minisign -G -W -p "$T/right.pub" -s "$T/right.key" > "$T/log" 2>&1
minisign -G -W -p "$T/wrong.pub" -s "$T/wrong.key" > "$T/log" 2>&1
check 'without a key there are checksums' packaging/release/sign "$DIST" "$version"
is 'and no signature' "$(find "$DIST" -name "SHA256SUMS*" -printf "%f ")" "SHA256SUMS "
RELEASE_KEY=$T/right.key check 'sign' packaging/release/sign "$DIST" "$version"
is 'every file is listed' "$(cut -c 67- "$DIST/SHA256SUMS")" "$(find "$DIST" -type f ! -name "SHA256SUMS*" -printf "%f\n" | sort)"
sed -n '/^## Verify a release/,/^## /p' SECURITY.md | sed -n '/^```sh$/,/^```$/p' | grep -v '^```' > "$T/verify"
is 'SECURITY.md has two commands' "$(wc -l < "$T/verify")" 2

# verified NAME STATUS TEXT: what the two commands say about what is in $T/download
download() { # PUBLIC-KEY
	rm -rf "$T/download"
	mkdir "$T/download"
	cp "$DIST/$tarball" "$DIST/SHA256SUMS" "$DIST/SHA256SUMS.minisig" "$T/download/"
	cp "$1" "$T/download/$me.pub"
}
verified() {
	status=0
	(cd "$T/download" && sh -e "$T/verify") > "$T/out" 2>&1 || status=$?
	if [ "$status" -eq "$2" ] && grep -qF -e "$3" "$T/out"; then ok "$1"; else not_ok "$1" "exit status $status
$(cat "$T/out")"; fi
}
download "$T/right.pub"
verified 'what is right is accepted' 0 "$tarball: OK"
check 'the version that was signed is shown' grep -qxF "Trusted comment: $me $version" "$T/out"
download "$T/wrong.pub"
verified 'a wrong key is refused' 1 'Signature key id in'
download "$T/right.pub"
printf x >> "$T/download/$tarball"
verified 'a changed tarball is refused' 1 "$tarball: FAILED"
(cd "$T/download" && sha256sum "$tarball" > SHA256SUMS)
verified 'a changed list is refused' 1 'Signature verification failed'
download "$T/right.pub"
mv "$T/download/$tarball" "$T/download/$me-99.0.tar.gz"
verified 'the list of another release is refused' 1 'no file was verified'
download "$T/right.pub"
sed -i "s/^trusted comment:.*/trusted comment: $me 99.0/" "$T/download/SHA256SUMS.minisig"
verified 'another version beside the signature is refused' 1 'signature verification failed'
rm "$T/download/SHA256SUMS.minisig"
verified 'a list without a signature is refused' 2 'No such file'
done_testing
