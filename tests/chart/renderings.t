#!/bin/sh
# SPDX-License-Identifier: MIT
# values with a chart: how often helm renders it, with what, and which places are named. (The helm here renders what the
# test says, at once; real ones are in tests/real-clients/values.test.)
. "${0%/*}/../lib.sh"
. "${0%/*}/helm.sh"
chart
quay() { # NAME STDOUT NOTES
	says "$1" 0 "$2" "$3" values --app my-app --registry quay.io "$T/chart"
}

# Of the override, what follows "-" is the image.
in_list='{"images":["quay.io/org/api:1"]}'
helm "echo run >> $T/runs; image=\$(sed -n 's/^ *- //p')
printf '$(values_document "$in_list")kind: Pod\\nmetadata: {name: web}\\nimage: %s\\n' \"\${image:-quay.io/org/api:1}\""
says 'an image in a list: its place' 0 "IMAGE              PLACE      THROUGH THE PROXY                                    CHECKED
quay.io/org/api:1  images[0]  $behind/quay.io/org/api:1  rendered\n" '' \
	values --app my-app --registry quay.io --show "$T/chart"
is 'helm is run as it is, with all trials, and with the override' "$(grep -c run "$T/runs")" 3
helm "image=\$(sed -n 's/^image: //p')
printf '$(values_document "$all_values")kind: Pod\\nimage: %s\\n' \"\${image:-quay.io/org/api:1}\""
says 'an image of a value of its own: one row' 0 "IMAGE              PLACE  THROUGH THE PROXY                                    CHECKED
quay.io/org/api:1  image  $behind/quay.io/org/api:1  rendered\n" '' \
	values --app my-app --registry quay.io --show "$T/chart"
# The second image is another one as soon as the first is not the chart's own.
helm "echo run >> $T/runs; image=\$(sed -n 's/^image: //p')
printf '$(values_document "$all_values")kind: Pod\\nimage: %s\\nspec: {image: %s}\\n' \"\${image:-quay.io/org/api:1}\" \"\${image:+ghcr.io/}org/side:1\""
rm "$T/runs"
run values --app my-app --registry quay.io --registry docker.io "$T/chart"
is 'an image that decides about another one stays' "$status:$(cat "$T/out"):$(grep -c 'left the image' "$T/err")" '0:{}:2'
is 'after as many renderings as for other charts' "$(grep -c run "$T/runs")" 4
# 64 images that helm refuses: the trials are halved until the renderings are used up.
for i in $(seq 1 64); do echo "a$i: {image: quay.io/org/api:$i}"; done > "$T/values"
helm "echo run >> $T/runs; case \"\$*\" in *' -') exit 1 ;; esac
printf '$(values_document "$(cat "$T/values")")kind: Pod\\nimage: quay.io/org/api:1\\n'"
rm "$T/runs"
run values --app my-app --registry quay.io "$T/chart"
is 'a chart that takes no other values' "$status:$(cat "$T/out"):$(grep 'not all' "$T/err")" \
	"0:{}:${own}not all values were tried: helm has rendered the chart 19 times"
is 'no more renderings than that, and one of what was found by form' "$(grep -c run "$T/runs")" 20
# The image is gone as soon as it is not the chart's own.
vanishes() { # NAME DOCUMENT: what is rendered with an override
	helm "case \"\$*\" in *' -') printf -- '$2' ;; *) printf '$(values_document "$all_values")kind: Pod\\nx: a quay.io/org/api:1\\n' ;; esac"
	run values --app my-app --registry quay.io "$T/chart"
	is "$1" "$status:$(cat "$T/out"):$(cat "$T/err")" "0:{}:${own}left the image 'quay.io/org/api:1' (Pod/? x) unchanged: nothing says that Kubernetes pulls it: a program in a pod that pulls it itself does not have the license
${own}left 'image' unchanged: helm does not render the same images with it
${own}nothing to change: no image of the named registries was found"
}
vanishes 'an image that is gone with another value' 'kind: Pod\\ny: b\\n'
vanishes 'one whose text is shorter then' 'kind: Pod\\nx: a\\n'
# A file of configuration in which the values are written again. Of that in a Secret nobody knows what reads it.
repeated='{"image":{"registry":"quay.io","repository":"org/api"}}'
repeats() { # KIND TEXT: the pod's registry is %s in the text, too
	helm "registry=\$(sed -n 's/^ *registry: //p'); : \${registry:=quay.io}
printf '$(values_document "$repeated")kind: Pod\\nimage: %s/org/api\\n---\\nkind: $1\\ndata: {file: \"$2\"}\\n' \$registry \$registry"
}
repeats ConfigMap 'registry: %s\\nother: x'
quay 'a ConfigMap with the values' "image:\n  # upstream: quay.io\n  registry: $behind/quay.io\n" ''
says 'the image, and not its registry again' 0 "IMAGE            PLACE           THROUGH THE PROXY                                  CHECKED
quay.io/org/api  image.registry  $behind/quay.io/org/api  rendered\n" '' \
	values --app my-app --registry quay.io --show "$T/chart"
