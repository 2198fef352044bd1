#!/bin/sh
# SPDX-License-Identifier: MIT
# values: which values of a chart change, how they are printed, and what is left alone and said.
# (tests/real-clients/values.test gives the result to real Helms.)
. "${0%/*}/../lib.sh"

behind=proxy.replicated.com/proxy/my-app
digest=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef

# overrides NAME VALUES STDOUT NOTES [ARGUMENT...]: NOTES are the sentences, one a line
overrides() {
	overrides_name=$1
	input "$2"
	printf '%b' "$4" | sed 's/^/docker-credential-replicated: /' > "$T/notes"
	overrides_out=$3 overrides_notes=$(sed 's/\\/\\\\/g; s/$/\\n/' "$T/notes" | tr -d '\n')
	shift 4
	says "$overrides_name" 0 "$overrides_out" "$overrides_notes" values --app my-app "$@"
}
quay() { # NAME VALUES STDOUT NOTES
	overrides "$@" --registry quay.io
}
hub() {
	overrides "$@" --registry docker.io
}
same() { # NAME VALUES NOTES: nothing changes, with quay.io and Docker Hub named
	overrides "$1" "$2" '{}\n' "$3nothing to change: no image of the named registries was found\n" \
		--registry quay.io --registry docker.io
}
refused() { # NAME STATUS SENTENCE ARGUMENT...
	refused_name=$1 refused_status=$2 refused_sentence=$3
	shift 3
	says "$refused_name" "$refused_status" '' "docker-credential-replicated: $refused_sentence\n" values "$@"
}

# ---- what is an image ----
quay 'a whole reference' "image: quay.io/org/api:1@$digest\nother: 1\n" \
	"# upstream: quay.io/org/api:1@$digest\nimage: $behind/quay.io/org/api:1@$digest\n" ''
quay 'in capitals' 'image: Quay.IO/org/api\n' "# upstream: Quay.IO/org/api\nimage: $behind/quay.io/org/api\n" ''
quay 'a repository with its host' 'a: {image: {repository: quay.io/org/api, tag: 1}}\n' \
	"a:\n  image:\n    # upstream: quay.io/org/api\n    repository: $behind/quay.io/org/api\n" ''
quay 'a pair' 'image:\n  registry: quay.io\n  repository: org/api\n  tag: 1\n  digest: ""\n' \
	"image:\n  # upstream: quay.io/org/api\n  registry: $behind/quay.io\n" ''
# Helm puts the chart's own 'global' over that of a subchart, and over no other mapping.
quay "a key that 'global' has, too" 'global: {image: busybox}\nweb: {image: quay.io/org/web:1}\nsub: {global: {image: quay.io/org/sub:1}}\n' \
	"web:\n  # upstream: quay.io/org/web:1\n  image: $behind/quay.io/org/web:1\n" ''
quay "a key that 'global' lacks, in that of a subchart" 'global: {other: x}\nsub: {global: {image: quay.io/org/sub:1}}\n' \
	"sub:\n  global:\n    # upstream: quay.io/org/sub:1\n    image: $behind/quay.io/org/sub:1\n" ''
for partner in image name imageRepository imageName; do
	quay "a pair with '$partner'" "image: {registry: quay.io, $partner: org/api, tag: 1}\n" \
		"image:\n  # upstream: quay.io/org/api\n  registry: $behind/quay.io\n" ''
done
for version in 'tag: 1' "digest: $digest"; do
	quay "a pair with 'name', and a ${version%%:*}" "a: {registry: quay.io, name: org/api, $version}\n" \
		"a:\n  # upstream: quay.io/org/api\n  registry: $behind/quay.io\n" ''
done
quay 'a pair, and other names of its parts' \
	'image: {registry: quay.io, imageRegistry: ghcr.io, repository: org/api, imageRepository: a, image: b, imageName: c, name: d}\n' \
	"image:\n  # upstream: quay.io/org/api\n  registry: $behind/quay.io\n" ''
quay "a registry next to another thing's name" 'a: {registry: quay.io, name: web}\n' '{}\n' \
	"left 'a.registry' unchanged: it names the registry 'quay.io' and not an image\nnothing to change: no image of the named registries was found\n"
quay 'a registry with a path' 'image: {registry: quay.io/org, repository: api}\n' \
	"image:\n  # upstream: quay.io/org/api\n  registry: $behind/quay.io/org\n" ''
quay 'a registry with its slash' 'image: {registry: quay.io/, repository: org/api}\n' \
	"image:\n  # upstream: quay.io/org/api\n  registry: $behind/quay.io/\n" ''
quay 'an empty registry' 'image: {registry: "", repository: quay.io/org/api}\n' \
	"image:\n  # upstream: quay.io/org/api\n  repository: $behind/quay.io/org/api\n" ''
