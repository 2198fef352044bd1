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
MANDIR  ?= $(PREFIX)/share/man
DOCDIR  ?= $(PREFIX)/share/doc/$(NAME)
INSTALL ?= install
PKG_CONFIG ?= pkg-config
CFLAGS  ?= -O2 -g
V ?= 0
DEV ?= 0

# A developer's build (warnings are errors, sanitizers) never mixes with the one that is installed.
BUILD ?= $(if $(filter 1,$(DEV)),build-dev,build)

Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-7s %s\n' '$(1)' '$(2)')

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

# ---- flags ---------------------------------------------------------------------------------------
# OpenSSF Compiler Options Hardening Guide. Compilers differ, so each is tried once; the list that
# works is kept in $(BUILD)/flags.mk and made again when the compiler or this file changes.

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

NEEDS_NO_FLAGS := check clean deps deps-check help dist
ifneq ($(filter-out $(NEEDS_NO_FLAGS),$(or $(MAKECMDGOALS),all)),)
-include $(BUILD)/flags.mk
endif

$(BUILD)/flags.mk: Makefile
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

GLIB_CFLAGS = $(shell $(PKG_CONFIG) --cflags glib-2.0)
GLIB_LIBS   = $(shell $(PKG_CONFIG) --libs glib-2.0)

PROGRAM := $(BUILD)/bin/$(NAME)
PROGRAM_SOURCES := $(wildcard helper/*.c helper/verbs/*.c) \
	keyring/item.c keyring/keyring.c keyring/secret.c keyring/secret-file.c keyring/source.c \
	keyring/atomic-file.c
PROGRAM_OBJECTS := $(PROGRAM_SOURCES:%.c=$(BUILD)/program/%.o)
PROGRAM_CFLAGS = $(GLIB_CFLAGS) $(shell $(PKG_CONFIG) --cflags libcjson yaml-0.1)
PROGRAM_LIBS   = $(GLIB_LIBS) $(shell $(PKG_CONFIG) --libs libcjson yaml-0.1) -lm

# Keyring back ends: shared objects beside the program, each with its own library.
MODULES := $(BUILD)/libexec/$(NAME)/secret-service.so $(BUILD)/libexec/$(NAME)/vault.so
MODULE_CFLAGS = $(shell $(PKG_CONFIG) --cflags libsecret-1 libsodium libkeyutils)
SECRET_SERVICE_OBJECTS := $(patsubst %.c,$(BUILD)/module/%.o,$(wildcard keyring/secret-service*.c) \
	keyring/item.c keyring/secret.c)
SECRET_SERVICE_LIBS   = $(shell $(PKG_CONFIG) --libs libsecret-1)
VAULT_OBJECTS := $(patsubst %.c,$(BUILD)/module/%.o,$(wildcard keyring/vault*.c) \
	keyring/atomic-file.c keyring/item.c keyring/secret.c keyring/secret-file.c)
VAULT_LIBS   = $(GLIB_LIBS) $(shell $(PKG_CONFIG) --libs libsodium libkeyutils)

.PHONY: all
all: $(PROGRAM) $(MODULES)

$(PROGRAM): $(PROGRAM_OBJECTS)
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) -pie $(GOOD_NO_DLOPEN) -o $@ $^ $(PROGRAM_LIBS)

$(BUILD)/program/%.o: %.c $(BUILD)/flags.mk
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(PROGRAM_CFLAGS) -c -o $@ $<

$(BUILD)/libexec/$(NAME)/secret-service.so: $(SECRET_SERVICE_OBJECTS)
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) -shared -o $@ $^ $(SECRET_SERVICE_LIBS)

$(BUILD)/libexec/$(NAME)/vault.so: $(VAULT_OBJECTS)
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) -shared -o $@ $^ $(VAULT_LIBS)

$(BUILD)/module/%.o: %.c $(BUILD)/flags.mk
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIC -fvisibility=hidden $(MODULE_CFLAGS) -c -o $@ $<

-include $(PROGRAM_OBJECTS:.o=.d) $(SECRET_SERVICE_OBJECTS:.o=.d) $(VAULT_OBJECTS:.o=.d)

# ---- tests ---------------------------------------------------------------------------------------
# Unit tests are one GTest program a file of tests/unit/, linked with everything but main.c. All
# others are shell scripts, tests/*/*.t, against the built program. prove runs both and sums up.

UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test-*.c))
UNIT_OBJECTS = $(filter-out $(BUILD)/program/helper/main.o,$(PROGRAM_OBJECTS))

# Programs that stand in for what a real part can't be made to do, each one file of tests/fake/.
FAKES := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fake/*.c))

.PHONY: tests
tests: $(UNIT_TESTS) $(FAKES)

$(BUILD)/tests/fake/%: tests/fake/%.c $(BUILD)/flags.mk
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(shell $(PKG_CONFIG) --cflags gio-unix-2.0) -MF $@.d -pie -o $@ $< \
		$(shell $(PKG_CONFIG) --libs gio-unix-2.0)

$(BUILD)/tests/unit/%: tests/unit/%.c $(UNIT_OBJECTS)
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(PROGRAM_CFLAGS) -MF $@.d -pie -o $@ $< $(UNIT_OBJECTS) $(PROGRAM_LIBS)

-include $(UNIT_TESTS:=.d) $(FAKES:=.d)

# Everything: unit tests, conversations, sanitizers, valgrind, static checks; what is missing for them is
# installed first. One summary at the end.
.PHONY: check
check: deps-check
	@MAKE='$(MAKE)' sh tests/check

# make check-tap TESTS='tests/protocol/get.t …' runs just those.
TESTS ?= $(UNIT_TESTS) $(sort $(wildcard tests/*/*.t))
.PHONY: check-tap
check-tap: all tests
	@BUILD=$(abspath $(BUILD)) prove --timer --exec '' $(TESTS)

# With real docker, podman, skopeo, buildah and Helm, which have to be had first.
CLIENT_TESTS ?= $(sort $(wildcard tests/clients/*.test))
.PHONY: check-clients
check-clients: all
	@tests/clients/deps $(abspath $(BUILD))/clients
	@BUILD=$(abspath $(BUILD)) prove --timer --exec '' $(CLIENT_TESTS)

# ---- what building and testing need --------------------------------------------------------------
# packaging/deps installs what is missing, through the system's package manager.

.PHONY: deps deps-check
deps:
	@sh packaging/deps build
deps-check:
	@sh packaging/deps build check