for kind in Secret ConfigMap; do
	case $kind in
	Secret) repeats Secret 'registry: %s\\nother: x' ;;
	*) repeats ConfigMap '%s' ;;
	esac
	quay "a $kind that something else may read" '{}\n' \
		"${own}left the image 'quay.io/org/api' (Pod/? image) unchanged: no value of the chart changes only this image
${own}left 'image.registry' unchanged: something else than an image depends on it
${own}nothing to change: no image of the named registries was found\n"
done
repeats ConfigMap 'url: https://%s/v2\\nother: x'
run values --app my-app --registry quay.io "$T/chart"
is 'a ConfigMap with more than the value' "$status:$(cat "$T/out"):$(grep -c "left 'image.registry' unchanged" "$T/err")" '0:{}:1'
# With the override itself the image is the old one again.
helm "image=\$(sed -n 's/^image: //p')
case \$image in '' | *proxy.replicated.com*) image=quay.io/org/api:1 ;; esac
printf '$(values_document "$all_values")kind: Pod\\nimage: %s\\n' \$image"
quay 'an override that changes no image after all' '{}\n' \
	"${own}left the image 'quay.io/org/api:1' (Pod/? image) unchanged: no value of the chart makes it go through the proxy
${own}nothing to change: no image of the named registries was found\n"
both='{"image":"quay.io/org/api:1","sideImage":"quay.io/org/side:1"}'
helm "override=\$(cat)
image=\$(echo \"\$override\" | sed -n 's/^image: //p') side=\$(echo \"\$override\" | sed -n 's/^sideImage: //p')
case \$side in *proxy.replicated.com*) side= ;; esac
printf '$(values_document "$both")kind: Pod\\nimage: %s\\nspec: {image: %s}\\n' \"\${image:-quay.io/org/api:1}\" \"\${side:-quay.io/org/side:1}\""
quay 'another one that does' "$by_form" \
	"${own}left the image 'quay.io/org/side:1' (Pod/? spec.image) unchanged: no value of the chart makes it go through the proxy\n"
# Of two images one is in the chart itself. What becomes of that one shows whether the override changes more than it should.
two() { # what is rendered with the override, a shell command
	helm "image=\$(sed -n 's/^image: //p')
printf '$(values_document "$all_values")kind: Pod\\nimage: %s\\n---\\n' \"\${image:-quay.io/org/api:1}\"
case \$image in *proxy.replicated.com*) $1 ;; *) printf 'kind: Job\\nimage: quay.io/org/fixed:1\\n' ;; esac"
}
two "printf 'kind: Job\\nimage: quay.io/org/fixed:1\\n'"
quay 'of two images one does not depend on values' "$by_form" \
	"${own}left the image 'quay.io/org/fixed:1' (Job/? image) unchanged: no value of the chart makes it go through the proxy\n"
neither="${own}left the image 'quay.io/org/api:1' (Pod/? image) unchanged: no value of the chart makes it go through the proxy
${own}left the image 'quay.io/org/fixed:1' (Job/? image) unchanged: no value of the chart makes it go through the proxy
${own}nothing to change: no image of the named registries was found\n"
two "printf 'kind: Job\\nimage: quay.io/org/other:1\\n'"
quay 'it is another one with the override' '{}\n' "$neither"
two true
quay 'it is gone with the override' '{}\n' "$neither"
# The registry of an image that is told of is not told of again.
word='{"x":"quay.io"}'
helm "printf '$(values_document "$word")kind: Pod\\nargs: [quay.io/org/side:1]\\n'"
quay 'a registry that is a word of the values, and an argument with an image of it' '{}\n' \
	"${own}left the image 'quay.io/org/side:1' (Pod/? args[0]) unchanged: nothing says that Kubernetes pulls it: a program in a pod that pulls it itself does not have the license
