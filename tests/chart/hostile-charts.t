#!/bin/sh
# SPDX-License-Identifier: MIT
# values with a chart: what helm gets and what it does not, and charts and helms that do harm. (What real Helms render is
# in tests/real-clients/values.test; the helm here does what those can't be made to do.)
. "${0%/*}/../lib.sh"
. "${0%/*}/helm.sh"
mkdir "$T/tmp" "$T/elsewhere"
TMPDIR=$T/tmp
export TMPDIR

# falls_back NAME REASON WORD: judged by form alone, and the sentence says why
falls_back() {
	says "$1" 0 "$by_form" "${own}the chart was not rendered, and its images are judged by form alone: $2\n" \
		values --app my-app --registry quay.io "$3"
}
refused() { # NAME SENTENCE WORD
	says "$1" 1 '' "$own$2\n" values --app my-app --registry quay.io "$3"
	is "$1: no copy is left" "$(ls "$T/tmp")" ''
}

# ---- what helm gets ----
chart
helm "env > $T/env; echo \"\$@\" > $T/arguments; cat > $T/stdin; pwd > $T/folder; exit 1"
HELM_PLUGINS=$T/elsewhere HELM_DRIVER=sql KUBECONFIG=$T/elsewhere/config HTTPS_PROXY=http://127.0.0.1:1
REPLICATED_LICENSE_ID=canary-of-the-license
export HELM_PLUGINS HELM_DRIVER KUBECONFIG HTTPS_PROXY REPLICATED_LICENSE_ID
falls_back 'a helm that fails' 'helm cannot render the chart' "$T/chart"
unset HELM_PLUGINS HELM_DRIVER KUBECONFIG HTTPS_PROXY REPLICATED_LICENSE_ID
is 'its environment' "$(cut -d= -f1 "$T/env" | grep -v '^_$\|^PWD$\|^SHLVL$\|^OLDPWD$' | sort | tr '\n' ' ')" 'HOME LC_ALL PATH TMPDIR '
is 'no license' "$(grep -c canary "$T/env" "$T/arguments" "$T/stdin" | cut -d: -f2 | tr '\n' ' ')" '0 0 0 '
check 'its home is private' grep -q "^HOME=$T/tmp/docker-credential-replicated\." "$T/env"
is 'its folder is its home' "$(cat "$T/folder")" "$(sed -n 's/^HOME=//p' "$T/env")"
check 'it reads a copy' grep -q "$T/tmp/docker-credential-replicated\.[^/]*/chart" "$T/arguments"
is 'the copy is gone' "$(ls "$T/tmp")" ''
helm "{ ulimit -v; ulimit -f; ulimit -t; } > $T/limits; grep 'SigIgn\|SigBlk' /proc/self/status > $T/signals; id -u > $T/user; exit 1"
REPLICATED_TIMEOUT=5 run values --app my-app --registry quay.io "$T/chart"
is 'its limits: 4 GiB of memory, 64 MiB in a file, four times the time on the processor' "$(paste -s -d ' ' "$T/limits")" '4194304 131072 21'
(ulimit -f 2000 && REPLICATED_TIMEOUT=5 run values --app my-app --registry quay.io "$T/chart")
is 'a lower limit stays' "$(paste -s -d ' ' "$T/limits")" '4194304 2000 21'
is 'no signal is blocked' "$(sed -n 's/^SigBlk:[^0-9a-f]*//p' "$T/signals")" 0000000000000000
is 'and neither SIGPIPE nor SIGXFSZ is ignored' "$((0x$(sed -n 's/^SigIgn:[^0-9a-f]*//p' "$T/signals") & 0x1001000))" 0
[ "$(id -u)" -ne 0 ] || is 'it is run as the same user' "$(cat "$T/user")" 0
helm "cat /proc/net/dev > $T/net; exit 1"
falls_back 'a helm that looks at the network' 'helm cannot render the chart' "$T/chart"
if unshare -n true 2> "$T/said" || unshare -Un true 2> "$T/said"; then
	is 'no network but loopback' "$(sed '1,2d; s/:.*//; s/ //g' "$T/net" | grep -v '^\(lo\|tunl0\|sit0\|ip6tnl0\)$' | tr '\n' ' ')" ''