quay 'a pair of another registry' 'a: {registry: ghcr.io, repository: org/api}\nbImage: quay.io/x/y\n' \
	"# upstream: quay.io/x/y\nbImage: $behind/quay.io/x/y\n" ''
quay 'a global registry, not set' 'global: {imageRegistry: ""}\nimage: {registry: quay.io, repository: org/api}\n' \
	"image:\n  # upstream: quay.io/org/api\n  registry: $behind/quay.io\n" ''
quay 'a global registry, set' 'global: {imageRegistry: quay.io}\nimage: {registry: quay.io, repository: org/api}\n' \
	"global:\n  # upstream: quay.io\n  imageRegistry: $behind/quay.io\nimage:\n  # upstream: quay.io/org/api\n  registry: $behind/quay.io\n" ''
quay 'a global registry that is another' 'global: {imageRegistry: mirror.example}\nimage: {registry: quay.io, repository: org/api}\n' \
	"image:\n  # upstream: quay.io/org/api\n  registry: $behind/quay.io\n" ''
quay 'a registry before several images' 'global: {registry: quay.io}\napi: {image: {repository: org/api, tag: 1}}\n' \
	"global:\n  # upstream: quay.io\n  registry: $behind/quay.io\n" ''
quay 'a registry before several images, and empty values' \
	'global: {registry: quay.io}\nimage: ""\nside: {image: }\napi: {image: {repository: org/api, tag: 1}}\n' \
	"global:\n  # upstream: quay.io\n  registry: $behind/quay.io\n" ''
quay 'a registry before images next to a pair of another one' \
	'global: {registry: quay.io}\na: {registry: ghcr.io, repository: org/x, tag: 1, side: {image: org/side:1}}\n' \
	"global:\n  # upstream: quay.io\n  registry: $behind/quay.io\n" ''
for other in '"no image, a text"' ghcr.io/org/x:1; do
	quay "a registry before $other" "global: {registry: quay.io}\nimage: $other\n" '{}\n' \
		"left 'global.registry' unchanged: it names the registry 'quay.io' and not an image\nnothing to change: no image of the named registries was found\n"
done
quay 'a registry of all images, before several' 'global: {image: {registry: quay.io}}\napi: {image: {repository: org/api, tag: 1}}\n' \
	"global:\n  image:\n    # upstream: quay.io\n    registry: $behind/quay.io\n" ''
quay 'a repository with its host, below images' 'images: {api: {repository: quay.io/org/api}}\n' \
	"images:\n  api:\n    # upstream: quay.io/org/api\n    repository: $behind/quay.io/org/api\n" ''
quay 'a repository with its host, and a tag' 'a: {repository: quay.io/org/api, tag: 1}\n' \
	"a:\n  # upstream: quay.io/org/api\n  repository: $behind/quay.io/org/api\n" ''
for rest in image imageName; do
	quay "a repository with its host, and the rest of the name in '$rest'" "a: {repository: quay.io/org, $rest: api}\n" \
		"a:\n  # upstream: quay.io/org\n  repository: $behind/quay.io/org\n" ''
done
quay 'a registry next to nothing but pairs with another one' 'global: {registry: quay.io}\na: {image: {registry: ghcr.io, repository: org/x, tag: 1}}\n' '{}\n' \
	"left 'global.registry' unchanged: it names the registry 'quay.io' and not an image\nnothing to change: no image of the named registries was found\n"
quay 'a pair whose registry precedes other images too' 'registry: quay.io\nimage: org/api\nside: {image: org/side}\n' \
	"# upstream: quay.io/org/api\nregistry: $behind/quay.io\n" ''
overrides 'a hub with its organization' 'hub: docker.io/istio\nproxy: {image: proxyv2}\n' \
	"# upstream: docker.io/istio\nhub: $behind/docker.io/istio\n" '' --registry docker.io
quay 'a registry to log in to' 'creds: {registry: quay.io, username: x, image: {repository: org/x}}\nimage: quay.io/x/y\n' \
	"# upstream: quay.io/x/y\nimage: $behind/quay.io/x/y\n" \
	"left 'creds.registry' unchanged: it names the registry 'quay.io' and not an image\n"
quay 'an alias and a merge key' 'a: &a {image: quay.io/org/api, n: 1}\nb: *a\nc: {<<: *a, n: 2}\n' \
	"a:\n  # upstream: quay.io/org/api\n  image: $behind/quay.io/org/api\nb:\n  # upstream: quay.io/org/api\n  image: $behind/quay.io/org/api\nc:\n  # upstream: quay.io/org/api\n  image: $behind/quay.io/org/api\n" ''
overrides 'two registries and a custom domain' 'aImage: quay.io/x/y\nbImage: ghcr.io/x/y\ncImage: gcr.io/x/y\n' \
	'# upstream: quay.io/x/y\naImage: images.acme.example:8443/proxy/my-app/quay.io/x/y\n# upstream: ghcr.io/x/y\nbImage: images.acme.example:8443/proxy/my-app/ghcr.io/x/y\n' '' \
	--registry quay.io --registry GHCR.io:443 --domain images.acme.example:8443

