# SPDX-License-Identifier: MIT
#
# GNU make. `make` builds into build/, laid out as it is installed (bin/, libexec/), so that the
# program finds its keyring back ends there too. `make help` lists the targets.

VERSION := 0.1.0
NAME    := docker-credential-replicated

PREFIX  ?= /usr/local
DESTDIR ?=
BINDIR  ?= $(PREFIX)/bin
# The program looks for its parts in ../libexec beside its own folder, and nowhere else.
LIBEXECDIR = $(patsubst %/,%,$(dir $(BINDIR)))/libexec/$(NAME)
DATADIR ?= $(PREFIX)/share
MANDIR  ?= $(DATADIR)/man
DOCDIR  ?= $(DATADIR)/doc/$(NAME)
INSTALL ?= install
PKG_CONFIG ?= pkg-config
CFLAGS  ?= -O2 -g
V ?= 0
DEV ?= 0

# A developer's build (warnings are errors, sanitizers) never mixes with the one that is installed.
BUILD ?= $(if $(filter 1,$(DEV)),build-dev,build)

Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V))$(findstring s,$(firstword -$(MAKEFLAGS))),,@printf '  %-7s %s\n' '$(1)' '$(2)')

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

# ---- flags ---------------------------------------------------------------------------------------
# OpenSSF Compiler Options Hardening Guide. Compilers differ, so each is tried once; the list that
# works is kept in $(BUILD)/flags.mk and made again when the compiler or this file changes.

# These goals build nothing, or call make again for what they build: they work where no compiler is.
BUILDS_NOTHING := bench check check-arm64 clean coverage deb demo deps deps-check deps-fuzz dist help rpm uninstall
BUILDING := $(filter-out $(BUILDS_NOTHING),$(or $(MAKECMDGOALS),all))

# $(call remember,FILE,WORDS): FILE holds WORDS, and is newer than what was built from other words.
remember = $(if $(call differs,$(strip $(2)),$(strip $(file <$(1)))),$(shell mkdir -p $(dir $(1)))$(file >$(1),$(strip $(2))))
differs = $(subst x$(1)x,,x$(2)x)$(subst x$(2)x,,x$(1)x)

WARNINGS := -Wall -Wextra -Wformat=2 -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wwrite-strings -Wcast-qual -Wnull-dereference -Wimplicit-fallthrough \
	-Wtrampolines -Wbidi-chars=any -Werror=format-security -Werror=implicit \
	-Werror=incompatible-pointer-types -Werror=int-conversion
HARDENING := -fstack-protector-strong -fstack-clash-protection -fstrict-flex-arrays=3 -fcf-protection=full \
	-mbranch-protection=standard -fno-delete-null-pointer-checks -fno-strict-overflow \
	-fno-strict-aliasing -ftrivial-auto-var-init=zero -fzero-init-padding-bits=all
HARDENING_LINK := -Wl,-z,noexecstack -Wl,-z,relro -Wl,-z,now -Wl,--as-needed -Wl,--no-copy-dt-needed-entries
NO_DLOPEN := -Wl,-z,nodlopen

ifeq ($(DEV),1)
WARNINGS += -Werror
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DRUN_EXIT_HANDLERS
else
FORTIFY := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
endif

ifneq ($(BUILDING),)
ifeq ($(shell command -v $(firstword $(CC))),)
$(error there is no C compiler '$(firstword $(CC))': run 'make deps', then try again)
endif
$(call remember,$(BUILD)/compiler,$(CC) $(shell $(CC) --version 2>&1))
-include $(BUILD)/flags.mk
endif

$(BUILD)/flags.mk: Makefile $(BUILD)/compiler
	@mkdir -p $(@D)
	@try() { printf 'int main(void){return 0;}' | \
		$(CC) -Werror "$$@" -x c - -o $(BUILD)/flag-probe >/dev/null 2>&1; }; \
	good() { list=$$1; shift; printf '%s :=' "$$list"; \
		for flag; do if try "$$flag"; then printf ' %s' "$$flag"; fi; done; echo; }; \
	{ good GOOD_WARNINGS $(filter-out -Werror,$(WARNINGS)); good GOOD_HARDENING $(HARDENING); \
	  good GOOD_LINK $(HARDENING_LINK); good GOOD_NO_DLOPEN $(NO_DLOPEN); } > $@.new; \
	rm -f $(BUILD)/flag-probe; mv $@.new $@

