#!/bin/sh
# SPDX-License-Identifier: MIT
# packaging/kubelet/add-provider: one provider more in a config of kubelet, and every other byte as it was.
. "${0%/*}/../lib.sh"
add=$top/packaging/kubelet/add-provider
me=docker-credential-replicated
head='apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\n'
ours="- name: $me\n  apiVersion: credentialprovider.kubelet.k8s.io/v1\n  args:\n    - credential-provider\n  defaultCacheDuration: 1h0m0s\n  matchImages:\n    - \"proxy.replicated.com\"\n    - \"registry.replicated.com\"\n"
line="{\"name\": \"$me\", \"apiVersion\": \"credentialprovider.kubelet.k8s.io/v1\", \"args\": [\"credential-provider\"], \"defaultCacheDuration\": \"1h0m0s\", \"matchImages\": [\"proxy.replicated.com\", \"registry.replicated.com\"]}"
folder=$T/kubernetes
config=$folder/credential-providers.yaml
have_yaml=
! python3 -c 'import yaml' 2> "$T/python.err" || have_yaml=yes

# The other providers, and all other members, as a YAML reader sees them; ours is there once and complete.
cat > "$T/compare.py" << 'END'
import json, sys, yaml
def read(name):
	text = open(name, newline='').read()
	try:
		return json.loads(text) # a tab is fine in JSON, and not in all of YAML
	except ValueError:
		return yaml.safe_load(text)