${own}nothing to change: no image of the named registries was found\n"
helm "printf '$(values_document "$word")kind: Pod\\nargs: [a]\\n'"
quay 'the same, and no image of it' '{}\n' \
	"${own}left 'x' unchanged: it names the registry 'quay.io' and not an image
${own}nothing to change: no image of the named registries was found\n"
# What is open is an argument, for which no registry is filled in that the chart leaves empty.
empty='{"image":{"registry":"quay.io","repository":"org/api"},"global":{"imageRegistry":""}}'
helm "override=\$(cat)
all=\$(echo \"\$override\" | sed -n 's/^ *imageRegistry: //p') own=\$(echo \"\$override\" | sed -n 's/^ *registry: //p')
printf '$(values_document "$empty")kind: Pod\\nimage: %s/org/api\\nargs: [quay.io/org/side:1]\\n' \"\${all:-\${own:-quay.io}}\""
quay 'an argument that the values do not change, and an empty registry' "image:\n  # upstream: quay.io\n  registry: $behind/quay.io\n" \
	"${own}left the image 'quay.io/org/side:1' (Pod/? args[0]) unchanged: nothing says that Kubernetes pulls it: a program in a pod that pulls it itself does not have the license\n"
# The chart puts a registry before a name that has none, and the name has its tag.
tagged='{"image":{"repository":"org/api:1"}}'
helm "name=\$(sed -n 's/^ *repository: //p')
printf '$(values_document "$tagged")kind: Pod\\nimage: %s\\n' \"\${name:-quay.io/org/api:1}\""
quay 'a repository with its tag, and no host' \
	"image:\n  # upstream: org/api:1\n  repository: $behind/quay.io/org/api:1\n" ''
# What looks like a mark of a trial.
marked='{"image":"quay.io/org/dcr-0:1"}'
helm "image=\$(sed -n 's/^image: //p')
printf '$(values_document "$marked")kind: Pod\\nimage: %s\\n' \"\${image:-quay.io/org/dcr-0:1}\""
quay 'an image called dcr-0' "# upstream: quay.io/org/dcr-0:1\nimage: $behind/quay.io/org/dcr-0:1\n" ''
# An argument with a blank; a comment of the override is one word.
words='{"apiImage":"-x quay.io/org/api:1"}'
helm "words=\$(sed -n 's/^apiImage: //p' | tr -d '\"')
printf '$(values_document "$words")kind: Pod\\nargs: [%s, %s]\\n' \"\${words:=-x quay.io/org/api:1}\" \"\$words\""
quay 'an image in arguments: told once' "# upstream: quay.io/org/api:1\napiImage: \"-x $behind/quay.io/org/api:1\"\n" \
	"${own}changed the image 'quay.io/org/api:1' in an argument of a program (Pod/? args[0]): a program that pulls it itself does not have the license\n"
words='{"apiImage":"quay.io/org/api:1 -x"}'
helm "words=\$(sed -n 's/^apiImage: //p' | tr -d '\"')
printf '$(values_document "$words")kind: Pod\\nargs: [%s]\\n' \"\${words:-quay.io/org/api:1 -x}\""
run values --app my-app --registry quay.io "$T/chart"
is 'an image before an option' "$status:$(cat "$T/out")" "0:# upstream: quay.io/org/api:1
apiImage: \"$behind/quay.io/org/api:1 -x\""
helm "printf '$(values_document null)kind: Pod\\nimage: quay.io/org/api:1\\n'"
run values --app my-app --registry quay.io "$T/chart"
is 'a chart without values' "$status:$(cat "$T/out"):$(grep -c 'left the image' "$T/err")" '0:{}:1'
# What is in the chart where the values are looked for is not read.
seq 1 1000 > "$T/chart/templates/zz-docker-credential-replicated.yaml"
helm "cd \$3/templates; [ ! -e zz-* ] || sed 's/{{.*}}/$(printf '%s' "$all_values" | base64)/' zz-*; printf -- '---\\nkind: Pod\\n'"
quay 'a chart with a file of the name that is added' "$by_form" ''
done_testing