# ---- Docker Hub ----
alone='by its form alone: wrong if the templates of the chart put a registry before it'
hub 'below a registry that names no host' 'registry: team\na: {image: {repository: org/x, tag: 1}}\n' \
	"a:\n  image:\n    # upstream: org/x\n    repository: $behind/org/x\n" \
	"changed 'a.image.repository' $alone\n"
hub 'with its hosts' 'aImage: docker.io/org/api\nbImage: index.docker.io/library/nginx:1\n' \
	"# upstream: docker.io/org/api\naImage: $behind/docker.io/org/api\n# upstream: index.docker.io/library/nginx:1\nbImage: $behind/index.docker.io/library/nginx:1\n" ''
for host in registry-1.docker.io registry.hub.docker.com; do
	hub "with another of its names, $host" "image: $host/org/api:1\nside: {registry: $host, repository: org/x, tag: 1}\n" \
		"# upstream: $host/org/api:1\nimage: $behind/docker.io/org/api:1\nside:\n  # upstream: $host/org/x\n  registry: $behind/docker.io\n" ''
done
overrides 'with another of its names' 'image: docker.io/org/api\n' "# upstream: docker.io/org/api\nimage: $behind/docker.io/org/api\n" '' \
	--registry registry-1.docker.io
hub 'without, where a key says image' 'image: redis\nsideImage: org/x:1\nimages: [nginx:1, org/y]\n' \
	"# upstream: redis\nimage: $behind/redis\n# upstream: org/x:1\nsideImage: $behind/org/x:1\nimages:\n  # upstream: nginx:1\n  - $behind/nginx:1\n  # upstream: org/y\n  - $behind/org/y\n" \
	"changed 'image' $alone\nchanged 'sideImage' $alone\nchanged 'images[0]' $alone\nchanged 'images[1]' $alone\n"
for key in appImage appImageName app_image_name appImageRepository app_image_repository; do
	hub "without, where the key is $key" "$key: redis\n" "# upstream: redis\n$key: $behind/redis\n" "changed '$key' $alone\n"
done
hub 'without, next to a registry to log in to' 'creds: {registry: docker.io, username: x}\na: {repository: org/api, tag: 1}\n' \
	"a:\n  # upstream: org/api\n  repository: $behind/org/api\n" \
	"left 'creds.registry' unchanged: it names the registry 'docker.io' and not an image\nchanged 'a.repository' $alone\n"
hub 'without, next to a pair for all' 'global: {registry: docker.io, image: org/first}\na: {repository: org/api, tag: 1}\n' \
	"global:\n  # upstream: docker.io/org/first\n  registry: $behind/docker.io\na:\n  # upstream: org/api\n  repository: $behind/org/api\n" \
	"changed 'a.repository' $alone\n"
hub 'words among images, of which one is a path' 'images: {a: redis, b: org/nginx}\n' \
	"images:\n  # upstream: redis\n  a: $behind/redis\n  # upstream: org/nginx\n  b: $behind/org/nginx\n" \
	"changed 'images.a' $alone\nchanged 'images.b' $alone\n"
quay 'one registry for all, and values that are empty' 'extra: ""\nnone:\nglobal: {registry: quay.io}\nimage: {repository: org/api}\n' \
	"global:\n  # upstream: quay.io\n  registry: $behind/quay.io\n" ''
hub 'a registry and a name of one image' 'image: {registry: docker.io, name: org/api}\na: {repository: org/api, tag: 1}\n' \
	"image:\n  # upstream: docker.io/org/api\n  registry: $behind/docker.io\na:\n  # upstream: org/api\n  repository: $behind/org/api\n" \
	"changed 'a.repository' $alone\n"
hub 'the same in a list' 'images: [{registry: docker.io, name: org/api}]\na: {repository: org/api, tag: 1}\n' \
	"images:\n  # upstream: docker.io/org/api\n  - registry: $behind/docker.io\n    name: org/api\na:\n  # upstream: org/api\n  repository: $behind/org/api\n" \
	"changed 'a.repository' $alone\n"
maybe='unchanged: it may be an image of Docker Hub, or something else'
same 'words among images, of which none is a path' 'images: {a: redis, b: nginx}\n' "left 'images.a' $maybe\nleft 'images.b' $maybe\n"
same 'a name among images, with a tag' 'images: [{name: redis, tag: 7}]\n' \
	"left 'images[0].name' unchanged: the chart may put the registry of other images before it\n"
same 'a name among images, without one' 'images: [{name: redis, newTag: 7}]\n' ''
same 'the name of a registry in a longer one' 'a: see quay.ions/x\nb: see quay.io.example/x\nc: see my-quay.io/x\n' ''
same 'the name of a registry in a sentence' 'a: pulls from quay.io.\n' \
	"left 'a' unchanged: it contains 'quay.io' and is not an image reference\n"