else
	skip 'no network but loopback' 'this system forbids network namespaces'
fi
mkdir "$T/elsewhere/bin"
cp "$T/bin/helm" "$T/elsewhere/bin/helm"
rm "$T/bin/helm" "$T/net"
(cd "$T/elsewhere" && PATH=bin:$(dirname "$(command -v "$HELPER")"):/usr/bin:/bin && export PATH && run values --app my-app --registry quay.io "$T/chart")
is 'a helm on a relative entry of PATH is not run' "$([ -e "$T/net" ] && echo run)" ''

# ---- helms that do harm ----
if command -v helm > "$T/said"; then
	skip 'without helm' "one is on this machine: $(cat "$T/said")"
else
	says 'without helm' 0 "$by_form" '' values --app my-app --registry quay.io "$T/chart"
fi
helm 'echo "Error: execution error at (web/templates/pod.yaml:1:4): a name is required" >&2; exit 1'
falls_back 'a chart that fails to render' \
	'helm cannot render the chart: execution error at (web/templates/pod.yaml:1:4): a name is required' "$T/chart"
helm "printf 'Error: \\033[31m\\033]0;x\\007 red\\n' >&2; exit 1"
falls_back 'control sequences in what helm says' 'helm cannot render the chart: ?[31m?]0;x? red' "$T/chart"
REPLICATED_TIMEOUT=1
export REPLICATED_TIMEOUT
helm "exec sleep 60.$$" # no other program is called so
start=$(date +%s)
falls_back 'a helm that hangs' "'helm' did not end within 1 s" "$T/chart"
helm "sleep 61.$$ & exit 1"
falls_back 'a helm that leaves another program behind' "'helm' did not end within 1 s" "$T/chart"
check 'within a bounded time' test "$(($(date +%s) - start))" -lt 20
is 'what it started is gone' "$(ps -eo args | grep -c "^sleep 6[01]\.$$\$")" 0
helm "setsid timeout 60 sh -c 'while :; do :; done' < /dev/null > /dev/null 2>&1 & echo \$! > $T/busy; exit 1"
falls_back 'a helm that leaves a busy program of another session behind' 'helm cannot render the chart' "$T/chart"
for _ in $(seq 1 250); do kill -0 "$(cat "$T/busy")" 2> /dev/null || break; sleep 0.2; done
is 'which does not run on for long' "$(kill -0 "$(cat "$T/busy")" 2> /dev/null && echo runs)" ''
unset REPLICATED_TIMEOUT
helm 'exec cat /dev/zero'
falls_back 'a helm that never stops printing' "'$T/bin/helm' printed more than 33554432 bytes" "$T/chart"
helm "printf '$(values_document "$all_values")kind: Pod\\nimage: quay.io/org/api:1\\n'; kill -9 \$\$"
falls_back 'a helm that is killed' 'helm cannot render the chart' "$T/chart"
helm 'echo "Error: allowInsecureImages is not set" >&2; exit 1'
falls_back 'a helm that always asks for the same' 'helm cannot render the chart: allowInsecureImages is not set' "$T/chart"
helm "echo allowInsecureImages >&2; printf '$(values_document "$all_values")kind: Pod\n'"
says 'a helm that only mentions it' 0 "$by_form" '' values --app my-app --registry quay.io "$T/chart"
helm "echo run >> $T/runs; exit 1"
run values --app my-app --registry quay.io "$T/chart"
is 'a helm that fails is run once' "$(cat "$T/runs")" run
helm "{ printf 'Error: '; head -c 400 /dev/zero | tr '\\0' x; } >&2; exit 1"
falls_back 'a long sentence of helm' "helm cannot render the chart: $(head -c 300 /dev/zero | tr '\0' x)" "$T/chart"
helm "head -c 1000000 /dev/zero | tr '\\0' x >&2; echo 'Error: too late' >&2; exit 1"
falls_back 'a helm that says a lot' "helm cannot render the chart: $(head -c 300 /dev/zero | tr '\0' x)" "$T/chart"
helm 'echo "kind: Pod"'
falls_back 'a helm that does not render the values' 'helm did not render the values of the chart' "$T/chart"
is 'nothing stays behind' "$(ls "$T/tmp")" ''

