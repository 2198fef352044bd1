#!/bin/sh
# SPDX-License-Identifier: MIT
# Functions that we never call, licenses named in each file, nothing of somebody's own machine.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1

banned='strcpy|strncpy|strcat|strncat|sprintf|vsprintf|gets|system|popen|strtok|atoi|atol|alloca|tmpnam|mktemp|tempnam'
is 'no banned function is called' "$(grep -rnE --include='*.[ch]' "(^|[^A-Za-z0-9_>.])($banned)[[:space:]]*\(" helper keyring tests)" ''
is 'only main.c and message.c write to a stream of stdio' \
	"$(grep -rlE --include='*.c' '(^|[^A-Za-z0-9_])(printf|puts|fprintf|g_print|g_printerr)[[:space:]]*\(' helper keyring |
		grep -vE '^helper/(main|runtime/message)\.c$')" ''
is 'each source file names its license' "$(find helper keyring tests packaging -type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.t' \) \
	-exec sh -c 'for f; do head -n 2 "$f" | grep -q "SPDX-License-Identifier: MIT" || echo "$f"; done' sh {} +)" ''
is 'no path of this machine' "$(grep -rnF "$top/" Makefile helper keyring tests packaging man .ci ./*.md)" ''
done_testing