hub 'without, where a tag is next to it' 'a: {repository: org/api, tag: 1}\n' \
	"a:\n  # upstream: org/api\n  repository: $behind/org/api\n" "changed 'a.repository' $alone\n"
quay 'without, and not named' 'image: redis\na: {repository: org/api, tag: 1}\nbImage: quay.io/x/y\n' \
	"# upstream: quay.io/x/y\nbImage: $behind/quay.io/x/y\n" ''

# ---- how it is printed ----
quay 'a list is printed whole, in its types' 'a:\n- {image: quay.io/x/y, n: 010, s: "010", t: yes, e: , l: [], m: {}, "k: k": 1, f: 1.50}\n- ~\n- "- x"\n' \
	"a:\n  # upstream: quay.io/x/y\n  - image: $behind/quay.io/x/y\n    n: 010\n    s: \"010\"\n    t: yes\n    e: null\n    l: []\n    m: {}\n    \"k: k\": 1\n    f: 1.50\n  - ~\n  - \"- x\"\n" ''
quay 'keys that are no plain words' '"a: b #": {1.0: {onImage: quay.io/x/y, "off image": quay.io/x/y}}\n' \
	"\"a: b #\":\n  1.0:\n    # upstream: quay.io/x/y\n    onImage: $behind/quay.io/x/y\n    # upstream: quay.io/x/y\n    \"off image\": $behind/quay.io/x/y\n" ''
quay 'keys that would be read as something else' '"on": {image: quay.io/x/y}\n"1.0": {image: quay.io/x/y}\n' \
	"\"on\":\n  # upstream: quay.io/x/y\n  image: $behind/quay.io/x/y\n\"1.0\":\n  # upstream: quay.io/x/y\n  image: $behind/quay.io/x/y\n" ''
quay 'nothing at all' '' '{}\n' 'nothing to change: no image of the named registries was found\n'
quay 'only comments' '# quay.io/x/y\n' '{}\n' 'nothing to change: no image of the named registries was found\n'
quay 'a chart that may refuse' 'global: {security: {allowInsecureImages: false}}\nimage: quay.io/x/y\n' \
	"# upstream: quay.io/x/y\nimage: $behind/quay.io/x/y\n" \
	"the chart may refuse images from a proxy: add '--set global.security.allowInsecureImages=true' to the helm command\n"

hub 'an image of Bitnami, whose charts do' 'image: docker.io/bitnami/redis:1\nside: {image: docker.io/other/bitnami:1}\n' \
	"# upstream: docker.io/bitnami/redis:1\nimage: $behind/docker.io/bitnami/redis:1\nside:\n  # upstream: docker.io/other/bitnami:1\n  image: $behind/docker.io/other/bitnami:1\n" \
	"the chart may refuse images from a proxy: add '--set global.security.allowInsecureImages=true' to the helm command\n"

# ---- what is left alone ----
same 'already on the proxy' "a: $behind/quay.io/x/y\nb: {registry: proxy.replicated.com, repository: proxy/my-app/quay.io/x/y}\nc: proxy.replicated.com/library/x\nd: registry.replicated.com/my-app/x\n" ''
same 'a registry alone' 'creds: {registry: quay.io, username: x}\n' "left 'creds.registry' unchanged: it names the registry 'quay.io' and not an image\n"
same 'arguments and URLs' 'args: [--image=quay.io/x/y, "https://quay.io/x"]\n' \
	"left 'args[0]' unchanged: it contains 'quay.io' and is not an image reference\nleft 'args[1]' unchanged: it contains 'quay.io' and is not an image reference\n"
same 'templates' 'image: "quay.io/x/y:{{ .Chart.AppVersion }}"\n' "left 'image' unchanged: it contains 'quay.io' and is not an image reference\n"
same 'a pair with two hosts' 'a: {registry: quay.io, repository: docker.io/x/y}\n' \
	"left 'a.registry' unchanged: it and the 'repository' next to it both name a host\n"
same 'a mirror' 'a: {registry: mirror.example, repository: quay.io/x/y}\nb: mirror.example/quay.io/x/y\n' \
	"left 'a.registry' unchanged: it contains 'quay.io', but not as the registry of an image\nleft 'b' unchanged: 'mirror.example' precedes the registry that it contains\n"
same 'an empty registry' 'a: {registry: "", repository: org/api, tag: 1}\nb: {registry: , name: org/api, tag: 1}\n' \
	"left 'a.repository' unchanged: its registry is empty, and the chart may put a default registry before it\n"
same 'a name below an empty registry of all' 'global: {imageRegistry: ""}\na: {image: {repository: org/api, tag: 1}}\n' \
	"left 'a.image.repository' unchanged: its registry is empty, and the chart may put a default registry before it\n"