# An override that is longer than a pipe.
for i in $(seq 1 1500); do echo "a$i: {image: quay.io/org/api:$i}"; done > "$T/chart/values.yaml"
mkfifo "$T/unread"
exec 9<> "$T/unread" # the reader, which reads nothing
TMPDIR=$T/missing "$HELPER" values --app my-app --registry quay.io "$T/chart/values.yaml" > "$T/unread" 2> "$T/err" &
pid=$!
sleep 2 # until it waits for the reader
kill "$pid"
for _ in $(seq 1 50); do kill -0 "$pid" 2> /dev/null || break; sleep 0.2; done
is 'a signal ends it also where no copy could be made' "$(kill -9 "$pid" 2> /dev/null && echo runs)" ''
wait "$pid" 2> /dev/null
exec 9<&-
many=$(values_document "$(sed 's/: {/:\n  /; s/}//' "$T/chart/values.yaml")")
helm "case \"\$*\" in *' -') exec sleep 62.$$ ;; esac; printf '${many}kind: Pod\nimage: quay.io/org/api:1\n'"
REPLICATED_TIMEOUT=1 run values --app my-app --registry quay.io "$T/chart"
is 'a helm that reads nothing' "$status:$(cat "$T/out")" '0:{}'
helm "case \"\$*\" in *' -') sleep 0.2; cat > $T/override ;; esac; printf '${many}kind: Pod\nimage: quay.io/org/api:1\n'"
run values --app my-app --registry quay.io "$T/chart"
is 'a helm that reads slowly gets it all' "$status:$(grep -c '^  image: ' "$T/override")" 0:1500
chart

TMPDIR=$T/missing says 'no folder for the copy, next to a values file' 0 "$by_form" "${own}the chart was not rendered: cannot copy the chart to a temporary folder: No such file or directory\n" \
	values --app my-app --registry quay.io "$T/chart/values.yaml"
rm -r "$T/chart/templates"
status=0
sh -c 'ulimit -n 8; exec "$@" 3<&- 4<&- 5<&- 6<&- 7<&-' sh "$HELPER" values --app my-app --registry quay.io "$T/chart" > "$T/out" 2> "$T/err" || status=$?
is 'a helm that cannot be started' "$status:$(grep 'not rendered' "$T/err")" \
	"0:${own}the chart was not rendered, and its images are judged by form alone: cannot start '$T/bin/helm': Too many open files"

# ---- a signal ----
helm "echo > $T/started; exec sleep 60"
for signal in HUP:129 INT:130 QUIT:131 TERM:143; do
	# What a shell starts in the background ignores two of them, and what nohup starts another one.
	rm -f "$T/started"
	sh -c 'ulimit -c 0; exec perl -e "\$SIG{\$_} = q(DEFAULT) for qw(HUP INT QUIT); exec @ARGV" "$@"' sh \
		"$HELPER" values --app my-app --registry quay.io "$T/chart" > "$T/out" 2> "$T/err" &
	pid=$!
	while [ ! -e "$T/started" ]; do sleep 0.1; done
	kill -s "${signal%:*}" "$pid"
	status=0
	wait "$pid" || status=$?
	is "SIG${signal%:*} ends it" "$status" "${signal#*:}"
	is 'and no copy is left' "$(ls "$T/tmp")" ''
done