STANDARD := -std=c11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"'
COMPILE = $(CC) $(STANDARD) $(GOOD_WARNINGS) $(filter -Werror,$(WARNINGS)) $(GOOD_HARDENING) $(FORTIFY) $(CFLAGS) \
	$(SANITIZE) $(CPPFLAGS) -MMD -MP
LINK = $(CC) $(GOOD_LINK) $(CFLAGS) $(SANITIZE) $(LDFLAGS)

# ---- what is built -------------------------------------------------------------------------------

PROGRAM := $(BUILD)/bin/$(NAME)
PROGRAM_SOURCES := $(filter-out helper/registry-check/%,$(wildcard helper/*.c helper/*/*.c)) \
	keyring/item.c keyring/keyring.c keyring/secret.c keyring/secret-file.c keyring/provided-credential.c \
	keyring/atomic-file.c
PROGRAM_OBJECTS := $(PROGRAM_SOURCES:%.c=$(BUILD)/program/%.o)
PROGRAM_PACKAGES := glib-2.0 libcjson yaml-0.1

# Keyring back ends: shared objects beside the program, each with its own library.
SECRET_SERVICE := $(BUILD)/libexec/$(NAME)/secret-service.so
SECRET_SERVICE_OBJECTS := $(patsubst %.c,$(BUILD)/module/%.o,$(wildcard keyring/secret-service*.c) \
	keyring/item.c keyring/secret.c)
SECRET_SERVICE_PACKAGES := libsecret-1
VAULT := $(BUILD)/libexec/$(NAME)/vault.so
VAULT_OBJECTS := $(patsubst %.c,$(BUILD)/module/%.o,$(wildcard keyring/vault*.c) \
	keyring/atomic-file.c keyring/item.c keyring/secret.c keyring/secret-file.c)
VAULT_PACKAGES := glib-2.0 libsodium libkeyutils

