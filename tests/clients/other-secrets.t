#!/bin/sh
# SPDX-License-Identifier: MIT
# configure does not change how the passwords of other registries are kept: where docker or Helm would have chosen a
# store by themselves, the same store is added; --remove takes it out again, unless other logins depend on it.
. "${0%/*}/../lib.sh"

docker=$HOME/.docker/config.json helm=$XDG_CONFIG_HOME/helm/registry/config.json podman=$XDG_CONFIG_HOME/containers/auth.json
plugin=$XDG_DATA_HOME/helm/plugins/replicated
proxy='--domain proxy.replicated.com'
added="added 'replicated' for proxy.replicated.com"
removed="removed 'replicated' for proxy.replicated.com"
tools=$T/tools
mkdir -p "${docker%/*}" "$tools"
: > "$T/in"
PATH=$build/bin:$tools:$system_path

# programs NAME...: just these are on PATH; pass is initialized where its folder is there
programs() {
	rm -f "$tools"/*
	for program; do
		printf '#!/bin/sh\ncase $1 in ls) test -d "$HOME/.password-store" ;; *) exit 1 ;; esac\n' > "$tools/$program"
		chmod 755 "$tools/$program"
	done
}
# store NAME STORE [BEFORE]: this store is added to docker's file, or none, and all comes out again
store() {
	rm -f "$docker"
	echo '{}' > "$T/before"
	[ $# -lt 3 ] || printf '%b' "$3" > "$docker"
	[ $# -lt 3 ] || cp "$docker" "$T/before"
	line=
	[ -z "$2" ] || line="$docker: added '$2' for all other registries, which docker used without an entry\n"
	# shellcheck disable=SC2086
	says "$1: is told" 0 "$docker: $added\n$line" '' configure --client docker $proxy
	is "$1: is in the file" "$(jq -r '.credsStore // ""' "$docker")" "${2:-$(jq -r '.credsStore // ""' "$T/before")}"
	# shellcheck disable=SC2086
	says "$1: once" 0 "$docker: nothing to change\n" '' configure --client docker $proxy
	line=
	[ -z "$2" ] || line="$docker: removed '$2' for all other registries\n"
	says "$1: --remove" 0 "$docker: $removed\n$line" '' configure --client docker --remove
	if [ $# -lt 3 ]; then
		check "$1: no file" test ! -e "$docker"
	else
		check "$1: the same bytes" cmp "$T/before" "$docker"
	fi
}
command -v jq > "$T/which" || skip_all "no jq on this machine: run 'make deps-check'"

programs
store 'no store on the machine' ''
programs docker-credential-secretservice
store 'Secret Service' secretservice
store 'an empty object' secretservice '{}'
store 'empty members' secretservice '{"auths":{},"credHelpers":{},"credsStore":""}'
store 'members that are null' secretservice '{\n\t"auths": null,\n\t"credsStore": null,\n\t"credHelpers": null\n}\n'
store 'other members' secretservice '{\r\n  "HttpHeaders": {"a": "b"}\r\n}\r\n'
store 'a login that is there in plain text' '' '{"auths":{"quay.io":{"auth":"YTpi"}}}'
store 'a login of a helper' '' '{"credHelpers":{"gcr.io":"gcloud"}}'
store 'a store that is there' '' '{"credsStore":"pass"}'
store 'the store that docker would choose, but the user did' '' '{"credsStore": "secretservice"}'
store 'one that the user wrote behind a tab' '' '{"credsStore":\t"secretservice"}'
store 'one that the user wrote behind more' '' '{"credsStore": \t\t\t\t"secretservice"}'
programs pass docker-credential-pass docker-credential-secretservice
store 'pass is not initialized' secretservice
mkdir "$HOME/.password-store"
store 'pass' pass
programs pass docker-credential-secretservice
store 'pass without its helper: docker would write plain text' ''
rm -r "$HOME/.password-store"
# docker runs no program by a relative entry of PATH, so its pass is not asked.
programs docker-credential-secretservice
mkdir "$T/relative"
printf '#!/bin/sh\n' > "$T/relative/pass"
chmod 755 "$T/relative/pass"
cd "$T" || exit 1
PATH=relative:$PATH
store 'a pass by a relative path' secretservice
PATH=${PATH#relative:}

# The other clients.
programs docker-credential-secretservice
# shellcheck disable=SC2086
says 'Helm chooses likewise' 0 "$helm: $added\n$helm: added 'secretservice' for all other registries, which helm used without an entry\n$plugin: added the plugin for '-f replicated://'\n" '' configure --client helm $proxy
says 'and back' 0 "$helm: $removed\n$helm: removed 'secretservice' for all other registries\n$plugin: removed the plugin for '-f replicated://'\n" '' configure --client helm --remove
check 'no file' test ! -e "$helm"
# shellcheck disable=SC2086
says 'podman knows no such store' 0 "$XDG_RUNTIME_DIR/containers/auth.json: $added\n$podman: $added\n" '' configure --client podman $proxy
check 'and gets none' test -z "$(jq -r '.credsStore // ""' "$podman")"

# Other logins depend on it.
run configure --client docker --domain proxy.replicated.com
perl -0pi -e 's/\{/{\n\t"auths": {"quay.io": {}},/' "$docker"
says 'a login was made meanwhile' 0 "$docker: $removed\n$docker: left 'secretservice' for all other registries: their logins depend on it\n" '' configure --client docker --remove
is 'it stays reachable' "$(jq -cS . "$docker")" '{"auths":{"quay.io":{}},"credsStore":"secretservice"}'
perl -0pi -e 's/"quay.io": \{\}//' "$docker"
says 'it is not removed later' 0 "$docker: nothing to change\n" '' configure --client docker --remove
rm "$docker"
run configure --client docker --domain proxy.replicated.com --domain registry.replicated.com
says 'one of two domains' 0 "$docker: $removed\n$docker: left 'secretservice' for all other registries: their logins depend on it\n" '' configure --client docker --remove $proxy
says 'and the last' 0 "$docker: removed 'replicated' for registry.replicated.com\n$docker: removed 'secretservice' for all other registries\n" '' configure --client docker --remove
check 'nothing is left' test ! -e "$docker"

# docker prints the whole file anew at a login, and our mark is lost: then it is not ours to remove.
run configure --client docker --domain proxy.replicated.com
jq --tab . "$docker" > "$T/printed"
cp "$T/printed" "$docker"
run configure --client docker --remove
is 'a file that was printed again keeps its store' "$(jq -c . "$docker")" '{"credsStore":"secretservice"}'

# Only --dry-run's difference, and no program of the user's home is run for a file that says where passwords are.
rm "$docker"
# shellcheck disable=SC2086
says '--dry-run shows it' 0 "--- /dev/null\n+++ $docker\n@@ -0,0 +1,6 @@\n+{\n+\t\"credHelpers\": {\n+\t\t\"proxy.replicated.com\": \"replicated\"\n+\t},\n+\t\"credsStore\":  \t\"secretservice\"\n+}\n" '' configure --dry-run --client docker $proxy
check 'and makes no file' test ! -e "$docker"
done_testing
