# SPDX-License-Identifier: MIT
#
# GNU make. `make` builds into build/, laid out as it is installed (bin/, libexec/), so that the
# program finds its keyring back ends there too. `make help` lists the targets.

VERSION := 0.2.0
NAME    := docker-credential-replicated

PREFIX  ?= /usr/local
DESTDIR ?=
BINDIR  ?= $(PREFIX)/bin
# The program looks for its parts in ../libexec/$(NAME) beside its own folder, then in ../lib/$(NAME).
LIBEXECDIR ?= $(patsubst %/,%,$(dir $(BINDIR)))/libexec/$(NAME)
DATADIR ?= $(PREFIX)/share
MANDIR  ?= $(DATADIR)/man
DOCDIR  ?= $(DATADIR)/doc/$(NAME)
# Where each shell looks for completions; distributions have folders of their own.
BASHDIR ?= $(DATADIR)/bash-completion/completions
ZSHDIR  ?= $(DATADIR)/zsh/site-functions
FISHDIR ?= $(DATADIR)/fish/vendor_completions.d
# Where systemd looks for the units of each user's own manager.
USERUNITDIR ?= $(PREFIX)/lib/systemd/user
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
BUILDS_NOTHING := bench check check-architectures check-arm64 check-release check-systems clean coverage deb demo deps deps-check deps-fuzz dist fuzz help html mutants portable release rpm uninstall
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
# Not for a compiler newer than those that this tree is kept quiet for: it may know warnings that nobody has chosen.
WARNINGS += $(shell { $(CC) --version | grep -q clang && newest=21 || newest=16; \
	[ "$$($(CC) -dumpversion | cut -d . -f 1)" -gt $$newest ] || echo -Werror; } 2> /dev/null)
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DRUN_EXIT_HANDLERS
else
# Last of all flags, since distributions pass a lower level in CPPFLAGS; not without optimization, which it needs.
OPTIMIZED = $(filter-out -O0,$(lastword $(filter -O%,$(CFLAGS))))
FORTIFY = $(if $(OPTIMIZED),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
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

# 64-bit file offsets on 32-bit machines too: there a file on a big file system can't be opened otherwise.
STANDARD := -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DVERSION='"$(VERSION)"'
COMPILE = $(CC) $(STANDARD) $(GOOD_WARNINGS) $(filter -Werror,$(WARNINGS)) $(GOOD_HARDENING) $(CFLAGS) \
	$(SANITIZE) $(CPPFLAGS) $(FORTIFY) -MMD -MP
LINK = $(CC) $(GOOD_LINK) $(CFLAGS) $(SANITIZE) $(LDFLAGS)

# ---- what is built -------------------------------------------------------------------------------

PROGRAM := $(BUILD)/bin/$(NAME)
PROGRAM_SOURCES := $(filter-out helper/registry-check/%,$(wildcard helper/*.c helper/*/*.c)) \
	keyring/item.c keyring/keyring.c keyring/secret.c keyring/secret-file.c keyring/provided-credential.c \
	keyring/atomic-file.c keyring/user-folder.c keyring/part.c keyring/process-lock.c keyring/failure.c
PROGRAM_OBJECTS := $(PROGRAM_SOURCES:%.c=$(BUILD)/program/%.o)
PROGRAM_PACKAGES := glib-2.0 libcjson yaml-0.1

# Keyring back ends: shared objects beside the program, each with its own library.
SECRET_SERVICE := $(BUILD)/libexec/$(NAME)/secret-service.so
SECRET_SERVICE_OBJECTS := $(patsubst %.c,$(BUILD)/module/%.o,$(wildcard keyring/secret-service*.c) \
	keyring/secret-session.c keyring/process-lock.c keyring/item.c keyring/secret.c keyring/failure.c)
# sd-bus is in libsystemd; systems without systemd have it in libelogind or basu.
SD_BUS := $(firstword $(foreach package,libsystemd libelogind basu,$(shell $(PKG_CONFIG) --exists $(package) \
	2>/dev/null && echo $(package))) libsystemd)
SECRET_SERVICE_PACKAGES := glib-2.0 libgcrypt $(SD_BUS)
VAULT := $(BUILD)/libexec/$(NAME)/vault.so
VAULT_OBJECTS := $(patsubst %.c,$(BUILD)/module/%.o,$(wildcard keyring/vault*.c) \
	keyring/atomic-file.c keyring/user-folder.c keyring/item.c keyring/secret.c keyring/secret-file.c \
	keyring/failure.c)
VAULT_PACKAGES := glib-2.0 libsodium libkeyutils

# One file knows which commit was built: only that one is compiled again for each commit.
VERSION_OBJECT := $(BUILD)/program/helper/runtime/version.o
$(VERSION_OBJECT): $(BUILD)/commit
$(VERSION_OBJECT): COMMIT_FLAG = $(if $(COMMIT),-DCOMMIT='"$(COMMIT)"')

# The second program: the only one with libcurl, and with as little else as can be.
REGISTRY_CHECK := $(BUILD)/libexec/$(NAME)/registry-check
REGISTRY_CHECK_SOURCES := $(wildcard helper/registry-check/*.c helper/address/*.c) helper/registry/registry-message.c \
	helper/format/edit-distance.c helper/format/json.c helper/format/json-scan.c keyring/secret.c keyring/failure.c \
	$(addprefix helper/runtime/, deadline.c die.c error.c message.c startup.c stream.c)
REGISTRY_CHECK_OBJECTS := $(REGISTRY_CHECK_SOURCES:%.c=$(BUILD)/program/%.o)
REGISTRY_CHECK_PACKAGES := glib-2.0 libcjson libcurl

# Helm's plugin: a folder beside the parts, which Helm's own folder of plugins gets a link to.
HELM_PLUGIN := $(patsubst packaging/%,$(BUILD)/libexec/$(NAME)/%,$(wildcard packaging/helm-plugin/*))

# What adds a provider to a config of kubelet: `configure --client k3s` names it.
ADD_PROVIDER := $(BUILD)/libexec/$(NAME)/add-provider

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
PROGRAM_LIBS   := $(call libs_of,$(PROGRAM_PACKAGES)) -lm
MODULE_CFLAGS  := $(call cflags_of,$(SECRET_SERVICE_PACKAGES) $(VAULT_PACKAGES)) $(if $(filter basu,$(SD_BUS)),-DHAVE_BASU)
SECRET_SERVICE_LIBS := $(call libs_of,$(SECRET_SERVICE_PACKAGES))
VAULT_LIBS     := $(call libs_of,$(VAULT_PACKAGES))
REGISTRY_CHECK_LIBS := $(call libs_of,$(REGISTRY_CHECK_PACKAGES))

# The commit of this clone, if it is not at the tag of the release. Neither a clone nor git is needed: then there is none.
OUR_GIT := $(if $(wildcard .git),git -c safe.directory=*)
COMMIT := $(if $(OUR_GIT),$(if $(filter v$(VERSION),$(shell $(OUR_GIT) tag --points-at HEAD 2>/dev/null)),,$(shell \
	$(OUR_GIT) rev-parse --short=12 HEAD 2>/dev/null)))
$(call remember,$(BUILD)/commit,commit $(COMMIT))

# Other flags, or a source file less, mean building anew; an edit elsewhere in this file does not.
$(call remember,$(BUILD)/compile-settings,$(COMPILE) $(PROGRAM_CFLAGS) $(MODULE_CFLAGS))
$(call remember,$(BUILD)/link-settings,$(LINK) $(PROGRAM_LIBS) $(SECRET_SERVICE_LIBS) $(VAULT_LIBS) \
	$(REGISTRY_CHECK_LIBS) $(PROGRAM_OBJECTS) $(SECRET_SERVICE_OBJECTS) $(VAULT_OBJECTS) $(REGISTRY_CHECK_OBJECTS))
endif

.PHONY: all
all: $(PROGRAM) $(PARTS) $(HELM_PLUGIN) $(ADD_PROVIDER) ## build the program and its parts (the default)

# What each file is linked from: objects, libraries, and whether it is a program or a module.
$(PROGRAM): $(PROGRAM_OBJECTS)
$(PROGRAM): LIBS = $(PROGRAM_LIBS)
$(REGISTRY_CHECK): $(REGISTRY_CHECK_OBJECTS)
$(REGISTRY_CHECK): LIBS = $(REGISTRY_CHECK_LIBS)
$(SECRET_SERVICE): $(SECRET_SERVICE_OBJECTS)
$(SECRET_SERVICE): LIBS = $(SECRET_SERVICE_LIBS)
$(VAULT): $(VAULT_OBJECTS)
$(VAULT): LIBS = $(VAULT_LIBS)
$(PROGRAM) $(PARTS): LINK_KIND = $(if $(filter %.so,$@),-shared,-pie $(GOOD_NO_DLOPEN))

$(PROGRAM) $(PARTS): $(BUILD)/link-settings
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) $(LINK_KIND) -o $@ $(filter %.o,$^) $(LIBS)

$(BUILD)/program/%.o: %.c $(BUILD)/compile-settings
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(COMMIT_FLAG) -fPIE $(PROGRAM_CFLAGS) -c -o $@ $<

$(BUILD)/module/%.o: %.c $(BUILD)/compile-settings
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIC -fvisibility=hidden $(MODULE_CFLAGS) -c -o $@ $<

$(HELM_PLUGIN): $(BUILD)/libexec/$(NAME)/%: packaging/%
	$(call say,COPY,$@)
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(ADD_PROVIDER): packaging/kubelet/add-provider
	$(call say,COPY,$@)
	@mkdir -p $(@D)
	$(Q)cp $< $@

-include $(PROGRAM_OBJECTS:.o=.d) $(REGISTRY_CHECK_OBJECTS:.o=.d) $(SECRET_SERVICE_OBJECTS:.o=.d) $(VAULT_OBJECTS:.o=.d)

# ---- what building and testing need --------------------------------------------------------------
# packaging/deps installs what is missing, through the system's package manager.

.PHONY: deps deps-check
deps: ## install the packages that building requires
	@sh packaging/deps build
deps-check: ## install the packages that building and testing require
	@sh packaging/deps build check

.PHONY: demo
demo: ## show the program at work, with a sample license and a temporary keyring
	@MAKE='$(MAKE)' sh packaging/demo

include tests/tests.mk packaging/packaging.mk

# ---- where things go -----------------------------------------------------------------------------
# One list, walked by install and by uninstall: mode:source:target.

# The program's place is written into them.
UNITS := $(patsubst packaging/systemd/%,$(BUILD)/%,$(wildcard packaging/systemd/*))
$(UNITS): $(BUILD)/%: packaging/systemd/% FORCE
	@sed 's|@BINDIR@|$(BINDIR)|' $< > $@
.PHONY: FORCE

EXAMPLES := $(filter-out %/add-provider,$(sort $(shell find packaging/examples packaging/kubelet -type f 2>/dev/null)))
mode_of = $(if $(shell test -x $(1) && echo x),755,644)
INSTALLED := 755:$(PROGRAM):$(BINDIR)/$(NAME) \
	$(foreach part,$(PARTS),$(if $(filter %.so,$(part)),644,755):$(part):$(LIBEXECDIR)/$(notdir $(part))) \
	$(foreach page,$(wildcard man/*.[1-8]),644:$(page):$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(notdir $(page))) \
	755:packaging/who-uses:$(LIBEXECDIR)/who-uses \
	755:packaging/kubelet/add-provider:$(LIBEXECDIR)/add-provider \
	$(foreach file,$(wildcard packaging/helm-plugin/*),$(call mode_of,$(file)):$(file):$(LIBEXECDIR)/$(file:packaging/%=%)) \
	$(patsubst %,644:%:$(BASHDIR)/$(NAME),$(wildcard packaging/completions/*.bash)) \
	$(patsubst %,644:%:$(ZSHDIR)/_$(NAME),$(wildcard packaging/completions/*.zsh)) \
	$(patsubst %,644:%:$(FISHDIR)/$(NAME).fish,$(wildcard packaging/completions/*.fish)) \
	$(foreach unit,$(UNITS),644:$(unit):$(USERUNITDIR)/$(notdir $(unit))) \
	$(foreach file,$(filter-out INSTALL.md,$(wildcard *.md)) LICENSE,644:$(file):$(DOCDIR)/$(file)) \
	$(foreach file,$(EXAMPLES),$(call mode_of,$(file)):$(file):$(DOCDIR)/$(file:packaging/%=%))

each_installed = for entry in $(INSTALLED); do mode=$${entry%%:*} path=$${entry\#*:}; \
	source=$${path%%:*} target='$(DESTDIR)'$${path\#*:};

.PHONY: install
install: all $(UNITS) ## install into PREFIX (/usr/local), below DESTDIR if it is set
	@umask 022; $(each_installed) $(if $(filter 1,$(V)),echo "$(INSTALL) -D -m $$mode $$source $$target";) \
		$(INSTALL) -D -m $$mode "$$source" "$$target" || exit 1; done
	$(call say,INSTALL,$(words $(INSTALLED)) files below $(DESTDIR)$(PREFIX))

# Folders of our own go too; those that others use (bin, man1) stay. Config files that still use the program are named.
.PHONY: uninstall
uninstall: ## remove exactly the files that install created
	@[ -n '$(DESTDIR)' ] || [ ! -e '$(BINDIR)/$(NAME)' ] || BINDIR='$(BINDIR)' packaging/who-uses
	@$(each_installed) rm -f "$$target" || exit 1; done
	@for folder in '$(DESTDIR)$(LIBEXECDIR)' '$(DESTDIR)$(DOCDIR)'; do \
		[ ! -d "$$folder" ] || find "$$folder" -depth -type d -empty -exec rmdir {} \;; done
	$(call say,REMOVED,$(words $(INSTALLED)) files below $(DESTDIR)$(PREFIX))

.PHONY: clean
clean: ## remove everything that was built here
	rm -rf build build-dev build-coverage build-arm64 build-i386 build-s390x build-portable-* dist

.PHONY: help
help: ## show this list
	@echo 'make TARGET [VARIABLE=value]...'
	@sed -n 's/^\([a-z0-9-]*\):.*[#]# /\1:/p' $(filter %Makefile %.mk,$(MAKEFILE_LIST)) | sed 's/$$(NAME)/$(NAME)/' | \
		while IFS=: read -r target does; do printf '  %-19s %s\n' "$$target" "$$does"; done
	@echo 'Variables: PREFIX DESTDIR BINDIR LIBEXECDIR DATADIR MANDIR DOCDIR BASHDIR ZSHDIR FISHDIR USERUNITDIR CC CFLAGS CPPFLAGS LDFLAGS'
	@echo '  DEV=1 (warnings are errors, sanitizers, in build-dev/), V=1 (show every command)'