# The second program: the only one with libcurl, and with as little else as can be.
REGISTRY_CHECK := $(BUILD)/libexec/$(NAME)/registry-check
REGISTRY_CHECK_SOURCES := $(wildcard helper/registry-check/*.c helper/address/*.c) helper/registry/registry-message.c \
	helper/format/json.c helper/format/json-scan.c keyring/secret.c \
	$(addprefix helper/runtime/, deadline.c die.c error.c message.c startup.c stream.c)
REGISTRY_CHECK_OBJECTS := $(REGISTRY_CHECK_SOURCES:%.c=$(BUILD)/program/%.o)
REGISTRY_CHECK_PACKAGES := glib-2.0 libcjson libcurl

# All that lies in libexec, and all libraries.
PARTS := $(SECRET_SERVICE) $(VAULT) $(REGISTRY_CHECK)
PACKAGES := $(PROGRAM_PACKAGES) $(SECRET_SERVICE_PACKAGES) $(VAULT_PACKAGES) $(REGISTRY_CHECK_PACKAGES)

ifneq ($(BUILDING),)
ifneq ($(shell $(PKG_CONFIG) --exists $(PACKAGES) 2>&1 || echo missing),)
$(error a library is missing, of $(PACKAGES), or $(PKG_CONFIG) itself: run 'make deps', then try again)
endif
cflags_of = $(shell $(PKG_CONFIG) --cflags $(1))
libs_of = $(shell $(PKG_CONFIG) --libs $(1))
PROGRAM_CFLAGS := $(call cflags_of,$(PROGRAM_PACKAGES) $(REGISTRY_CHECK_PACKAGES))
PROGRAM_LIBS   := $(call libs_of,$(PROGRAM_PACKAGES))
MODULE_CFLAGS  := $(call cflags_of,$(SECRET_SERVICE_PACKAGES) $(VAULT_PACKAGES))
SECRET_SERVICE_LIBS := $(call libs_of,$(SECRET_SERVICE_PACKAGES))
VAULT_LIBS     := $(call libs_of,$(VAULT_PACKAGES))
REGISTRY_CHECK_LIBS := $(call libs_of,$(REGISTRY_CHECK_PACKAGES))

# Other flags, or a source file less, mean building anew; an edit elsewhere in this file does not.
$(call remember,$(BUILD)/compile-settings,$(COMPILE) $(PROGRAM_CFLAGS) $(MODULE_CFLAGS))
$(call remember,$(BUILD)/link-settings,$(LINK) $(PROGRAM_LIBS) $(SECRET_SERVICE_LIBS) $(VAULT_LIBS) \
	$(REGISTRY_CHECK_LIBS) $(PROGRAM_OBJECTS) $(SECRET_SERVICE_OBJECTS) $(VAULT_OBJECTS) $(REGISTRY_CHECK_OBJECTS))
endif

.PHONY: all
all: $(PROGRAM) $(PARTS) ## build the program and its parts (the default)

$(PROGRAM): $(PROGRAM_OBJECTS) $(BUILD)/link-settings
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) -pie $(GOOD_NO_DLOPEN) -o $@ $(PROGRAM_OBJECTS) $(PROGRAM_LIBS)

$(REGISTRY_CHECK): $(REGISTRY_CHECK_OBJECTS) $(BUILD)/link-settings
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) -pie $(GOOD_NO_DLOPEN) -o $@ $(REGISTRY_CHECK_OBJECTS) $(REGISTRY_CHECK_LIBS)

$(BUILD)/program/%.o: %.c $(BUILD)/compile-settings
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(PROGRAM_CFLAGS) -c -o $@ $<

$(SECRET_SERVICE): $(SECRET_SERVICE_OBJECTS) $(BUILD)/link-settings
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) -shared -o $@ $(SECRET_SERVICE_OBJECTS) $(SECRET_SERVICE_LIBS)

$(VAULT): $(VAULT_OBJECTS) $(BUILD)/link-settings
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) -shared -o $@ $(VAULT_OBJECTS) $(VAULT_LIBS)

$(BUILD)/module/%.o: %.c $(BUILD)/compile-settings
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIC -fvisibility=hidden $(MODULE_CFLAGS) -c -o $@ $<

-include $(PROGRAM_OBJECTS:.o=.d) $(REGISTRY_CHECK_OBJECTS:.o=.d) $(SECRET_SERVICE_OBJECTS:.o=.d) $(VAULT_OBJECTS:.o=.d)

# ---- tests ---------------------------------------------------------------------------------------
# Unit tests are one GTest program a file of tests/unit/, linked with everything but main.c. All
# others are shell scripts, tests/*/*.t, against the built program. prove runs both and sums up.

UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test-*.c))
UNIT_OBJECTS = $(filter-out $(BUILD)/program/helper/main.o,$(PROGRAM_OBJECTS))

# Programs that stand in for what a real part can't be made to do, each one file of tests/fake/.
FAKES := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fake/*.c))

.PHONY: tests
tests: $(UNIT_TESTS) $(FAKES) ## build the unit tests

$(BUILD)/tests/fake/%: tests/fake/%.c $(BUILD)/compile-settings
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(shell $(PKG_CONFIG) --cflags gio-unix-2.0) -MF $@.d -pie -o $@ $< \
		$(shell $(PKG_CONFIG) --libs gio-unix-2.0)

$(BUILD)/tests/unit/%: tests/unit/%.c $(UNIT_OBJECTS)
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(PROGRAM_CFLAGS) -MF $@.d -pie -o $@ $< $(UNIT_OBJECTS) $(PROGRAM_LIBS)

# What only a back end holds is tested without the program.
$(BUILD)/tests/unit/test-vault-%: tests/unit/test-vault-%.c $(VAULT_OBJECTS)
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(MODULE_CFLAGS) -MF $@.d -pie -o $@ $< $(VAULT_OBJECTS) $(VAULT_LIBS)

# And what only registry-check holds, without its main.c.
$(BUILD)/tests/unit/test-registry-%: tests/unit/test-registry-%.c $(REGISTRY_CHECK_OBJECTS)
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(PROGRAM_CFLAGS) -MF $@.d -pie -o $@ $< \
		$(filter-out %/main.o,$(REGISTRY_CHECK_OBJECTS)) $(REGISTRY_CHECK_LIBS)

-include $(UNIT_TESTS:=.d) $(FAKES:=.d)

# Everything: unit tests, conversations, sanitizers, valgrind, static checks; what is missing for them is
# installed first. One summary at the end.
.PHONY: check
check: deps-check ## run all tests and checks, after installing what they need
	@MAKE='$(MAKE)' sh tests/check

# make check-tap TESTS='tests/protocol/get.t …' runs just those.
TESTS ?= $(UNIT_TESTS) $(sort $(wildcard tests/*/*.t))
.PHONY: check-tap
check-tap: all tests ## run the tests in TESTS, all by default
	@BUILD=$(abspath $(BUILD)) prove --timer --exec '' $(TESTS)

