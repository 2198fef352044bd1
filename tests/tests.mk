# SPDX-License-Identifier: MIT
#
# tests.mk - tests, fuzzing, coverage and benchmark (part of the Makefile)

# Unit tests are one GTest program a file of tests/unit/, linked with everything but main.c. All
# others are shell scripts, tests/*/*.t, against the built program. prove runs both and sums up.

UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test-*.c))
# Without the commit in them, they need not be linked again for each one.
UNIT_OBJECTS = $(filter-out $(BUILD)/program/helper/main.o $(VERSION_OBJECT),$(PROGRAM_OBJECTS)) $(BUILD)/tests/version.o

# Programs that stand in for what a real part can't be made to do, each one file of tests/fake/.
FAKES := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fake/*.c))

.PHONY: tests
tests: $(UNIT_TESTS) $(FAKES) $(BUILD)/tests/freed.so ## build the unit tests

$(BUILD)/tests/fake/%: tests/fake/%.c $(BUILD)/compile-settings
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(shell $(PKG_CONFIG) --cflags gio-unix-2.0) -MF $@.d -pie -o $@ $< \
		$(shell $(PKG_CONFIG) --libs gio-unix-2.0)

$(BUILD)/tests/fake/secret-service: tests/fake/secret-service.c $(SECRET_SERVICE_OBJECTS)
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(MODULE_CFLAGS) -MF $@.d -pie -o $@ $< $(SECRET_SERVICE_OBJECTS) $(SECRET_SERVICE_LIBS) \
		$(shell $(PKG_CONFIG) --libs gio-unix-2.0)

$(BUILD)/tests/unit/%: tests/unit/%.c $(UNIT_OBJECTS)
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(PROGRAM_CFLAGS) -MF $@.d -pie -o $@ $< $(UNIT_OBJECTS) $(PROGRAM_LIBS)

$(BUILD)/tests/version.o: helper/runtime/version.c $(BUILD)/compile-settings
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE -c -o $@ $<

# What only a back end holds is tested without the program.
$(BUILD)/tests/unit/test-vault-%: tests/unit/test-vault-%.c $(VAULT_OBJECTS)
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(MODULE_CFLAGS) -MF $@.d -pie -o $@ $< $(VAULT_OBJECTS) $(VAULT_LIBS)

$(BUILD)/tests/unit/test-secret-session: tests/unit/test-secret-session.c $(SECRET_SERVICE_OBJECTS)
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(MODULE_CFLAGS) -MF $@.d -pie -o $@ $< $(SECRET_SERVICE_OBJECTS) $(SECRET_SERVICE_LIBS)

# And what only registry-check holds, without its main.c.
$(BUILD)/tests/unit/test-registry-%: tests/unit/test-registry-%.c $(REGISTRY_CHECK_OBJECTS)
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIE $(PROGRAM_CFLAGS) -MF $@.d -pie -o $@ $< \
		$(filter-out %/main.o,$(REGISTRY_CHECK_OBJECTS)) $(REGISTRY_CHECK_LIBS)

-include $(UNIT_TESTS:=.d) $(FAKES:=.d)

# Everything: unit tests and conversations under sanitizers, valgrind, static checks; what is missing for them is
# installed first. One summary at the end.
.PHONY: check
check: deps-check ## run all tests and checks, after installing the packages that they require
	@MAKE='$(MAKE)' sh tests/check

# make check-tap TESTS='tests/protocol/get.t …' runs just those.
TESTS ?= $(UNIT_TESTS) $(sort $(wildcard tests/*/*.t))
.PHONY: check-tap
check-tap: all tests ## run the tests in TESTS, all by default
	@BUILD=$(abspath $(BUILD)) prove --timer --exec 'sh tests/check --one' $(TESTS)

# What a package can run while it is built: no service, no network, no program but the build's own.
.PHONY: check-unit
check-unit: all $(UNIT_TESTS) ## run only the unit tests, which require no other packages
	@for test in $(UNIT_TESTS); do $$test > $$test.tap 2>&1 < /dev/null || { cat $$test.tap; exit 1; }; done
	$(call say,PASSED,$(words $(UNIT_TESTS)) unit tests)

