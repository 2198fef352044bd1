# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# check-image.sh - steps of check: the container image

storage() { # PROGRAM ARGUMENT...: podman or buildah, with files of its own
	program=$1
	shift
	HOME=$T/home "$program" --root "$T/containers" --runroot "$T/containers-run" --storage-driver vfs "$@"
}
# What is possible without systemd and in a namespace, too.
container() { # ARGUMENT-OF-RUN...
	runtime=
	! command -v runc > "$T/which" || runtime='--runtime runc'
	# shellcheck disable=SC2086 # an option and its value
	storage podman --cgroup-manager cgroupfs --events-backend none $runtime run --rm --network none \
		--ulimit nofile=1000:1000 --ulimit nproc=1000:1000 "$@"
}
build_image() {
	mkdir -p "$T/home/.config/containers"
	echo '{"default":[{"type":"insecureAcceptAnything"}]}' > "$T/home/.config/containers/policy.json"
	# No registry is asked for the base: it is a bare system.
	fresh_system base || return 1
	base=$(storage buildah from scratch) && storage buildah add -q "$base" "$system" / &&
		storage buildah commit -q "$base" "localhost/base:$suite" && storage buildah rm "$base" || return 1
	thrown_away
	cp -r packaging/container "$T/context-$suite"
	cp "dist/$name-$version-linux-amd64.tar.gz" "$T/context-$suite/"
	(cd "$T/context-$suite" && storage buildah build --isolation chroot --build-arg BASE="localhost/base:$suite" \
		--build-arg TARBALL="$name-$version-linux-amd64.tar.gz" -t "localhost/$name:$suite" .)
}
image_works() {
	image=localhost/$name:$suite
	echo LicenseOfTheTest > "$T/license"
	chmod 644 "$T/license"
	set -- -v "$T/license:/run/secrets/license-id:ro" -e REPLICATED_LICENSE_ID_FILE=/run/secrets/license-id
	[ "$(container "$image" version)" = "$name (licenses for the Replicated registries) $version" ] || return 1
	container "$@" "$image" list | grep -F '"proxy.replicated.com":"LICENSE_ID"' || return 1
	container "$@" "$image" dockerconfigjson -o secret | grep 'kind: Secret' || return 1
	container "$@" --user 0 "$image" list > "$T/log" || return 1
	# Neither a license nor a keyring: an error, and not "not found".
	! echo proxy.replicated.com | container -i "$image" get || return 1
	echo proxy.replicated.com | container -i "$image" get 2>&1 | grep -F 'cannot load the keyring' || return 1
	[ "$(storage podman inspect --format '{{.Config.User}}' "$image")" = 65532:65532 ] || return 1
	container --entrypoint sh "$image" -c true && { echo 'it has a shell'; return 1; }
	mounted=$(storage buildah mount "$(storage buildah from "$image")")
	(cd "$mounted" && find . '(' -name '*sh' -o -name 'apt*' -o -name 'dpkg' -o -name 'perl*' -o -name '*vault*' ')' -type f -perm /111) | {
		! grep .
	}
}
# A socket of the user of the image, as systemd gives it to `forward`.
image_socket() {
	mkdir -p "$T/socket" "$T/program"
	tar -xzf "dist/$name-$version-linux-amd64.tar.gz" -C "$T/program" --strip-components=1
	chown 65532 "$T/socket"
	chmod 755 "$T"
	setpriv --reuid 65532 --regid 65532 --clear-groups env HOME="$T/socket" REPLICATED_LICENSE_ID_FILE="$T/socket/license" \
		systemd-socket-activate --accept --inetd -E HOME -E REPLICATED_LICENSE_ID_FILE -l "$T/socket/license.sock" \
		"$T/program/bin/$name" forward > "$T/forward.log" 2>&1 &
	forward=$!
	cp "$T/license" "$T/socket/license"
	chown 65532 "$T/socket/license"
	chmod 600 "$T/socket/license"
	for _ in $(seq 1 100); do [ ! -S "$T/socket/license.sock" ] || break; sleep 0.1; done
	echo proxy.replicated.com | container -i -v "$T/socket/license.sock:/run/license.sock" -e REPLICATED_SOCKET=/run/license.sock \
		"localhost/$name:$suite" get > "$T/answer" 2>&1
	cat "$T/answer" "$T/forward.log"
	kill "$forward"
	rm "$T/socket/license.sock"
	grep -F '"Secret":"LicenseOfTheTest"' "$T/answer"
}
# What the DaemonSet does, and kubelet after it, on a node that has none of the libraries.
image_on_a_node() {
	fresh_system node && mkdir -p "$system/opt/$name" || return 1
	container --user 0 --read-only --cap-drop ALL -v "$system/opt/$name:/node" --entrypoint cp "localhost/$name:$suite" \
		-rT --remove-destination "/opt/$name" /node || return 1
	inside sh -c '! ls /usr/lib/*/libglib-2.0.so.0' || return 1
	install -m 600 "$T/license" "$system/etc/replicated-license-id"
	echo '{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"proxy.replicated.com/proxy/a/b"}' > "$system/root/request"
	inside sh -c "REPLICATED_LICENSE_ID_FILE=/etc/replicated-license-id /opt/$name/bin/$name credential-provider < /root/request" |
		grep -F '"password":"LicenseOfTheTest"' || return 1
	thrown_away
}
