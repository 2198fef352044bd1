#!/bin/sh
# SPDX-License-Identifier: MIT
# values with a chart: how often helm renders it, with what, and which places are named. (The helm here renders what the
# test says, at once; real ones are in tests/real-clients/values.test.)
. "${0%/*}/../lib.sh"
. "${0%/*}/helm.sh"
chart

# Of the override, what follows "-" is the image.
in_list=$(printf '{"images":["quay.io/org/api:1"]}' | base64)
helm "echo run >> $T/runs; image=\$(sed -n 's/^ *- //p')
printf 'kind: DockerCredentialReplicatedValues\\nvalues: $in_list\\n---\\nkind: Pod\\nmetadata: {name: web}\\nimage: %s\\n' \"\${image:-quay.io/org/api:1}\""
says 'an image in a list: its place' 0 "IMAGE              PLACE      THROUGH THE PROXY                                    CHECKED
quay.io/org/api:1  images[0]  $behind/quay.io/org/api:1  rendered\n" '' \
	values --app my-app --registry quay.io --show "$T/chart"
is 'helm is run as it is, with all trials, and with the override' "$(grep -c run "$T/runs")" 3
# The second image is another one as soon as the first is not the chart's own.
helm "echo run >> $T/runs; image=\$(sed -n 's/^image: //p')
printf 'kind: DockerCredentialReplicatedValues\\nvalues: $all_values\\n---\\nkind: Pod\\nimage: %s\\nspec: {image: %s}\\n' \"\${image:-quay.io/org/api:1}\" \"\${image:+ghcr.io/}org/side:1\""
rm "$T/runs"
run values --app my-app --registry quay.io --registry docker.io "$T/chart"
is 'an image that decides about another one stays' "$status:$(cat "$T/out"):$(grep -c 'left the image' "$T/err")" '0:{}:2'
is 'after as many renderings as for other charts' "$(grep -c run "$T/runs")" 4
helm "printf 'kind: DockerCredentialReplicatedValues\\nvalues: bnVsbA==\\n---\\nkind: Pod\\nimage: quay.io/org/api:1\\n'"
run values --app my-app --registry quay.io "$T/chart"
is 'a chart without values' "$status:$(cat "$T/out"):$(grep -c 'left the image' "$T/err")" '0:{}:1'
# What is in the chart where the values are looked for is not read.
seq 1 1000 > "$T/chart/templates/zz-docker-credential-replicated.yaml"
helm "cd \$3/templates; [ ! -e zz-* ] || sed 's/{{.*}}/$all_values/' zz-*; printf -- '---\\nkind: Pod\\n'"
says 'a chart with a file of the name that is added' 0 "$by_form" '' values --app my-app --registry quay.io "$T/chart"
done_testing
