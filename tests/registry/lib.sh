# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# registry/lib.sh - what the tests of `check` share: the license from outside, the sentences, and the servers of
# the tests with real clients
#
# shellcheck disable=SC2034,SC2154 # some names are for the tests, some come from the other libraries
# shellcheck source=tests/real-clients/lib.sh
. "${0%/*}/../real-clients/lib.sh"

CHECK=$build/libexec/docker-credential-replicated/registry-check
REPLICATED_LICENSE_ID=$LICENSE
export REPLICATED_LICENSE_ID
# What this machine's person has set must not decide.
unset SSL_CERT_FILE SSL_CERT_DIR http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY

REJECTED="license rejected (expired or wrong)"
REJECTED_REMEDY="ask the vendor for a valid license and log in with it; until then 'docker-credential-replicated logout' lets public images be pulled again"
NO_IMAGE='no such image, or its upstream registry is not linked: check its name and tag; if they are right, ask the vendor to link the upstream registry to the app'

# concludes NAME OUTCOME [TEXT] [TARGET...]: check --json gives that outcome for the first target, and its
# sentence holds TEXT; only "accepted" exits 0
concludes() {
	concludes_name=$1 outcome=$2 text=$3
	shift 3
	input ''
	run check --json "${@:-$registry}"
	cat "$T/out" "$T/err" >> "$T/seen/log"
	want_status=1
	[ "$outcome" != accepted ] || want_status=0
	if [ "$status" -eq "$want_status" ] && grep -q "\"outcome\":\"$outcome\"" "$T/out" && grep -qF -e "$text" "$T/out" &&
		[ ! -s "$T/err" ]; then
		ok "$concludes_name"
	else
		not_ok "$concludes_name" "exit status $status, expected $want_status, outcome $outcome, text '$text'
$(cat "$T/out" "$T/err")"
	fi
}

# free_ports COUNT: ports that nobody listens on, a word each
free_ports() {
	node -e '
		const servers = [...Array(Number(process.argv[1]))].map(() => require("net").createServer().listen(0, "127.0.0.1"));
		setImmediate(() => { console.log(servers.map((s) => s.address().port).join(" ")); process.exit(0); });
	' "$1"
}

# nowhere NAME FILE GREP-OPTION...: none of these patterns stands in the file or folder
nowhere() {
	nowhere_name=$1 nowhere_in=$2
	shift 2
	if found=$(grep -rqa "$@" "$nowhere_in" && grep -rla "$@" "$nowhere_in"); then
		not_ok "$nowhere_name" "found in: $found"
	else
		ok "$nowhere_name"
	fi
}

# license_forms: the license as it may travel, a line each, to "$T/forms"
license_forms() {
	{
		forms_of "$LICENSE"
		forms_of "LICENSE_ID:$LICENSE"
		printf '%s' "$LICENSE" | od -An -tx1 | tr -d ' \n'
		echo
		printf '%s' "$LICENSE" | rev
		echo
	} > "$T/forms"
}