same 'an organization as registry' 'a: {image: {registry: org, repository: api, tag: 1}}\n' \
	"left 'a.image.registry' unchanged: it may be an organization of Docker Hub, or the name of another registry\n"
same 'a registry elsewhere' 'env: {REGISTRY_BASE: docker.io}\na: {repository: org/api, tag: 1}\n' \
	"left 'env.REGISTRY_BASE' unchanged: it names the registry 'docker.io' and not an image\nleft 'a.repository' unchanged: the chart may put the registry of other images before it\n"
same 'the name of an image' 'image: {name: busybox}\ncommand: {name: busybox}\n' \
	"left 'image.name' unchanged: the chart may put the registry of other images before it\n"
same 'a repository of another image' 'image: {hookRepository: org/hook}\n' \
	"left 'image.hookRepository' unchanged: it may be an image of Docker Hub, or something else\n"
itself='nothing says that Kubernetes pulls it: a program in a pod that pulls it itself does not have the license'
same 'what a program pulls itself' 'rules: {refs: [quay.io/x/rules:1], repository: quay.io/x/db, tag: 1}\npluginRef: quay.io/x/plugin:1\nimage: {dbRepository: quay.io/x/db}\n' \
	"left 'rules.refs[0]' unchanged: $itself\nleft 'rules.repository' unchanged: $itself\nleft 'pluginRef' unchanged: $itself\nleft 'image.dbRepository' unchanged: $itself\n"
quay 'an image in a variable' 'env: [{name: RELATED_IMAGE_X, value: quay.io/x/y}]\n' \
	"env:\n  - name: RELATED_IMAGE_X\n    # upstream: quay.io/x/y\n    value: $behind/quay.io/x/y\n" ''
same 'a repository of another kind' 'git: {repository: org/project}\n' "left 'git.repository' unchanged: it may be an image of Docker Hub, or something else\n"
same 'an image below another registry' 'registry: ghcr.io\napi: {image: {repository: org/api}}\n' \
	"left 'api.image.repository' unchanged: the chart may put the registry of other images before it\n"
same 'a key' '"quay.io/x/y": a\n' "left 'quay\\\\.io/x/y' unchanged: its key contains 'quay.io', and Helm cannot rename a key\n"
same 'words that only look like it' 'a: notquay.io/x\nb: quay.io.example/x/y\nc: x.quay.io/y\nd: [a, b/c, 1.2.3]\ntag: x\n' ''

# ---- what its place says of a value ----
for key in registryUrl registryHost; do
	quay "a registry for all, in '$key'" "global: {$key: quay.io}\na: {image: {repository: org/api}}\n" \
		"global:\n  # upstream: quay.io\n  $key: $behind/quay.io\n" ''
done
hub 'a registry that is a mapping' 'a: {registry: {x: 1}, repository: org/api, tag: 1}\n' \
	"a:\n  # upstream: org/api\n  repository: $behind/org/api\n" \
	"changed 'a.repository' $alone\n"
hub 'without, by their places' 'image: {a: {repository: org/api}, b: {repo: org/b}}\nc: {image: api, repository: ""}\nimages: {version: org/x, pullSecret: org/y, tag: org/z, d: org/d, e: [a/b]}\nfImage: {name: busybox, repository: org/f}\ngImage: {name: busybox, image: org/g}\n' \
	"image:\n  a:\n    # upstream: org/api\n    repository: $behind/org/api\n  b:\n    # upstream: org/b\n    repo: $behind/org/b\nc:\n  # upstream: api\n  image: $behind/api\nimages:\n  # upstream: org/d\n  d: $behind/org/d\nfImage:\n  # upstream: org/f\n  repository: $behind/org/f\ngImage:\n  # upstream: org/g\n  image: $behind/org/g\n" \
	"changed 'image.a.repository' $alone\nchanged 'image.b.repo' $alone\nchanged 'c.image' $alone\nchanged 'images.d' $alone\nchanged 'fImage.repository' $alone\nchanged 'gImage.image' $alone\n"
hub 'without, next to what YAML reads as a number or a boolean' 'image: 1.5\naImage: "15"\nbImage: true\ncImage: a/1\ndImage: v1.5\n' \
	"# upstream: 15\naImage: $behind/15\n# upstream: a/1\ncImage: $behind/a/1\n# upstream: v1.5\ndImage: $behind/v1.5\n" \
	"changed 'aImage' $alone\nchanged 'cImage' $alone\nchanged 'dImage' $alone\n"
same 'what may be an image' 'x: org/api:1\ny: org/api\nz: api:1\nl: [org/api:1, org/api, api:1]\na: {image: "api:1", repository: org}\nimage: [redis, org/x:1]\nb: {hookRepository: hook}\n' \
	"left 'x' $maybe\nleft 'l[0]' $maybe\nleft 'a.image' $maybe\nleft 'a.repository' $maybe\nleft 'image[1]' $maybe\n"