# ---- charts that do harm ----
helm 'exit 1'
chart
mkdir "$T/chart/.git"
ln -s /etc/passwd "$T/chart/.git/link"
falls_back 'a chart in Git' 'helm cannot render the chart' "$T/chart"
rm -r "$T/chart/templates"
echo > "$T/chart/templates"
falls_back 'a file called templates' 'cannot copy the chart to a temporary folder: Not a directory' "$T/chart"
chart
TMPDIR=$T/missing run values --app my-app --registry quay.io "$T/chart"
is 'no folder for the copy' "$status:$(cat "$T/out" "$T/err")" "1:${own}cannot copy the chart to a temporary folder: No such file or directory"
# dash counts blocks of 512 bytes.
seq 1 2000 > "$T/chart/large"
(ulimit -f 8 && run values --app my-app --registry quay.io "$T/chart"; echo "$status:$(cat "$T/out" "$T/err")" > "$T/full")
is 'no space for the copy' "$(cat "$T/full")" "1:${own}cannot copy the chart to a temporary folder: File too large"
is 'none is left' "$(ls "$T/tmp")" ''
chart
ln -s /etc/passwd "$T/chart/templates/link.yaml"
refused 'a link' "the chart '$T/chart' contains a link ('link.yaml')" "$T/chart"
says 'a link next to a values file' 0 "$by_form" "${own}the chart was not rendered: the chart '$T/chart' contains a link ('link.yaml')\n" \
	values --app my-app --registry quay.io "$T/chart/values.yaml"
mkdir -p "$T/no-chart/Chart.yaml"
cp "$T/chart/values.yaml" "$T/no-chart"
says 'a folder called Chart.yaml next to a values file' 0 "$by_form" '' \
	values --app my-app --registry quay.io "$T/no-chart/values.yaml"
chart
mkfifo "$T/chart/templates/pipe.yaml"
refused 'a pipe' "the chart '$T/chart' contains a pipe, device or socket ('pipe.yaml')" "$T/chart"
chart
perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("socket")) or die' 2> "$T/said" &&
	mv socket "$T/chart/templates/socket.yaml"
refused 'a socket' "the chart '$T/chart' contains a pipe, device or socket ('socket.yaml')" "$T/chart"
chart
nested=$T/chart/$(seq 1 32 | paste -s -d /)
mkdir -p "$nested"
falls_back '32 folders inside of each other' 'helm cannot render the chart' "$T/chart"
mkdir "$nested/33"
refused '33 folders inside of each other' "the folders of the chart '$T/chart' are nested deeper than 32 levels" "$T/chart"
chart
mkdir "$T/chart/many"
(cd "$T/chart/many" && seq 1 9995 | xargs touch)
falls_back '10000 files and folders' 'helm cannot render the chart' "$T/chart"
touch "$T/chart/many/one-more"
refused '10001 files and folders' "the chart '$T/chart' contains more than 10000 files" "$T/chart"
chart
truncate -s "$((32 * 1024 * 1024 - $(cat "$T/chart/Chart.yaml" "$T/chart/values.yaml" "$T/chart/templates/pod.yaml" | wc -c)))" "$T/chart/large"
falls_back '32 MiB' 'helm cannot render the chart' "$T/chart"
truncate -s 40M "$T/chart/large"
refused '40 MiB' "the chart '$T/chart' is larger than 32 MiB" "$T/chart"
chart
rm "$T/chart/Chart.yaml"
refused 'a folder that is not a chart' "'$T/chart' is not a chart: it has no Chart.yaml" "$T/chart"

# pack: the chart as an archive
pack() {
	rm -f "$T/chart.tgz"
	tar -C "$T" -czf "$T/chart.tgz" chart
}
chart
pack
printf '#!/bin/sh\nls /proc/self/fd > "%s/open"\nexec %s "$@"\n' "$T" "$(command -v tar)" > "$T/bin/tar"
chmod +x "$T/bin/tar"
falls_back 'an archive' 'helm cannot render the chart' "$T/chart.tgz"
# lists LINES: what tar says about any archive; what it unpacks is the chart
lists() {
	printf '#!/bin/sh\n[ "$2" = -tvzf ] && { printf "%%b" "%s"; exit; }\nexec %s "$@"\n' "$1" "$tar" > "$T/bin/tar"
}
rm "$T/bin/tar"
tar=$(command -v tar)
printf '#!/bin/sh\n' > "$T/bin/tar"
chmod +x "$T/bin/tar"
for line in '-rw-r--r--' '-rw-r--r-- 0/0' '-rw-r--r-- 0/0 x 2026' '-rw-r--r-- 0/0 12' '-rw-r--r-- 0/0 12x 2026' '-rw-r--r-- 0/0  '; do
	lists "$line\\n"
	refused "a tar that lists '$line'" "cannot read the archive '$T/chart.tgz': tar lists its files in a form that is unknown to this program" "$T/chart.tgz"
