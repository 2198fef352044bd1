#!/bin/sh
# SPDX-License-Identifier: MIT
# configure on a full disk, a mounted file, a read-only one, another's file; beside a busy one, and fifty of itself.
# shellcheck disable=SC2016 # the inner shells expand it
. "${0%/*}/../lib.sh"

docker=$HOME/.docker/config.json
proxy='--client docker --domain proxy.replicated.com'
by_hand='add by hand: "credHelpers": {"proxy.replicated.com": "replicated"}\n'
added="$docker: added 'replicated' for proxy.replicated.com\n"
: > "$T/in"

# A mount of ours is seen by nobody else, and gone with its last program.
if [ "$(id -u)" -eq 0 ]; then privately='unshare --mount'; else privately='unshare --mount --map-root-user'; fi
# in_mount NAME STATUS STDOUT STDERR SETUP: SETUP is a line of shell, before the program runs
in_mount() {
	mount_name=$1 want_status=$2 status=0
	mkdir -p "${docker%/*}"
	printf '{}\n' > "$docker"
	printf '%b' "$3" > "$T/want-out"
	printf '%b' "$4" > "$T/want-err"
	# shellcheck disable=SC2086
	$privately sh -c "$5"'
		cp "$1" "$2/before"; shift 2
		"$@"; status=$?
		cmp -s "$T/before" "$docker" && ls -A "${docker%/*}" > "$T/left"
		exit $status' sh "$docker" "$T" "$HELPER" configure $proxy < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	answered "$mount_name"
	is "$mount_name: the file is the old one, and no other file is left" "$(cat "$T/left")" config.json
	rm -rf "$T/left" "${docker%/*}"
}
export T docker
if $privately sh -c 'mount -t tmpfs tmpfs "$T"' > "$T/mount.log" 2>&1; then
	in_mount 'a full disk' 1 '' "docker-credential-replicated: cannot change '$docker': No space left on device: $by_hand" '
		mount -t tmpfs -o size=8k tmpfs "${docker%/*}"
		printf "{\"a\": \"%04060d\"}" 0 > "$docker"'
	in_mount 'no room for another file' 1 '' "docker-credential-replicated: cannot change '$docker': No space left on device: $by_hand" '
		mount -t tmpfs -o size=64k,nr_inodes=2 tmpfs "${docker%/*}" && printf "{}\n" > "$docker"'
	in_mount 'a bind mount' 1 '' "docker-credential-replicated: cannot change '$docker': it is a bind mount and cannot be replaced: $by_hand" '
		printf "{}\n" > "$T/mounted" && mount --bind "$T/mounted" "$docker"'
	in_mount 'a read-only disk' 1 '' "docker-credential-replicated: cannot change '$docker': Read-only file system: $by_hand" '
		mount -t tmpfs tmpfs "${docker%/*}" && printf "{}\n" > "$docker" && mount -o remount,bind,ro "${docker%/*}"'
	in_mount 'a read-only disk, with nothing to change' 0 "$docker: nothing to change\n" '' '
		mount -t tmpfs tmpfs "${docker%/*}" && printf "{\"credHelpers\":{\"proxy.replicated.com\":\"replicated\"}}" > "$docker" && mount -o remount,bind,ro "${docker%/*}"'
else
	skip 'a full disk, a bind mount, a read-only disk' 'nothing may be mounted here'
fi

# as_person NAME STDERR: as somebody without rights of root
if [ "$(id -u)" -eq 0 ]; then
	person='setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all'
	# Others may not enter a build tree below /root.
	mkdir -p "$T/copy/libexec"
	cp -r "$build/bin" "$T/copy/"
	cp -r "$build/libexec/docker-credential-replicated" "$T/copy/libexec/"
	PATH=$T/copy/bin:$PATH
else
	person="env"
