#!/bin/sh
# SPDX-License-Identifier: MIT
# configure, killed at any system call: the file is the old or the new one, the license is in the file or in the
# keyring, and the next run finishes the work and leaves nothing behind.
. "${0%/*}/../lib.sh"
command -v strace > "$T/which" || skip_all "no strace on this machine: run 'make deps-check'"
in_keyring "$@"
strace -o "$T/trace" true 2> "$T/strace.log" || skip_all 'no program may be traced here'

docker=$HOME/.docker/config.json
license=1vusOokxAVp1tkRGuyxnF23PJcq
auth=$(printf 'LICENSE_ID:%s' "$license" | base64 -w 0)
mkdir "${docker%/*}"
printf '{\n\t"auths": {\n\t\t"quay.io": {}\n\t}\n}\n' > "$T/old"
printf '{\n\t"auths": {\n\t\t"quay.io": {}\n\t},\n\t"credHelpers": {\n\t\t"proxy.replicated.com": "replicated"\n\t}\n}\n' > "$T/new"
printf '{\n\t"auths": {\n\t\t"quay.io": {},\n\t\t"proxy.replicated.com": {"auth": "%s"}\n\t}\n}\n' "$auth" > "$T/plain"
: > "$T/in"

# whole FILE FILE: docker's file is one of the two
whole() {
	cmp -s "$1" "$docker" || cmp -s "$2" "$docker"
}
is_kept() {
	printf proxy.replicated.com | "$HELPER" get 2>&1 | grep -qF "$license"
}
# begin FILE: the state before a run
begin() {
	cp "$1" "$docker"
	[ "$1" != "$T/plain" ] || printf proxy.replicated.com | "$HELPER" erase
}
# kill_at CALL N FROM TO ARGUMENT...: kills at the Nth call of that name, and looks; says what is wrong
kill_at() {
	call=$1 nth=$2 from=$3 to=$4 status=0
	shift 4
	begin "$from"
	strace -qq -o "$T/killed" -e "trace=$call" -e "inject=$call:signal=KILL:when=$nth" \
		"$HELPER" "$@" < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	[ "$status" -eq 137 ] || [ "$status" -eq 0 ] || echo "exit status $status: $(cat "$T/err")"
	whole "$from" "$to" || echo 'neither the old nor the new file'
	[ "$from" != "$T/plain" ] || cmp -s "$from" "$docker" || is_kept || echo 'the license is nowhere'
	run "$@"
	[ "$status" -eq 0 ] || echo "the next run fails: $(cat "$T/err")"
	cmp -s "$to" "$docker" || echo 'the next run does not finish'
	[ "$(find "${docker%/*}" -type f)" = "$docker" ] || echo "left behind: $(find "${docker%/*}" -type f)"
}
# survives NAME CALLS FROM TO ARGUMENT...: killed at each of these system calls that a whole run makes
survives() {
	survives_name=$1 calls=$2 from=$3 to=$4
	shift 4
	begin "$from"
	strace -qq -o "$T/trace" -e "trace=$calls" "$HELPER" "$@" < "$T/in" > "$T/out"
	# Each call and how often it was made until then, from our own first one on.
	sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' "$T/trace" | awk '{ n[$1]++ } $1 == "umask" { ours = 1 } ours { print $1, n[$1] }' > "$T/calls"
	: > "$T/bad"
	while read -r call nth; do
		kill_at "$call" "$nth" "$from" "$to" "$@" < /dev/null > "$T/complaint"
		[ ! -s "$T/complaint" ] || sed "s/^/$call $nth: /" "$T/complaint" >> "$T/bad"
	done < "$T/calls"
	count=$(wc -l < "$T/calls")
	if [ "$count" -gt 20 ] && [ ! -s "$T/bad" ]; then
		ok "$survives_name ($count system calls)"
	else
		not_ok "$survives_name" "$count calls: $(cat "$T/bad")"
	fi
}

survives 'putting in' all "$T/old" "$T/new" configure --client docker --domain proxy.replicated.com
survives 'taking out' all "$T/new" "$T/old" configure --client docker --remove
survives 'moving a license' umask,openat,write,sendmsg,flock,fchmod,fsync,renameat2,unlinkat \
	"$T/plain" "$T/new" configure --client docker --domain proxy.replicated.com
done_testing
