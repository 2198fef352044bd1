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
check 'it reads a copy' grep -q "$T/tmp/docker-credential-replicated\.[^/]*/chart" "$T/arguments"
is 'the copy is gone' "$(ls "$T/tmp")" ''
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
helm "printf 'kind: DockerCredentialReplicatedValues\\nvalues: $all_values\\n---\\nkind: Pod\\nimage: quay.io/org/api:1\\n'; kill -9 \$\$"
falls_back 'a helm that is killed' 'helm cannot render the chart' "$T/chart"
helm 'echo "kind: Pod"'
falls_back 'a helm that does not render the values' 'helm did not render the values of the chart' "$T/chart"
is 'nothing stays behind' "$(ls "$T/tmp")" ''

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
rm "$T/bin/tar"
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
rm -r "$T/chart/outer"
ln -s /etc/passwd "$T/chart/templates/link.yaml"
pack
refused 'an archive with a link' "the chart '$T/chart.tgz' contains a link, pipe or device" "$T/chart.tgz"
chart
truncate -s 40M "$T/chart/large"
pack
refused 'an archive that unpacks to 40 MiB' "the chart '$T/chart.tgz' is larger than 32 MiB" "$T/chart.tgz"
chart
mkdir "$T/chart/charts"
truncate -s 40M "$T/large"
tar -C "$T" -czf "$T/chart/charts/side.tgz" large
refused 'a subchart that unpacks to 40 MiB' "the chart '$T/chart' is larger than 32 MiB" "$T/chart"
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

# ---- a helm that takes its time ----
chart
helm "sleep 0.6; printf 'kind: DockerCredentialReplicatedValues\\nvalues: $all_values\\n---\\nkind: Pod\\n'"
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