before, after = read(sys.argv[1]), read(sys.argv[2])
ours = [p for p in after['providers'] if p['name'] == sys.argv[3]]
assert len(ours) == 1, 'ours is there %d times' % len(ours)
assert ours[0]['args'] == ['credential-provider'] and ours[0]['defaultCacheDuration'] == '1h0m0s', ours
assert all(isinstance(i, str) for i in ours[0]['matchImages']), ours
after['providers'] = [p for p in after['providers'] if p['name'] != sys.argv[3]]
before['providers'] = before['providers'] or []
assert before == after, after
END
# becomes NAME BEFORE AFTER [OPTION...]
becomes() {
	title=$1 after=$3
	rm -rf "$folder"
	mkdir "$folder"
	printf '%b' "$2" > "$config"
	chmod 640 "$config"
	cp "$config" "$T/before"
	printf '%b' "$after" > "$T/want"
	shift 3
	status=0
	"$add" "$@" "$config" > "$T/out" 2> "$T/err" || status=$?
	is "$title" "$status $(cat "$T/err") $(stat -c %a "$config") $(ls -A "$folder" | wc -l)" '0  640 2'
	check "$title: the text" diff -u "$T/want" "$config"
	check "$title: the copy" cmp "$T/before" "$folder"/*.before-replicated-*
	[ -z "$have_yaml" ] || check "$title: as a YAML reader sees it" python3 "$T/compare.py" "$T/before" "$config" "${provider:-$me}"
	"$add" "$@" "$config" > "$T/out" 2> "$T/err"
	is "$title: again" "$? $(diff "$T/want" "$config") $(ls -A "$folder" | wc -l)" '0  2'
}
indented() { # the lines of our provider with two more blanks
	printf '%b' "$ours" | sed 's/^/  /'
}
other='- name: ecr-credential-provider # theirs\n  matchImages: ["*.amazonaws.com"]\n  env: [{name: A, value: "providers: ["}]\n'
becomes 'a list' "$head# all\nproviders: # ours\n# first\n$other" "$head# all\nproviders: # ours\n$ours# first\n$other"
becomes 'an indented list' "---\nproviders:\n\n  - name: x\n$head" "---\nproviders:\n$(indented)\n\n  - name: x\n$head"
becomes 'no line end' "${head}providers:\n- name: x" "${head}providers:\n$ours- name: x"
becomes 'an empty list' "${head}providers: [] # none\n" "${head}providers: [$line] # none\n"
becomes 'no list, and no line end' "${head}providers:" "${head}providers:\n$(indented)\n"
becomes 'no list, at the beginning' "providers:\n$head" "providers:\n$(indented)\n$head"
becomes 'quoted keys' "\"apiVersion\": 'kubelet.config.k8s.io/v1'\n'kind': \"CredentialProviderConfig\"\n'providers':\n$other" \
	"\"apiVersion\": 'kubelet.config.k8s.io/v1'\n'kind': \"CredentialProviderConfig\"\n'providers':\n$ours$other"
crlf() {
	printf '%b' "$1" | sed 's/$/\\r\\n/' | tr -d '\n'
}
becomes 'line ends of Windows' "$(crlf "${head}providers:\n$other")" "$(crlf "${head}providers:\n$ours$other")"
becomes 'flow style in a list' "${head}providers: [ # first\n  {name: x, matchImages: [a.b]},\n]\n" "${head}providers: [$line,  # first\n  {name: x, matchImages: [a.b]},\n]\n"
becomes 'flow style' "{apiVersion: kubelet.config.k8s.io/v1, kind: CredentialProviderConfig, providers: [{name: x, args: ['it''s', \"a\\\\\"]\"]}]} # end\n" \
	"{apiVersion: kubelet.config.k8s.io/v1, kind: CredentialProviderConfig, providers: [$line, {name: x, args: ['it''s', \"a\\\\\"]\"]}]} # end\n"
json='"apiVersion":"kubelet.config.k8s.io/v1","kind":"CredentialProviderConfig"'
becomes 'JSON' "{$json,\"providers\":[{\"name\":\"x\",\"env\":[{\"name\":\"providers\",\"value\":\"providers\"}]}]}" \
	"{$json,\"providers\":[$line, {\"name\":\"x\",\"env\":[{\"name\":\"providers\",\"value\":\"providers\"}]}]}"
becomes 'JSON over lines, with an empty list' "{\n\t$json,\n\t\"providers\" : [\n\t]\n}\n" "{\n\t$json,\n\t\"providers\" : [$line\n\t]\n}\n"
old=$(printf %s "$ours" | sed 's|k8s.io/v1|k8s.io/v1beta1|')
becomes 'an older version' "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: CredentialProviderConfig\nproviders:\n- name: x\n" \
	"apiVersion: kubelet.config.k8s.io/v1beta1\nkind: CredentialProviderConfig\nproviders:\n$old- name: x\n"
provider=$me-acme
becomes 'a second profile, with domains and a file' "${head}providers:\n$ours" \
	"${head}providers:\n- name: $me-acme\n  apiVersion: credentialprovider.kubelet.k8s.io/v1\n  args:\n    - credential-provider\n  defaultCacheDuration: 1h0m0s\n  matchImages:\n    - \"images.acme.example:8443\"\n    - \"proxy.replicated.com\"\n  env:\n    - name: REPLICATED_DOMAINS\n      value: \"images.acme.example:8443\"\n    - name: REPLICATED_LICENSE_ID_FILE\n      value: \"/etc/license-id\"\n$ours" \
	--name "$me-acme" --domain images.acme.example:8443 --domain proxy.replicated.com --license-file /etc/license-id
becomes 'the same in JSON' "{$json,\"providers\":[]}" \
	"{$json,\"providers\":[{\"name\": \"$me-acme\", \"apiVersion\": \"credentialprovider.kubelet.k8s.io/v1\", \"args\": [\"credential-provider\"], \"defaultCacheDuration\": \"1h0m0s\", \"matchImages\": [\"a.example\"], \"env\": [{\"name\": \"REPLICATED_DOMAINS\", \"value\": \"a.example\"}, {\"name\": \"REPLICATED_LICENSE_ID_FILE\", \"value\": \"/f\"}]}]}" \
	--name "$me-acme" --domain a.example --license-file /f
provider=
becomes 'a file with blanks and quotes' "${head}providers:\n- name: x\n" \
	"${head}providers:\n$ours  env:\n    - name: REPLICATED_LICENSE_ID_FILE\n      value: \"/a 'b' \\\\\"c\\\\\" \\\\\\\\d \$e #f\"\n- name: x\n" \
	--license-file "/a 'b' \"c\" \\d \$e #f"

# ---- what is left alone ----
# leaves NAME TEXT STATUS WORDS [OPTION...]
leaves() {
	title=$1 want="$3 1 $3"
	words=$4
	rm -rf "$folder"
	mkdir "$folder"
	printf '%b' "$2" > "$config"
	cp "$config" "$T/before"
	shift 4
	status=0
	"$add" "$@" "$config" > "$T/out" 2> "$T/err" || status=$?
	is "$title" "$status $(cat "$T/out" "$T/err" | grep -c -e "$words") $status" "$want"
	check "$title: the text" cmp "$T/before" "$config"
	is "$title: no copy" "$(ls -A "$folder")" "${config##*/}"
}
leaves 'ours is there' "${head}providers:\n$other- args: [x]\n  name: '$me'\n" 0 'nothing to change'
leaves 'ours is there, in JSON' "{$json,\"providers\":[{\"name\":\"$me\"}]}" 0 'nothing to change'
leaves '--dry-run' "${head}providers:\n$other" 0 "^+- name: $me" --dry-run
leaves 'another kind' 'apiVersion: kubelet.config.k8s.io/v1\nkind: KubeletConfiguration\nproviders: []\n' 1 'kind CredentialProviderConfig'
leaves 'another group' 'apiVersion: v1\nkind: CredentialProviderConfig\nproviders: []\n' 1 'no apiVersion of'
leaves 'a version that is not known' 'apiVersion: kubelet.config.k8s.io/v2\nkind: CredentialProviderConfig\nproviders: []\n' 1 'kubelet.config.k8s.io/v2'
leaves 'two documents' "${head}providers: []\n---\na: b\n" 1 'more than one document'
leaves 'two lists' "${head}providers: []\nproviders: []\n" 1 '2 lists'
leaves 'no list' "$head" 1 '0 lists'
leaves 'an anchor' "${head}providers: &a\n- name: x\n" 1 'is not a list'
leaves 'a text' "${head}providers: x\n" 1 'is not a list'
leaves 'a mapping' "${head}providers:\n  a: b\n" 1 'is not a list'
leaves 'JSON that ends too early' "{$json,\"providers\":[{\"name\":\"x\"}]" 1 'a bracket that is missing'
leaves 'JSON with something behind it' "{$json,\"providers\":[]} x" 1 'something after its end'
leaves 'a string that does not end' "{$json,\"providers\":[\"]}" 1 'a string that does not end'
leaves 'an empty file' '' 1 'no kind'
rm -rf "$folder"
status=0
"$add" "$config" > "$T/out" 2> "$T/err" || status=$?
is 'no file' "$status $(grep -c 'is not a file' "$T/err")" '1 1'
for options in '--name x' '--name docker-credential-replicated-' '--domain a"b' '--license-file x'; do
	status=0
	# shellcheck disable=SC2086 # words
	"$add" $options /dev/null > "$T/out" 2> "$T/err" || status=$?
	is "refused: $options" "$status $(wc -l < "$T/err")" '1 1'
