#!/bin/sh
# SPDX-License-Identifier: MIT
# A chart that Replicated delivers has the license in its values: what `values` reads, and what helm renders from it, is
# not left in memory either.
. "${0%/*}/../lib.sh"
. "${0%/*}/freed.sh"
input ''
mkdir -p "$T/bin" "$T/web/charts/sub" "$T/web/templates"
printf 'apiVersion: v2\nname: web\nversion: 1.0.0\n' > "$T/web/Chart.yaml"
printf 'apiVersion: v2\nname: sub\nversion: 1.0.0\n' > "$T/web/charts/sub/Chart.yaml"
printf 'kind: Pod\n' > "$T/web/templates/pod.yaml"
cat > "$T/web/values.yaml" <<EOF
image: quay.io/org/api:1
global:
  replicated:
    dockerconfigjson: $pair
replicated:
  licenseID: "$license"
  pair: LICENSE_ID:$license
  path: a/$license
EOF
cp "$T/web/values.yaml" "$T/web/charts/sub/values.yaml"
tar -czf "$T/web.tgz" -C "$T" web

PATH=$T/bin:$PATH
data="data:\n  a: $(printf '%s' "$license" | base64 -w 0)\n  b: $license\nx: a $license\ny: |\n  a\n  $license,\nimage:     $license\n"
values=$(printf '{"image":"quay.io/org/api:1","licenseID":"%s"}' "$license" | base64 -w 0)
cat > "$T/bin/helm" <<EOF
#!/bin/sh
echo 'a warning about $license' >&2
image=\$(sed -n 's/^image: //p')
case "\$*" in *' -') ;; *) printf 'kind: DockerCredentialReplicatedValues\nvalues: $values\n---\n' ;; esac
printf 'kind: Secret\n$data---\nkind: Secret\n${data}z: !tag $license\nq: "$license"\n---\nkind: Pod\nimage: %s\n' "\${image:-quay.io/org/api:1}"
EOF
upstream='# upstream: quay.io/org/api:1
image: proxy.replicated.com/proxy/my-app/quay.io/org/api:1'
is_wiped() { # NAME FILE
	wipes "values of $1" values --app my-app --registry quay.io "$2"
	is "values of $1: they are printed" "$(cat "$T/out")" "$upstream"
}
is_wiped 'a file' "$T/web/values.yaml"
is_wiped 'a chart without helm' "$T/web"
input "$(cat "$T/web/values.yaml")\n"
is_wiped 'standard input' -
input ''
chmod +x "$T/bin/helm"
is_wiped 'a chart that helm renders' "$T/web"
is_wiped 'an archive that helm renders' "$T/web.tgz"
done_testing