quay 'with their host, by their places' 'env: [{name: X, value: quay.io/x/a}, {name: XIMAGE, val: quay.io/x/b}, {value: quay.io/x/c}]\nimageList: [quay.io/x/d]\nlist: [quay.io/x/e]\nimages: {a: quay.io/x/f, bRepository: quay.io/x/g, c: {d: {repository: quay.io/x/h}}}\nmyImage: {a: quay.io/x/i, b: {c: quay.io/x/j}}\na: {repository: quay.io/x/k}\nb: {repo: quay.io/x/l, tag: 1}\n' \
	"imageList:\n  # upstream: quay.io/x/d\n  - $behind/quay.io/x/d\nimages:\n  # upstream: quay.io/x/f\n  a: $behind/quay.io/x/f\n  c:\n    d:\n      # upstream: quay.io/x/h\n      repository: $behind/quay.io/x/h\nmyImage:\n  # upstream: quay.io/x/i\n  a: $behind/quay.io/x/i\nb:\n  # upstream: quay.io/x/l\n  repo: $behind/quay.io/x/l\n" \
	"left 'env[0].value' unchanged: $itself\nleft 'env[1].val' unchanged: $itself\nleft 'env[2].value' unchanged: $itself\nleft 'list[0]' unchanged: $itself\nleft 'images.bRepository' unchanged: $itself\nleft 'myImage.b.c' unchanged: $itself\nleft 'a.repository' unchanged: $itself\n"
quay 'with their host, next to what a program pulls itself' 'trivyDb: {repository: quay.io/x/a, tag: 1}\nplugins: {image: {repository: quay.io/x/b}, c: {repository: quay.io/x/c, tag: 1}}\nrules: {images: {b: {repository: quay.io/x/d}}}\n' \
	"plugins:\n  image:\n    # upstream: quay.io/x/b\n    repository: $behind/quay.io/x/b\n" \
	"left 'trivyDb.repository' unchanged: $itself\nleft 'plugins.c.repository' unchanged: $itself\nleft 'rules.images.b.repository' unchanged: $itself\n"
same 'a place in quotes of Helm' '"a.b": {other: quay.io/x/y:1, "c[d]\\\\e": [quay.io/x/w]}\n' \
	"left 'a\\\\.b.other' unchanged: $itself\nleft 'a\\\\.b.c\\\\[d\\\\]\\\\\\\\e[0]' unchanged: $itself\n"
same 'a template as registry' 'a: {image: {registry: "{{ .x }}", repository: api, tag: 1}}\n' \
	''
same 'a registry without the name of an image' 'a: {image: {registry: quay.io, repository: "Org/Api"}}\n' \
	"left 'a.image.registry' unchanged: 'quay.io/Org/Api' is not an image reference: the path component 'Org' is not lower-case letters and digits, separated by '.', '_', '__' or '-'\n"
hub 'without, below a registry to log in to' 'creds: {registry: docker.io, username: x, image: {repository: org/x, tag: 1}}\na: {repository: org/api, tag: 1}\n' \
	"a:\n  # upstream: org/api\n  repository: $behind/org/api\n" \
	"left 'creds.registry' unchanged: it names the registry 'docker.io' and not an image\nleft 'creds.image.repository' unchanged: the chart may put the registry of other images before it\nchanged 'a.repository' $alone\n"
hub 'without, next to one that stands under another key' 'env: {BASE: docker.io, password: x}\na: {repository: org/api, tag: 1}\n' \
	"a:\n  # upstream: org/api\n  repository: $behind/org/api\n" \
	"left 'env.BASE' unchanged: it names the registry 'docker.io' and not an image\nchanged 'a.repository' $alone\n"
same 'a registry in a list' 'mirrors: [docker.io]\na: {repository: org/api, tag: 1}\n' \
	"left 'mirrors[0]' unchanged: it names the registry 'docker.io' and not an image\nleft 'a.repository' unchanged: the chart may put the registry of other images before it\n"
same 'a key that is a registry' '"quay.io": {username: x}\n' \
	''
same 'a registry of another part' 'sub: {registry: quay.io}\na: {image: {repository: org/api, tag: 1}}\n' \
	"left 'sub.registry' unchanged: it names the registry 'quay.io' and not an image\nleft 'a.image.repository' unchanged: the chart may put the registry of other images before it\n"
same 'a name below an empty registry of all images' 'global: {image: {registry: ""}}\na: {image: {repository: org/api, tag: 1}}\n' \
	"left 'a.image.repository' unchanged: its registry is empty, and the chart may put a default registry before it\n"