done
status=0
"$add" --license-file "/a
b" /dev/null > "$T/out" 2> "$T/err" || status=$?
is 'refused: a line break in a path' "$status $(cat "$T/err")" "1 add-provider: '--license-file' contains a control character"
mkdir "$folder" "$T/elsewhere"
printf '%b' "${head}providers: []\n" > "$T/elsewhere/real.yaml"
ln -s "$T/elsewhere/real.yaml" "$config"
"$add" "$config" > "$T/out" 2> "$T/err"
is 'a link is followed and stays' "$? $(readlink "$config") $(grep -c "$me" "$T/elsewhere/real.yaml")" "0 $T/elsewhere/real.yaml 1"

# ---- the flags in README.md: arguments of before are kept ----
sed -n '/^file=\/etc\/default\/kubelet/,/^fi/p' "$top/packaging/kubelet/README.md" | sed "s|^file=.*|file=$T/default|" > "$T/flags.sh"
flags='--image-credential-provider-config=/etc/kubernetes/credential-provider.yaml --image-credential-provider-bin-dir=/usr/bin'
for before in '' '# none' 'KUBELET_EXTRA_ARGS=' 'KUBELET_EXTRA_ARGS=""' 'KUBELET_EXTRA_ARGS=--v=2' "KUBELET_EXTRA_ARGS='--v=2 --node-ip=10.0.0.1'" \
	'KUBELET_EXTRA_ARGS="--v=2 --node-labels=a/b=c,d=e"'; do
	rm -f "$T/default"
	[ -z "$before" ] || printf 'A=b\n%s\n' "$before" > "$T/default"
	sh "$T/flags.sh" > "$T/out" 2> "$T/err"
	# shellcheck disable=SC1090 # as systemd reads it
	is "flags after: $before" "$? $(. "$T/default" && echo ${A+"$A"} $KUBELET_EXTRA_ARGS) $(cat "$T/err")" \
		"0 $([ -z "$before" ] || echo 'b ')$(echo "$before" | sed -n "s/^KUBELET_EXTRA_ARGS=//p" | tr -d "\"'" | sed 's/.$/& /')$flags "
done
done_testing