done
lists '-rw-r--r-- 0/0 33554432 2026 x'
falls_back 'an archive of 32 MiB' 'helm cannot render the chart' "$T/chart.tgz"
for lines in '-rw-r--r-- 0/0 33554433 2026 x\\n' '-rw-r--r-- 0/0 1 2026 x\\n-rw-r--r-- 0/0 18446744073709551615 2026 x\\n'; do
	lists "$lines"
	refused 'an archive of more than that' "the chart '$T/chart.tgz' is larger than 32 MiB" "$T/chart.tgz"
done
lists "$(yes -- '-rw-r--r-- 0/0 0 2026 x\\n' | head -n 10000 | tr -d '\n')"
falls_back 'an archive of 10000 files' 'helm cannot render the chart' "$T/chart.tgz"
lists "$(yes -- '-rw-r--r-- 0/0 0 2026 x\\n' | head -n 10001 | tr -d '\n')"
refused 'an archive of 10001 files' "the chart '$T/chart.tgz' contains more than 10000 files" "$T/chart.tgz"
printf '#!/bin/sh\nexec cat /dev/zero\n' > "$T/bin/tar"
refused 'a tar that never stops printing' "cannot read the archive '$T/chart.tgz': '$T/bin/tar' printed more than 33554432 bytes" "$T/chart.tgz"
rm "$T/bin/tar"
helper=$(command -v "$HELPER")
(PATH=$T/elsewhere "$helper" values --app my-app --registry quay.io "$T/chart.tgz" > "$T/out" 2> "$T/err")
is 'without tar' "$?:$(cat "$T/out" "$T/err")" "1:${own}cannot read the archive '$T/chart.tgz': tar is not on PATH"
ls /proc/self/fd > "$T/own"
check 'tar has nothing open that this test has not' cmp "$T/own" "$T/open"
mkdir -p "$T/chart/outer/inner/innermost"
tar -C "$T" --exclude outer -cf "$T/chart.tar" chart
tar -C "$T" --mode=0 -rf "$T/chart.tar" chart/outer
gzip -c "$T/chart.tar" > "$T/chart.tgz"
if [ "$(id -u)" -eq 0 ]; then
	# Others may not enter a build tree below /root.
	mkdir -p "$T/copy/libexec"
	cp -r "$build/bin" "$T/copy/"
	cp -r "$build/libexec/docker-credential-replicated" "$T/copy/libexec/"
	chmod 755 "$T" "$HOME"
	chmod 777 "$T/tmp"
	person="setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all $T/copy/bin/docker-credential-replicated"
else
	person=$HELPER
fi
status=0
# shellcheck disable=SC2086 # a command line
$person values --app my-app --registry quay.io "$T/chart.tgz" > "$T/out" 2> "$T/err" || status=$?
is 'an archive with folders that nobody may enter' "$status:$(ls "$T/tmp")" '0:'
tar -C "$T/chart" --mode=0 -czf "$T/chart.tgz" .
status=0
# shellcheck disable=SC2086 # a command line
$person values --app my-app --registry quay.io "$T/chart.tgz" > "$T/out" 2> "$T/err" || status=$?
is 'an archive that nobody may enter' "$status:$(cat "$T/out" "$T/err"):$(ls "$T/tmp")" "1:${own}'$T/chart.tgz' is not a chart: it has no Chart.yaml:"
if [ "$(id -u)" -eq 0 ]; then
	mkdir "$T/unreadable"
	cp "$T/chart/Chart.yaml" "$T/unreadable"
	echo x > "$T/unreadable/secret"
	chmod 755 "$T/unreadable"
	chmod 600 "$T/unreadable/secret"
	status=0
	# shellcheck disable=SC2086 # a command line
	$person values --app my-app --registry quay.io "$T/unreadable" > "$T/out" 2> "$T/err" || status=$?
	is 'a file that nobody may read' "$status:$(cat "$T/out" "$T/err")" "1:${own}cannot read 'secret' in the chart '$T/unreadable': Permission denied"
	if setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all unshare -Un true 2> "$T/said"; then
		helm "cat /proc/net/dev > $T/tmp/net; exit 1"
		# shellcheck disable=SC2086 # a command line
		$person values --app my-app --registry quay.io "$T/chart" > "$T/out" 2> "$T/err"
		is 'no network but loopback for others than root' "$(sed '1,2d; s/:.*//; s/ //g' "$T/tmp/net" | grep -v '^\(lo\|tunl0\|sit0\|ip6tnl0\)$' | tr '\n' ' ')" ''
		rm "$T/tmp/net"
		helm 'exit 1'
	else
		skip 'no network but loopback for others than root' 'this system forbids network namespaces to them'
	fi