# With real docker, podman, skopeo, buildah and Helm, which have to be had first.
CLIENT_TESTS ?= $(sort $(wildcard tests/clients/*.test))
.PHONY: check-clients
check-clients: all ## test with the real docker, podman, skopeo, buildah and Helm
	@tests/clients/deps $(abspath $(BUILD))/clients
	@BUILD=$(abspath $(BUILD)) prove --timer --exec '' $(CLIENT_TESTS)

# Every fallible call fails once. FAULT_STRIDE=1 tries each of the thousands of calls of malloc too.
.PHONY: check-faults
check-faults: all $(BUILD)/tests/fault-shim.so ## make the Nth call of each fallible function fail
	@BUILD=$(abspath $(BUILD)) tests/faults/run

$(BUILD)/tests/fault-shim.so: tests/faults/shim.c
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(STANDARD) $(CFLAGS) -Wall -Wextra -fPIC -shared -o $@ $<

# ---- fuzzing -------------------------------------------------------------------------------------
# Each tests/fuzz/fuzz-NAME.c is a libFuzzer target: it names the functions under test, or includes their
# .c for its statics, begins with the files of tests/fuzz/seeds/NAME/,
# and may have tests/fuzz/dictionaries/NAME.dict. What a run finds stays in
# $(BUILD)/fuzz/corpus/NAME/, and what breaks one is $(BUILD)/fuzz/NAME.crash-….

FUZZ_TIME ?= 60
# 0 is another one each time.
FUZZ_SEED ?= 0
FUZZ_CC ?= $(firstword $(shell command -v clang-14 clang 2>/dev/null) clang)
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz-%.c,%,$(wildcard tests/fuzz/fuzz-*.c))
FUZZ_SOURCES := $(filter-out %/main.c keyring/secret-service%,$(wildcard helper/*.c helper/*/*.c keyring/*.c))
FUZZ_OBJECTS := $(FUZZ_SOURCES:%.c=$(BUILD)/fuzz/%.o)
FUZZ_COMPILE = $(FUZZ_CC) $(STANDARD) -O1 -g -fno-omit-frame-pointer -DRUN_EXIT_HANDLERS -fsanitize=address,undefined \
	-fno-sanitize-recover=all $(PROGRAM_CFLAGS) $(MODULE_CFLAGS) -MMD -MP

.PHONY: fuzz deps-fuzz
deps-fuzz:
	@sh packaging/deps build fuzz
fuzz: deps-fuzz $(FUZZ_TARGETS:%=$(BUILD)/fuzz/fuzz-%) ## run each fuzzer for FUZZ_TIME seconds
	@for name in $(FUZZ_TARGETS); do mkdir -p $(BUILD)/fuzz/corpus/$$name; log=$(BUILD)/fuzz/$$name.log; \
		$(BUILD)/fuzz/fuzz-$$name -max_total_time=$(FUZZ_TIME) -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
			$$([ ! -e tests/fuzz/dictionaries/$$name.dict ] || echo "-dict=tests/fuzz/dictionaries/$$name.dict") \
			-seed=$(FUZZ_SEED) -print_final_stats=1 -artifact_prefix=$(BUILD)/fuzz/$$name. \
			$(BUILD)/fuzz/corpus/$$name tests/fuzz/seeds/$$name > $$log 2>&1 || { tail -n 40 $$log; exit 1; }; \
		printf '  %-7s %s: %s inputs, none of them breaks it\n' FUZZ $$name \
			$$(sed -n 's/^stat::number_of_executed_units: *//p' $$log); done

$(FUZZ_OBJECTS): | deps-fuzz

# An archive gives a target only what it does not include itself.
$(BUILD)/fuzz/program.a: $(FUZZ_OBJECTS)
	@rm -f $@
	$(Q)ar rc $@ $^

$(BUILD)/fuzz/fuzz-%: tests/fuzz/fuzz-%.c $(BUILD)/fuzz/program.a
	$(call say,LINK,$@)
	$(Q)$(FUZZ_COMPILE) -fsanitize=fuzzer -MF $@.d -o $@ $< $(BUILD)/fuzz/program.a -Wl,--as-needed \
		$(PROGRAM_LIBS) $(VAULT_LIBS) $(REGISTRY_CHECK_LIBS)

$(BUILD)/fuzz/%.o: %.c
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(FUZZ_COMPILE) -fsanitize=fuzzer-no-link -c -o $@ $<

-include $(FUZZ_OBJECTS:.o=.d) $(FUZZ_TARGETS:%=$(BUILD)/fuzz/fuzz-%.d)

.PHONY: check-arm64
check-arm64: ## cross-build for arm64 and test under emulation
	@packaging/deps build check arm64
	@MAKE='$(MAKE)' packaging/arm64/check

# How much of the code the tests reach: at least COVERAGE_LINES percent of the lines, or it fails. Lines that no
# test reaches are listed; CONTRIBUTING.md says why some can't be.
COVERAGE_LINES ?= 90
.PHONY: coverage
coverage: ## measure which lines the tests reach
	@packaging/deps build check coverage
	@$(COVERED) all tests
	@find build-coverage -name '*.gcda' -exec rm {} +
	@$(COVERED) check-tap TESTS='$(UNIT_TESTS:$(BUILD)/%=build-coverage/%) $(sort $(filter-out tests/static/% tests/valgrind/%,$(wildcard tests/*/*.t)))' || \
		echo 'that is for make check to judge: a build that writes down where it was is slower, and writes more files'
	@gcovr --root . --object-directory build-coverage --filter helper/ --filter keyring/ \
		--print-summary --fail-under-line $(COVERAGE_LINES)
COVERED = $(MAKE) --no-print-directory BUILD=build-coverage FORTIFY= \
	CFLAGS='-O0 -g --coverage -fprofile-update=atomic -DRUN_EXIT_HANDLERS'

# The pictures of the README: a diagram from its source, and a real run on a terminal.
.PHONY: pictures
pictures: all ## draw the pictures of the README anew
	@packaging/deps build check pictures && tests/clients/deps $(abspath $(BUILD))/clients
	dot -Tsvg -o packaging/pictures/who-asks-whom.svg packaging/pictures/who-asks-whom.dot
	BUILD=$(abspath $(BUILD)) tests/clients/terminal-picture packaging/pictures/terminal.svg

# ---- what building and testing need --------------------------------------------------------------
# packaging/deps installs what is missing, through the system's package manager.

.PHONY: deps deps-check
deps: ## install what building needs
	@sh packaging/deps build
deps-check: ## install what building and testing need
	@sh packaging/deps build check

.PHONY: demo
demo: ## show the whole thing at work, with a sample license and a keyring of its own
	@MAKE='$(MAKE)' sh packaging/demo

# The launcher is no part of the program: without its flags, static, and as fast as can be.
$(BUILD)/tests/bench/launch: tests/bench/launch.c $(BUILD)/compile-settings
	$(call say,BENCH,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O2 -static -o $@ $<

.PHONY: bench-programs bench
bench-programs: all $(BUILD)/tests/bench/launch
bench: ## measure beside docker-credential-secretservice and secret-tool
	@sh packaging/deps build bench
	@$(MAKE) -s bench-programs
	@BUILD=$(abspath $(BUILD)) tests/bench/run

.PHONY: completions
completions: $(PROGRAM) ## write packaging/completions/ anew, after a verb or an option changed
	@packaging/completions/generate $(PROGRAM) packaging/completions

# ---- where things go -----------------------------------------------------------------------------
# One list, walked by install and by uninstall: mode:source:target.

EXAMPLES := $(sort $(shell find packaging/examples packaging/kubelet -type f 2>/dev/null))
INSTALLED := 755:$(PROGRAM):$(BINDIR)/$(NAME) \
	$(foreach part,$(PARTS),$(if $(filter %.so,$(part)),644,755):$(part):$(LIBEXECDIR)/$(notdir $(part))) \
	$(foreach page,$(wildcard man/*.[1-8]),644:$(page):$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(notdir $(page))) \
	$(patsubst %,644:%:$(DATADIR)/bash-completion/completions/$(NAME),$(wildcard packaging/completions/*.bash)) \
	$(patsubst %,644:%:$(DATADIR)/zsh/site-functions/_$(NAME),$(wildcard packaging/completions/*.zsh)) \
	$(patsubst %,644:%:$(DATADIR)/fish/vendor_completions.d/$(NAME).fish,$(wildcard packaging/completions/*.fish)) \
	$(foreach file,$(wildcard *.md) LICENSE,644:$(file):$(DOCDIR)/$(file)) \
	$(foreach file,$(EXAMPLES),$(if $(shell test -x $(file) && echo x),755,644):$(file):$(DOCDIR)/$(file:packaging/%=%))

each_installed = for entry in $(INSTALLED); do mode=$${entry%%:*} path=$${entry\#*:}; \
	source=$${path%%:*} target='$(DESTDIR)'$${path\#*:};

.PHONY: install
install: all ## install below PREFIX (/usr/local), in DESTDIR where that is given
	@umask 022; $(each_installed) $(if $(filter 1,$(V)),echo "$(INSTALL) -D -m $$mode $$source $$target";) \
		$(INSTALL) -D -m $$mode "$$source" "$$target" || exit 1; done
	$(call say,INSTALL,$(words $(INSTALLED)) files below $(DESTDIR)$(PREFIX))

# Folders of our own go too; those that others use (bin, man1) stay.
.PHONY: uninstall
uninstall: ## remove exactly what install put there
	@$(each_installed) rm -f "$$target" || exit 1; done
	@for folder in '$(DESTDIR)$(LIBEXECDIR)' '$(DESTDIR)$(DOCDIR)'; do \
		[ ! -d "$$folder" ] || find "$$folder" -depth -type d -empty -exec rmdir {} \;; done
	$(call say,REMOVED,$(words $(INSTALLED)) files below $(DESTDIR)$(PREFIX))

# Same tree, same bytes, wherever and whenever it is made: names sorted, owners, modes and times fixed.
RELEASE := $(NAME)-$(VERSION)
RELEASED = $(if $(SOURCE_DATE_EPOCH),@$(SOURCE_DATE_EPOCH),$(shell sed -n 's/^\#\# \[.*\] - //p' CHANGELOG.md | head -n 1) 00:00:00Z)
.PHONY: dist
dist: ## make the tarball, its SBOM and their SHA-256 in dist/: the same bytes each time
	@mkdir -p dist
	@{ [ -e .git ] && git ls-files 2>/dev/null || find . '(' -name .git -o -name build -o -name 'build-*' -o -name dist ')' -prune \
		-o -type f -print | sed 's|^\./||'; } | LC_ALL=C sort > dist/files
	@TZ=UTC0 tar --create --file=dist/$(RELEASE).tar --format=ustar --no-recursion --files-from=dist/files \
		--transform='s|^|$(RELEASE)/|S' --owner=0 --group=0 --numeric-owner --mode='u+rw,go+rX,go-w' \
		--mtime='$(RELEASED)'
	@gzip -9 -n -f dist/$(RELEASE).tar
	@rm dist/files
	@packaging/make-sbom $(VERSION) '$(RELEASED)' > dist/$(RELEASE).spdx
	@cd dist && sha256sum $(RELEASE).tar.gz $(RELEASE).spdx | tee $(RELEASE).sha256

.PHONY: deb rpm
deb: dist ## make the Debian package, in dist/
	@packaging/deps deb && packaging/make-deb $(VERSION)
rpm: dist ## make the RPM package, in dist/
	@packaging/deps rpm && packaging/make-rpm $(VERSION)

.PHONY: clean
clean: ## remove all that was built here
	rm -rf build build-dev build-coverage build-arm64 dist

.PHONY: help
help: ## show this list
	@echo 'make TARGET [VARIABLE=value]...'
	@sed -n 's/^\([a-z0-9-]*\):.*[#]# /\1:/p' $(firstword $(MAKEFILE_LIST)) | sed 's/$$(NAME)/$(NAME)/' | \
		while IFS=: read -r target does; do printf '  %-14s %s\n' "$$target" "$$does"; done
	@echo 'Variables: PREFIX DESTDIR BINDIR MANDIR CC CFLAGS CPPFLAGS LDFLAGS'
	@echo '  DEV=1 (warnings are errors, sanitizers, in build-dev/), V=1 (show every command)'
