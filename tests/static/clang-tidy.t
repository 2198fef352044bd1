#!/bin/sh
# SPDX-License-Identifier: MIT
# clang-tidy finds nothing of what .clang-tidy names.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1
command -v clang-tidy > "$T/which" || skip_all 'no clang-tidy on this machine'

flags=$(pkg-config --cflags gio-unix-2.0 libgcrypt libsystemd libcjson yaml-0.1 libcurl libsodium libkeyutils)
# shellcheck disable=SC2086 # a list of flags
check 'clang-tidy' clang-tidy --quiet helper/*.c helper/*/*.c keyring/*.c -- -std=c11 -D_GNU_SOURCE '-DVERSION="x"' $flags
done_testing