fi
rm -r "$T/chart/outer"
ln -s /etc/passwd "$T/chart/templates/link.yaml"
pack
refused 'an archive with a link' "the chart '$T/chart.tgz' contains a link, pipe or device" "$T/chart.tgz"
chart
truncate -s 40M "$T/chart/large"
pack
refused 'an archive that unpacks to 40 MiB' "the chart '$T/chart.tgz' is larger than 32 MiB" "$T/chart.tgz"
chart
rm "$T/chart/Chart.yaml"
pack
refused 'an archive without a chart' "'$T/chart.tgz' is not a chart: it has no Chart.yaml" "$T/chart.tgz"
mkdir "$T/a" "$T/z"
chart
tar -C "$T" -czf "$T/chart.tgz" a chart z
falls_back 'an archive with other folders' 'helm cannot render the chart' "$T/chart.tgz"
chart
mkdir "$T/chart/charts"
truncate -s 40M "$T/large"
tar -C "$T" -czf "$T/chart/charts/side.tgz" large
refused 'a subchart that unpacks to 40 MiB' "the chart '$T/chart' is larger than 32 MiB" "$T/chart"
pack
refused 'one in an archive' "the chart '$T/chart.tgz' is larger than 32 MiB" "$T/chart.tgz"
truncate -s 20M "$T/large"
tar -C "$T" -czf "$T/chart/charts/side.tgz" large
cp "$T/chart/charts/side.tgz" "$T/chart/charts/other.tgz"
refused 'two subcharts that unpack to 20 MiB each' "the chart '$T/chart' is larger than 32 MiB" "$T/chart"
echo 'no archive' > "$T/chart.tgz"
refused 'a file that is not an archive' "'$T/chart.tgz' is not an archive of a chart, or is damaged" "$T/chart.tgz"
rm "$T/chart.tgz"
mkfifo "$T/chart.tgz"
refused 'a pipe instead of an archive' "'$T/chart.tgz' is not a chart: a folder or an archive is required" "$T/chart.tgz"
rm "$T/chart.tgz"
refused 'no archive' "cannot open the chart '$T/chart.tgz': No such file or directory" "$T/chart.tgz"
mkdir "$T/parent"
(cd "$T/parent" && echo x > ../outside && tar -czPf "$T/chart.tgz" ../outside)
refused 'an archive with names outside' "'$T/chart.tgz' is not an archive of a chart, or is damaged" "$T/chart.tgz"

# ---- subcharts, where helm does not tell ----
chart
mkdir -p "$T/chart/charts/side" "$T/chart/charts/plain"
printf 'image: {registry: quay.io, repository: org/side}\n' > "$T/chart/charts/side/values.yaml"
printf 'a: 1\n' > "$T/chart/charts/plain/values.yaml"
says 'a subchart with images of its own' 0 "$by_form" "${own}the chart was not rendered, and its images are judged by form alone: helm cannot render the chart
${own}left the images of the subchart 'side' unchanged: only helm knows what its own values become\n" \
	values --app my-app --registry quay.io "$T/chart"
printf 'image: quay.io/org/api:1\nside: {image: quay.io/org/side:2}\n' > "$T/chart/values.yaml"
says 'one whose image the chart sets' 0 "${by_form}side:\n  # upstream: quay.io/org/side:2\n  image: $behind/quay.io/org/side:2\n" \
	"${own}the chart was not rendered, and its images are judged by form alone: helm cannot render the chart\n" \
	values --app my-app --registry quay.io "$T/chart"