hub 'without, next to a pair of all images' 'global: {image: {registry: docker.io, name: org/first}}\na: {repository: org/api, tag: 1}\n' \
	"global:\n  image:\n    # upstream: docker.io/org/first\n    registry: $behind/docker.io\na:\n  # upstream: org/api\n  repository: $behind/org/api\n" \
	"changed 'a.repository' $alone\n"
quay 'registries for all that no name is next to' 'registry: quay.io/org\nglobal: {imageRegistry: quay.io}\n' \
	"# upstream: quay.io/org\nregistry: $behind/quay.io/org\nglobal:\n  # upstream: quay.io\n  imageRegistry: $behind/quay.io\n" \
	''
same 'registries that other pairs have' 'global: {registry: quay.io}\nimages: {imageRegistry: ghcr.io, repository: org/x}\na: {registry: ghcr.io, image: org/y}\n' \
	"left 'global.registry' unchanged: it names the registry 'quay.io' and not an image\n"
quay 'lists in lists, and texts of several lines' 'images: [[quay.io/x/y, z], {}, [], a\n\n b, "c: d", e: f, quay.io/x/z]\n' \
	"images:\n  -\n    # upstream: quay.io/x/y\n    - $behind/quay.io/x/y\n    - z\n  - {}\n  - []\n  - \"a\\\\nb\"\n  - \"c: d\"\n  - e: f\n  # upstream: quay.io/x/z\n  - $behind/quay.io/x/z\n" \
	''
quay 'keys of several words, and empty ones' 'a b: {image: quay.io/x/y}\n"": {image: quay.io/x/y}\n' \
	"\"a b\":\n  # upstream: quay.io/x/y\n  image: $behind/quay.io/x/y\n\"\":\n  # upstream: quay.io/x/y\n  image: $behind/quay.io/x/y\n" \
	''
same 'a registry that is null' 'a: {image: {registry: ~, repository: org/a, tag: 1}}\nb: {image: {registry: null, repository: org/b, tag: 1}}\n' \
	"left 'a.image.repository' unchanged: its registry is empty, and the chart may put a default registry before it\nleft 'b.image.repository' unchanged: its registry is empty, and the chart may put a default registry before it\n"
hub 'words among images, of which one has a tag' 'images: {a: "redis:7", b: nginx}\n' \
	"images:\n  # upstream: redis:7\n  a: $behind/redis:7\n  # upstream: nginx\n  b: $behind/nginx\n" \
	"changed 'images.a' $alone\nchanged 'images.b' $alone\n"
same 'what may be an image, below an empty registry of all' 'global: {imageRegistry: ""}\nx: org/api:1\n' \
	"left 'x' $maybe\n"
quay 'an organization as registry, and Docker Hub is not named' 'image: {registry: org, repository: api}\nbImage: quay.io/x/y\n' \
	"# upstream: quay.io/x/y\nbImage: $behind/quay.io/x/y\n" \
	''
quay 'other images within a pair' 'image: {registry: quay.io, repository: org/api, side: {image: quay.io/x/y, other: quay.io/x/z}}\n' \
	"image:\n  # upstream: quay.io/org/api\n  registry: $behind/quay.io\n  side:\n    # upstream: quay.io/x/y\n    image: $behind/quay.io/x/y\n" \
	"left 'image.side.other' unchanged: $itself\n"
long=$(printf '%240s' '' | tr ' ' a)
long_reason="cannot be pulled through the proxy: its path would be longer than 255 bytes"
same 'names that are too long on the proxy' "image: quay.io/org/$long\na: {registry: quay.io, repository: org/$long}\n" \
	"left 'image' unchanged: the image 'org/$long' $long_reason\nleft 'a.registry' unchanged: the image 'org/$long' $long_reason\n"
quay 'Docker Hub, which is not named' 'image: docker.io/org/api:1\nbImage: quay.io/x/y\n' \
	"# upstream: quay.io/x/y\nbImage: $behind/quay.io/x/y\n" \
	''
same 'already on the registry of Replicated' 'a: registry.replicated.com/my-app/quay.io/x:1\n' \
	''
overrides 'already on a custom domain' 'a: images.acme.example/proxy/my-app/quay.io/x:1\nbImage: quay.io/x/y\n' \
	'# upstream: quay.io/x/y\nbImage: images.acme.example/proxy/my-app/quay.io/x/y\n' '' \
	--registry quay.io --domain images.acme.example
overrides 'Docker Hub, which is named first' 'image: org/api:1\nbImage: docker.io/x/y\n' \
	"# upstream: org/api:1\nimage: $behind/org/api:1\n# upstream: docker.io/x/y\nbImage: $behind/docker.io/x/y\n" \
	"changed 'image' $alone\n" --registry docker.io --registry quay.io

