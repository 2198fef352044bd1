# SPDX-License-Identifier: MIT
#
# packaging.mk - the tarball, packages, completions and pictures (part of the Makefile)

# Same tree, same bytes, wherever and whenever it is made: names sorted, owners, modes and times fixed.
RELEASE := $(NAME)-$(VERSION)
RELEASED = $(if $(SOURCE_DATE_EPOCH),@$(SOURCE_DATE_EPOCH),$(shell sed -n 's/^\#\# \[.*\] - //p' CHANGELOG.md | head -n 1) 00:00:00Z)
.PHONY: dist
dist: ## make the tarball, its SBOMs, their SHA-256 and the recipes of Arch and Alpine in dist/: the same bytes each time
	@packaging/deps dist
	@mkdir -p dist
	@{ [ -e .git ] && git ls-files 2>/dev/null || find . '(' -name .git -o -name build -o -name 'build-*' -o -name dist ')' -prune \
		-o -type f -print | sed 's|^\./||'; } | LC_ALL=C sort > dist/files
	@TZ=UTC0 tar --create --file=dist/$(RELEASE).tar --format=ustar --no-recursion --files-from=dist/files \
		--transform='s|^|$(RELEASE)/|S' --owner=0 --group=0 --numeric-owner --mode='u+rw,go+rX,go-w' \
		--mtime='$(RELEASED)'
	@gzip -9 -n -f dist/$(RELEASE).tar
	@rm dist/files
	@sed "s/^sha256sums=.*/sha256sums=('$$(sha256sum dist/$(RELEASE).tar.gz | cut -d ' ' -f 1)')/" packaging/arch/PKGBUILD > dist/PKGBUILD
	@sed "s/^sha512sums=.*/sha512sums=\"$$(cd dist && sha512sum $(RELEASE).tar.gz)\"/" packaging/alpine/APKBUILD > dist/APKBUILD
	@packaging/make-sbom $(VERSION) '$(RELEASED)' dist/$(RELEASE).tar.gz
	@cd dist && sha256sum $(RELEASE).tar.gz* | tee SHA256SUMS

.PHONY: deb rpm portable
portable: ## make the tarball for systems without a package, in dist/
	@packaging/deps build && packaging/make-portable $(VERSION) $$(uname -m)
deb: dist ## make the Debian package, in dist/
	@packaging/deps build deb && packaging/make-deb $(VERSION)
rpm: dist ## make the RPM package, in dist/
	@packaging/deps build rpm && packaging/make-rpm $(VERSION)

# All files of a release, built in clean systems. Root only.
RELEASE_ARCHITECTURES ?= amd64 arm64
.PHONY: release
release: ## make all files of a release in clean systems (SYSTEMS='bookworm trixie'), signed with RELEASE_KEY=, in dist/
	@packaging/release/make '$(VERSION)' '$(SYSTEMS)' '$(RELEASE_ARCHITECTURES)'

.PHONY: check-release
check-release: ## test what make release has made in fresh systems: apt and dnf repositories, portable tarball, arm64, SBOMs
	@packaging/release/check $(SYSTEMS)

# README's two commands and the package, in bare Debian systems. Hours on a busy machine, an hour for two on an idle one.
SYSTEMS ?= bookworm trixie
.PHONY: check-systems
check-systems: ## test demo, tests and package in minimal systems: SYSTEMS='bookworm trixie', also testing, sid
	@packaging/systems/check $(SYSTEMS)

.PHONY: completions
completions: $(PROGRAM) ## write packaging/completions/ again, after a verb or an option changed
	@packaging/completions/generate $(PROGRAM) packaging/completions

# The pictures of the README: a diagram from its source, and a real run on a terminal.
.PHONY: pictures
pictures: all ## draw the pictures of README and CONTRIBUTING again
	@packaging/deps build check pictures && tests/real-clients/deps $(abspath $(BUILD))/clients
	dot -Tsvg -o packaging/pictures/who-asks-whom.svg packaging/pictures/who-asks-whom.dot
	BUILD=$(abspath $(BUILD)) tests/real-clients/terminal-picture packaging/pictures/terminal.svg

# Both manual pages as web pages, with one stylesheet and a table of contents each.
.PHONY: html
html: ## create web pages of the manual, in build/html/
	@packaging/deps html
	@mkdir -p $(BUILD)/html && cp packaging/manual.css $(BUILD)/html/
	@for page in man/*.[1-8]; do \
		mandoc -T html -O style=manual.css,toc,man=%N.%S.html "$$page" > $(BUILD)/html/$${page##*/}.html || exit 1; done
	$(call say,HTML,$(BUILD)/html/)