# What is in an archive, or cannot be read, may be an image too.
printf 'image: quay.io/org/api:1\n' > "$T/chart/values.yaml"
tar -C "$T/chart/charts" -czf "$T/chart/charts/packed.tgz" plain
mkdir -p "$T/chart/charts/wrong" "$T/chart/charts/odd/values.yaml" "$T/chart/charts/note" "$T/chart/charts/none"
rm -r "$T/chart/charts/side"
echo 'a: [' > "$T/chart/charts/wrong/values.yaml"
echo 'creds: {registry: quay.io, username: x}' > "$T/chart/charts/note/values.yaml"
echo x > "$T/chart/charts/README"
run values --app my-app --registry quay.io "$T/chart"
is 'subcharts that may have images' "$(sed -n "s/.*of the subchart '\(.*\)' unchanged.*/\1/p" "$T/err" | paste -s -d ' ')" 'note odd packed.tgz wrong'
chart
cat > "$T/chart/Chart.yaml" << 'END'
apiVersion: v2
name: web
version: 1.0.0
dependencies:
  - {name: side, version: 1.0.0}
  - {name: other, alias: nick, version: 1.0.0}
  - {version: 1.0.0}
END
for name in side nick other sidecar; do echo "$name: {image: {repository: org/$name, tag: 1}}"; done > "$T/chart/values.yaml"
run values --app my-app --registry docker.io "$T/chart"
is 'names without a host in the values for a subchart stay' "$(sed -n "s/^.*: \(left\|changed\) '\(.*\)\.image.*/\1 \2/p" "$T/err" | paste -s -d ' ')" \
	'left side left nick changed other changed sidecar'
is 'and are not in the override' "$(grep -c '^[a-z]*:$' "$T/out")" 2

# ---- without helm ----
mkdir "$T/few"
for name in tar gzip; do ln -s "$(command -v $name)" "$T/few/$name"; done
chart
pack
# without_helm NAME NOTES WORD
without_helm() {
	(PATH=$T/few "$helper" values --app my-app --registry quay.io "$3" > "$T/out" 2> "$T/err")
	printf '%b' "$by_form" > "$T/want-out"
	printf '%b' "$2" > "$T/want-err"
	if cmp -s "$T/want-out" "$T/out" && cmp -s "$T/want-err" "$T/err"; then ok "$1"; else not_ok "$1" "$(cat "$T/out" "$T/err")"; fi
}
without_helm 'a folder without helm' '' "$T/chart"
without_helm 'an archive without helm' "${own}the chart was not rendered, and its images are judged by form alone: helm is not on PATH\n" "$T/chart.tgz"
printf 'image: quay.io/org/api:1\ncreds: {registry: quay.io, username: x}\n' > "$T/chart/values.yaml"
without_helm 'a folder with something that is left' "${own}left 'creds.registry' unchanged: it names the registry 'quay.io' and not an image\n${own}the chart was not rendered: helm is not on PATH\n" "$T/chart"

# ---- a helm that takes its time ----
chart
helm "sleep 0.6; printf '$(values_document "$all_values")kind: Pod\\n'"
if command -v script > "$T/which"; then
	script -qec "$HELPER values --app my-app --registry quay.io $T/chart" "$T/typescript" < /dev/null > "$T/screen" 2>&1
	check 'on a terminal: progress after a second, of all renderings' grep -q 'helm renders the chart \.\.\.' "$T/screen"
	is 'and it is gone before the answer' "$(tr '\r' '\n' < "$T/screen" | grep 'helm renders' | sort -u)" 'helm renders the chart ...'
else
	skip 'on a terminal: progress after a second, of all renderings' 'no script (util-linux) on this machine'
fi
says 'elsewhere none' 0 "$by_form" '' values --app my-app --registry quay.io "$T/chart"

# ---- endless input ----
status=0
yes 'a: 1' | "$HELPER" values --app my-app --registry quay.io > "$T/out" 2> "$T/err" || status=$?
is 'endless standard input' "$status:$(cat "$T/err")" "1:${own}the values file on standard input is longer than 8388608 bytes"
done_testing
