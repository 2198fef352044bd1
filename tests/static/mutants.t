#!/bin/sh
# SPDX-License-Identifier: MIT
# The changes that "make mutants" accepts are still changes of today's code, and each has a reason.
. "${0%/*}/../lib.sh"
command -v python3 > "$T/which" || skip_all "no python3 on this machine: run 'make deps-check'"
is 'every listed change can still be made, and has a reason' "$("$top/tests/mutants/mutants.py" --check-equivalent 2>&1)" ''
done_testing