# With real docker, podman, skopeo, buildah and Helm, which have to be had first.
CLIENT_TESTS ?= $(filter-out %/kubelet.test,$(sort $(wildcard tests/real-clients/*.test)))
.PHONY: check-clients
check-clients: all ## test with the real docker, podman, skopeo, buildah and Helm
	@tests/real-clients/deps $(abspath $(BUILD))/clients
	@CLIENTS=$(abspath $(BUILD))/clients tests/check $(CLIENT_TESTS)

# With a real kubelet and containerd, which no registry has ready to use: never part of CI.
.PHONY: check-kubelet
check-kubelet: all ## test with the kubelet in KUBELET, and the containerd on PATH or in the folder CONTAINERD
	@KUBELET='$(KUBELET)' CONTAINERD='$(CONTAINERD)' tests/check tests/real-clients/kubelet.test

# With real keyrings that show dialogs, on a screen of their own. KEYRINGS='keepassxc kwallet' are just those.
.PHONY: check-keyrings
check-keyrings: all tests ## test with the real gnome-keyring, KeePassXC and KWallet, and their dialogs
	@packaging/deps check keyrings
	@BUILD=$(abspath $(BUILD)) tests/keyring/lab $(KEYRINGS)

# Every fallible call fails once: about 10,000 runs in a few minutes. FAULT_STRIDE=97 leaves out most calls of malloc.
.PHONY: check-faults
check-faults: all $(BUILD)/tests/fault-shim.so ## test with each call of each fallible function failing once
	@BUILD=$(abspath $(BUILD)) tests/faults/run

$(BUILD)/tests/fault-shim.so: tests/faults/shim.c
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(STANDARD) $(CFLAGS) -Wall -Wextra -fPIC -shared -o $@ $<

# Sees what is in memory that the program gives back.
$(BUILD)/tests/freed.so: tests/hostile/freed.c
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(STANDARD) $(CFLAGS) $(if $(SANITIZE),-DWITH_SANITIZERS) -Wall -Wextra -fPIC -shared -o $@ $<

# ---- fuzzing -------------------------------------------------------------------------------------
# Each tests/fuzz/fuzz-NAME.c is a libFuzzer target: it names the functions under test, or includes their
# .c for its statics, begins with the files of tests/fuzz/seeds/NAME/,
# and may have tests/fuzz/dictionaries/NAME.dict. What a run finds stays in
# $(BUILD)/fuzz/corpus/NAME/, and what breaks one is $(BUILD)/fuzz/NAME.crash-….

FUZZ_TIME ?= 60
# -1 is as many as the time allows.
FUZZ_RUNS ?= -1
# 0 is another one each time. Equal seeds try equal inputs: addresses are the same each time, since libFuzzer also learns
# from compared pointers, and it does not look for what another one has added to the corpus.
FUZZ_SEED ?= 0
FUZZ_RUN = $$(setarch -R true 2> /dev/null && echo setarch -R)
FUZZ_CC ?= clang
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz-%.c,%,$(wildcard tests/fuzz/fuzz-*.c))
FUZZ_SOURCES := $(filter-out %/main.c keyring/secret-service%,$(wildcard helper/*.c helper/*/*.c keyring/*.c))
FUZZ_OBJECTS := $(FUZZ_SOURCES:%.c=$(BUILD)/fuzz/%.o)
FUZZ_COMPILE = $(FUZZ_CC) $(STANDARD) -O1 -g -fno-omit-frame-pointer -DRUN_EXIT_HANDLERS -fsanitize=address,undefined \
	-fno-sanitize-recover=all $(PROGRAM_CFLAGS) $(MODULE_CFLAGS) -MMD -MP

.PHONY: fuzz deps-fuzz
deps-fuzz:
	@sh packaging/deps build fuzz
fuzz: deps-fuzz ## run each fuzzer for FUZZ_TIME seconds, or FUZZ_RUNS inputs, one per core at a time
	@$(MAKE) --no-print-directory -j $$(nproc) $(FUZZ_TARGETS:%=fuzz-%)

.PHONY: $(FUZZ_TARGETS:%=fuzz-%)
$(FUZZ_TARGETS:%=fuzz-%): fuzz-%: $(BUILD)/fuzz/fuzz-%
	@mkdir -p $(BUILD)/fuzz/corpus/$*; log=$(BUILD)/fuzz/$*.log; \
		$(FUZZ_RUN) $(BUILD)/fuzz/fuzz-$* -reload=0 -runs=$(FUZZ_RUNS) -max_total_time=$(FUZZ_TIME) -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
			$$([ ! -e tests/fuzz/dictionaries/$*.dict ] || echo "-dict=tests/fuzz/dictionaries/$*.dict") \
			-seed=$(FUZZ_SEED) -print_final_stats=1 -artifact_prefix=$(BUILD)/fuzz/$*. \
			$(BUILD)/fuzz/corpus/$* tests/fuzz/seeds/$* > $$log 2>&1 || { tail -n 40 $$log; exit 1; }; \
		printf '  %-7s %s: %s inputs, none of them breaks it\n' FUZZ $* \
			$$(sed -n 's/^stat::number_of_executed_units: *//p' $$log)

# An archive gives a target only what it does not include itself.
$(BUILD)/fuzz/program.a: $(FUZZ_OBJECTS)
	@rm -f $@
	$(Q)ar rc $@ $^

$(BUILD)/fuzz/fuzz-%: tests/fuzz/fuzz-%.c $(BUILD)/fuzz/program.a
	$(call say,LINK,$@)
	$(Q)$(FUZZ_COMPILE) -fsanitize=fuzzer -MF $@.d -o $@ $< $(BUILD)/fuzz/program.a -Wl,--as-needed \
		$(PROGRAM_LIBS) $(SECRET_SERVICE_LIBS) $(VAULT_LIBS) $(REGISTRY_CHECK_LIBS)

$(BUILD)/fuzz/%.o: %.c
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(FUZZ_COMPILE) -fsanitize=fuzzer-no-link -c -o $@ $<

-include $(FUZZ_OBJECTS:.o=.d) $(FUZZ_TARGETS:%=$(BUILD)/fuzz/fuzz-%.d)

# Other processors under qemu-user, and a vault that is carried from one to another.
ARCHITECTURES ?= arm64 i386 s390x
.PHONY: check-arm64 check-architectures
check-arm64: ## cross-build for arm64 and test under emulation
	@$(MAKE) --no-print-directory check-architectures ARCHITECTURES=arm64
check-architectures: ## do the same for arm64, i386 and s390x, or those in ARCHITECTURES
	@packaging/deps build check $(ARCHITECTURES)
	@MAKE='$(MAKE)' tests/architectures/check $(ARCHITECTURES)

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

# Changes the code in small ways, and sees whether the tests that reach the line notice. tests/mutants/mutants.py says how.
MUTANTS ?= 100
JOBS ?= 1
.PHONY: mutants
mutants: ## change MUTANTS places of the code (SEED=, FILES=, ONLY=, JOBS=, LIMIT=), and list the changes that no test notices
	@packaging/deps build check coverage
	@tests/real-clients/deps $(abspath $(BUILD))/clients
	@CLIENTS=$(abspath $(BUILD))/clients MAKE='$(MAKE)' MUTANTS='$(MUTANTS)' SEED='$(SEED)' FILES='$(FILES)' \
		ONLY='$(ONLY)' JOBS='$(JOBS)' LIMIT='$(LIMIT)' tests/mutants/mutants.py

# ---- benchmark -----------------------------------------------------------------------------------

# The launcher is no part of the program: without its flags, static, and as fast as can be.
$(BUILD)/tests/bench/launch: tests/bench/launch.c $(BUILD)/compile-settings
	$(call say,BENCH,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O2 -static -o $@ $<

.PHONY: bench-programs bench
bench-programs: all $(BUILD)/tests/bench/launch
bench: ## compare the speed with docker-credential-secretservice and secret-tool
	@sh packaging/deps build bench
	@$(MAKE) -s bench-programs
	@BUILD=$(abspath $(BUILD)) tests/bench/run