# ---- what is refused ----
input 'a: 1\na: 2\n'
refused 'a key twice' 1 'the values file contains the same key twice in one mapping: remove one of them' --app a --registry quay.io
input '[1]'
refused 'a list' 1 'the values file is not a mapping of keys to values' --app a --registry quay.io -
input 'a: [1'
run values --app a --registry quay.io
is 'no YAML' "$status:$(cat "$T/out"):$(grep -c 'the values file is not YAML' "$T/err")" 1::1
printf 'x: &a [x,x,x,x,x,x,x,x,x]\ny: ' > "$T/in"
for name in b c d e f g h i; do
	printf '\n%s: &%s [*a,*a,*a,*a,*a,*a,*a,*a,*a]' "$name" "$name" | sed "s/\\*a/*$(printf %s "$name" | tr b-i a-h)/g" >> "$T/in"
done
refused 'a billion laughs' 1 'the aliases of the values file expand to more than 33554432 bytes' --app a --registry quay.io
refused 'no file' 1 "cannot open the values file '$T/missing': No such file or directory" --app a --registry quay.io "$T/missing"
refused 'two files' 2 "give one values file or chart, or '-' for standard input" --app a --registry quay.io a b
refused 'no app' 2 "'--app' is required: the slug of the app whose license is used" --registry quay.io
refused 'no registry' 2 "'--registry' is required: the host of the upstream registry, such as quay.io" --app a
refused 'a server that is not a registry' 2 "'--registry' requires the host of an upstream registry, without a path" --app a --registry quay.io/org
refused 'a registry with a port' 2 "'--registry' names 'quay.io:5000': an upstream with a port cannot be pulled through the proxy" \
	--app a --registry quay.io:5000
refused 'the proxy itself' 2 "'--registry' names 'proxy.replicated.com', which is a Replicated registry: name the upstream, such as quay.io" \
	--app a --registry proxy.replicated.com

printf 'image: quay.io/x/y\n' > "$T/values.yaml"
says 'a file' 0 "# upstream: quay.io/x/y\nimage: $behind/quay.io/x/y\n" '' values --app my-app --registry quay.io "$T/values.yaml"

# A word in brackets; in a block it would begin a list.
input 'images: [-, quay.io/x/y]\n'
says 'a lone dash' 0 "images:\n  - \"-\"\n  # upstream: quay.io/x/y\n  - $behind/quay.io/x/y\n" '' \
	values --app my-app --registry quay.io

# ---- the table ----
left='nothing says that Kubernetes pulls it: a program in a pod that pulls it itself does not have the license'
me=docker-credential-replicated
printf 'image: quay.io/org/api:1\nother: quay.io/a/b\n' > "$T/values.yaml"
says 'as text' 0 "IMAGE              PLACE  THROUGH THE PROXY                                    CHECKED
quay.io/org/api:1  image  $behind/quay.io/org/api:1  by form alone
?                  other  -                                                    left\n" \
	"$me: left 'other' unchanged: $left\n" values --app my-app --registry quay.io --show "$T/values.yaml"
says 'as JSON' 0 "{\"images\":[{\"image\":\"quay.io/org/api:1\",\"place\":\"image\",\"proxy\":\"$behind/quay.io/org/api:1\",\"checked\":\"form\"},{\"place\":\"other\",\"checked\":\"left\",\"reason\":\"$left\"}],\"notes\":[{\"text\":\"left 'other' unchanged: $left\"}]}\n" \
	"$me: left 'other' unchanged: $left\n" values --app my-app --registry quay.io --json "$T/values.yaml"
printf 'a: 1\n' > "$T/none.yaml"
says 'of nothing' 0 'no image of the named registries was found\n' \
	"$me: nothing to change: no image of the named registries was found\n" \
	values --app my-app --registry quay.io --show "$T/none.yaml"
if command -v python3 > "$T/which"; then
	TERM=xterm "$top/tests/runtime/on-terminal" end -- \
		"$HELPER" values --app my-app --registry quay.io --show "$T/values.yaml" > "$T/screen" 2>&1
	printf '%b' "$me: left 'other' unchanged: $left
\033[1mIMAGE              PLACE  THROUGH THE PROXY                                    CHECKED
\033[0mquay.io/org/api:1  image  $behind/quay.io/org/api:1  \033[33mby form alone\033[0m
?                  other  -                                                    \033[31mleft\033[0m
[exit 0]\n[echo on]\n" > "$T/want-screen"
	check 'in colours on a terminal' cmp "$T/want-screen" "$T/screen"
	sed 's/\x1b\[[0-9]*m//g' "$T/want-screen" > "$T/plain-screen"
	for variable in NO_COLOR=1 TERM=dumb; do
		env TERM=xterm "$variable" "$top/tests/runtime/on-terminal" end -- \
			"$HELPER" values --app my-app --registry quay.io --show "$T/values.yaml" > "$T/screen" 2>&1
		check "$variable: without" cmp "$T/plain-screen" "$T/screen"
	done
else
	skip 'in colours on a terminal' 'no python3 on this machine'
fi
done_testing