fi
as_person() {
	want_status=1 status=0
	: > "$T/want-out"
	printf '%b' "$2" > "$T/want-err"
	# shellcheck disable=SC2086
	$person "$HELPER" configure $proxy < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	answered "$1"
}
mkdir -p "${docker%/*}"
printf '{}\n' > "$docker"
chmod 755 "$T" "$HOME"
chmod 555 "${docker%/*}"
as_person 'a folder that may not be written to' "docker-credential-replicated: cannot change '$docker': Permission denied: $by_hand"
is 'the file is the old one' "$(cat "$docker")" '{}'
chmod 755 "${docker%/*}"
if [ "$(id -u)" -eq 0 ]; then
	chmod 600 "$docker"
	as_person 'a file that may not be read' "docker-credential-replicated: cannot open '$docker': Permission denied: $by_hand"
	chmod 644 "$docker"
	chmod 777 "${docker%/*}"
	as_person 'a file of another, whose owner cannot be kept' "docker-credential-replicated: cannot change '$docker': Operation not permitted: $by_hand"
	is 'it is the old one, and no other file is left' "$(cat "$docker") $(ls -A "${docker%/*}")" '{} config.json'
	chown 65534:65534 "$docker"
	# shellcheck disable=SC2086
	says 'root keeps the owner' 0 "$added" '' configure $proxy
	is 'of the file' "$(stat -c %u:%g "$docker")" 65534:65534
	# The user's own file, in a group that the user is not in: docker can change it, too.
	chown 65534:65534 "${docker%/*}"
	chmod 755 "${docker%/*}"
	for mode in 600 640 644; do
		printf '{}\n' > "$docker"
		chown 65534:0 "$docker"
		chmod "$mode" "$docker"
		# shellcheck disable=SC2086
		$person "$HELPER" configure $proxy < "$T/in" > "$T/out" 2> "$T/err"
		is "a file of the user's with mode $mode and another group" "$(cat "$T/out" "$T/err")" "${added%??}"
		is 'is the user'\''s, and open to nobody else than before' "$(stat -c '%u %a' "$docker")" "65534 $(echo "$mode" | sed 's/640/600/')"
	done
	rm -r "${docker%/*}"
	chown 65534:65534 "$HOME"
	# shellcheck disable=SC2086
	says 'what root makes in the home of another' 0 "$added" '' configure $proxy
	is 'belongs to that one' "$(stat -c %u:%g "$docker" "${docker%/*}" | tr '\n' ' ')" '65534:65534 65534:65534 '
	chown 0:0 "$HOME"
else
	skip 'files of others' 'only root can make them'
fi
rm -r "${docker%/*}"

# A limit on the size of files (ulimit -f) is a signal to most programs.
mkdir -p "${docker%/*}"
printf '{}\n' > "$docker"
# shellcheck disable=SC2086
sh -c 'ulimit -f 0; exec "$@"' sh "$HELPER" configure $proxy 2>&1 < "$T/in" | cat > "$T/out"
is 'a file that may not grow' "$(cat "$T/out")" "docker-credential-replicated: cannot change '$docker': File too large: ${by_hand%??}"
is 'the file is the old one, and no other file is left' "$(cat "$docker") $(ls -A "${docker%/*}")" '{} config.json'
rm -r "${docker%/*}"

# ---- a write that must last, and one that comes between ----
if command -v strace > "$T/which" && strace -o "$T/trace" true 2> "$T/strace.log"; then
	# traced STRACE-OPTION...: runs configure on a file {}
	traced() {
		mkdir -p "${docker%/*}"
		printf '{}\n' > "$docker"
		status=0
		# shellcheck disable=SC2086
		strace -qq -o "$T/trace" "$@" "$HELPER" configure $proxy < "$T/in" > "$T/out" 2> "$T/err" || status=$?
	}
	want_status=1
	: > "$T/want-out"
	printf '%b' "docker-credential-replicated: cannot change '$docker': Input/output error: $by_hand" > "$T/want-err"
	traced -e trace=fsync -e inject=fsync:error=EIO:when=1
	answered 'a new file that does not reach the disk'
	is 'is not put in place' "$(cat "$docker") $(ls -A "${docker%/*}")" '{} config.json'
	traced -e trace=fsync -e inject=fsync:error=EIO:when=2
	answered 'a folder that does not reach the disk'
	traced -e signal=none -e trace=fsync,renameat2,rename,renameat
	is 'file, then rename, then folder are synced' "$status $(sed 's/(.*//' "$T/trace" | tr '\n' ' ')" '0 fsync renameat2 fsync '
	run configure --client docker --remove
	# Each attempt is as slow as the machine.
	REPLICATED_TIMEOUT=200
	export REPLICATED_TIMEOUT
	printf '%b' "docker-credential-replicated: cannot change '$docker': another program keeps changing it: $by_hand" > "$T/want-err"
	traced -e trace=renameat2 -e inject=renameat2:error=EAGAIN
	answered 'a file that another program changes each time'
	rc=$HOME/.terraformrc for_docker=$proxy proxy='--client terraform'
	by_hand_of_terraform='add this line by hand: credentials_helper "replicated" {}'
	run configure --client terraform
	rm "$rc"
	printf '%b' "docker-credential-replicated: cannot change '$rc': another program keeps changing it: $by_hand_of_terraform\n" > "$T/want-err"
	traced -e trace=renameat2 -e inject=renameat2:error=EAGAIN
	answered 'a file of Terraform that another program changes each time'
	printf '%b' "docker-credential-replicated: cannot change '$rc': Input/output error: $by_hand_of_terraform\n" > "$T/want-err"
	traced -e trace=fsync -e inject=fsync:error=EIO:when=1
	answered 'a file of Terraform that does not reach the disk'
	proxy=$for_docker
	unset REPLICATED_TIMEOUT

	# Another program writes after we have looked and before we rename: it knows no lock.
	new=${docker%/*}/.config.json.docker-credential-replicated
	sh -c 'until [ -e "$1" ]; do sleep 0.02; done; sleep 0.5
		echo "{\"theirs\": 1}" > "$2.theirs"; mv "$2.theirs" "$2"' sh "$new" "$docker" &
	other=$!
	traced -e trace=renameat2 -e inject=renameat2:delay_enter=2000000:when=1
	wait "$other"
	is 'what another program wrote in between is kept' "$status $(cat "$docker")" '0 {"theirs": 1, "credHelpers": {"proxy.replicated.com": "replicated"}}'
	is 'and nothing is left' "$(ls -A "${docker%/*}")" config.json
	rm -r "${docker%/*}"
else
	skip 'a write that must last, and one that comes between' 'no program may be traced here'
fi

# ---- others at work ----
mkdir -p "${docker%/*}"
printf '{}\n' > "$docker"
mkfifo "$T/hold"
flock "${docker%/*}" sh -c 'echo held > "$1"; read -r word < "$1"' sh "$T/hold" &
holder=$!
read -r word < "$T/hold"
REPLICATED_TIMEOUT=1
export REPLICATED_TIMEOUT
# shellcheck disable=SC2086
says 'waiting for the lock ends with the deadline' 1 '' 'docker-credential-replicated: timed out after 1 s waiting for another program that changes the same config file: wait until it ends, or set REPLICATED_TIMEOUT higher\n' configure $proxy
is 'the file is the old one' "$(cat "$docker")" '{}'
unset REPLICATED_TIMEOUT
echo go > "$T/hold"
wait "$holder"
# shellcheck disable=SC2086
says 'the lock is free again' 0 "$added" '' configure $proxy
rm -r "${docker%/*}"

# A killed one left half a file.
mkdir -p "${docker%/*}"
printf '{}\n' > "$docker"
printf '{"half' > "${docker%/*}/.config.json.docker-credential-replicated"
# Files of the user's own, however they are called, are never taken or removed.
for name in .new .lock .tmp '~' .bak; do printf 'mine' > "$docker$name"; done
(cd "${docker%/*}" && sha256sum config.json?* > "$T/mine")
# shellcheck disable=SC2086
says 'the file of a killed program does not disturb' 0 "$added" '' configure $proxy
check 'and is gone' test ! -e "${docker%/*}/.config.json.docker-credential-replicated"
printf '{"half' > "${docker%/*}/.config.json.docker-credential-replicated"
# shellcheck disable=SC2086
says 'nor where nothing is to change' 0 "$docker: nothing to change\n" '' configure $proxy
check 'and is gone' test ! -e "${docker%/*}/.config.json.docker-credential-replicated"
check 'files with names like that are kept' sh -c 'cd "$1" && sha256sum -c "$2"' sh "${docker%/*}" "$T/mine"
rm "$docker".?* "$docker~"

# Fifty at once, each with a domain of its own; a reader never sees half a file.
printf '{\n\t"auths": {}\n}\n' > "$docker"
cp "$docker" "$T/before"
REPLICATED_DOMAINS=$(seq -s , -f 'r%g.acme.example' 50)
export REPLICATED_DOMAINS
: > "$T/go"
(while [ -e "$T/go" ]; do tail -c 2 "$docker" | grep -q '^}' || echo torn; done > "$T/torn" 2>&1) &
reader=$!
writers=
for n in $(seq 50); do
	"$HELPER" configure --client docker --domain "r$n.acme.example" < "$T/in" >> "$T/writers.out" 2>> "$T/writers.err" &
	writers="$writers $!"
done
lost=0
for writer in $writers; do wait "$writer" || lost=$((lost + 1)); done
rm "$T/go"
wait "$reader"
is 'fifty at once: all succeed' "$lost $(cat "$T/writers.err")" '0 '
is 'and none is lost' "$(grep -c '"r[0-9]*\.acme\.example": "replicated"' "$docker")" 50
is 'a reader never saw half a file' "$(cat "$T/torn")" ''
is 'nothing is left next to it' "$(ls -A "${docker%/*}")" config.json
run configure --client docker --remove
check 'and all are removed again' cmp "$T/before" "$docker"

# docker and podman know no lock: what one of them writes meanwhile is not lost either.
cat > "$T/writer" <<'END'
my ($file, $go) = @ARGV;
for (my $n = 1; -e $go; $n++) {
	open(my $in, '<', $file) or die $!; local $/; my $text = <$in>;
	$text =~ s/"auths": \{\K\}|("auths": \{[^}]*)\}/defined $1 ? qq($1, "w$n": 1}) : qq("w$n": 1})/e or die $text;
	open(my $out, '>', "$file.docker") or die $!; print $out $text; close $out;
	rename("$file.docker", $file) or die $!;
	print "w$n\n"; select(undef, undef, undef, 0.01);
}
END
: > "$T/go"
perl "$T/writer" "$docker" "$T/go" > "$T/written" 2> "$T/writer.err" &
other=$!
: > "$T/writers.err"
for n in 1 2 3 4 5 6 7 8 9 10; do
	"$HELPER" configure --client docker --domain "r$n.acme.example" < "$T/in" > "$T/out" 2>> "$T/writers.err"
done
rm "$T/go"
wait "$other"
is 'both get through' "$(cat "$T/writer.err" "$T/writers.err")" ''
while read -r name; do grep -q "\"$name\"" "$docker" || echo "$name"; done < "$T/written" > "$T/lost"
is "nothing of $(wc -l < "$T/written") changes by a program without a lock is lost" "$(cat "$T/lost")" ''
done_testing
