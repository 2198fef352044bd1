#!/bin/sh
# SPDX-License-Identifier: MIT
# Names of registries are found although registry-check may ask no other program of this machine: neither nscd nor
# systemd-resolved, which are asked over sockets. In namespaces with a name server, nsswitch.conf and sockets of their own.
. "${0%/*}/../lib.sh"

[ "$(id -u)" -eq 0 ] && unshare -mn true 2> "$T/which" || skip_all 'needs root and namespaces of its own'
command -v python3 > "$T/which" || skip_all 'no python3 on this machine'
cat > "$T/name-server" <<'PYTHON'
# Every name has the address 127.0.0.1; the sockets of nscd and systemd-resolved take a connection and say nothing.
import os, socket, sys, threading
def mute(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    os.chmod(path, 0o666)
    listener.listen(9)
    return listener
mutes = [mute(path) for path in sys.argv[1:]]
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 53))
def hang_up(port):
    listener = socket.create_server(("127.0.0.1", port))
    while True:
        listener.accept()[0].close()
if "HANGS_UP" in os.environ:
    threading.Thread(target=hang_up, args=[5999], daemon=True).start()
print("ready", flush=True)
while True:
    query, client = server.recvfrom(4096)
    end = 12
    while query[end]:
        end += query[end] + 1
    found = query[end + 1:end + 3] == b"\0\1"
    answer = query[:2] + b"\x81\x80" + query[4:6] + bytes([0, found, 0, 0, 0, 0]) + query[12:end + 5]
    if found:
        answer += b"\xc0\x0c\0\1\0\1\0\0\0\5\0\4\x7f\0\0\1"
    server.sendto(answer, client)
PYTHON
cat > "$T/in-namespace" <<'SH'
ip link set lo up && mount -t tmpfs none /run || exit 3
echo 'nameserver 127.0.0.1' > "$T/resolv.conf"
{ grep -v '^hosts' /etc/nsswitch.conf; echo "hosts: $1"; } > "$T/nsswitch.conf"
mount --bind "$T/resolv.conf" /etc/resolv.conf && mount --bind "$T/nsswitch.conf" /etc/nsswitch.conf || exit 3
shift
python3 "$T/name-server" "$@" > "$T/name-server.log" 2>&1 &
server=$!
for _ in $(seq 1 100); do
	grep -q ready "$T/name-server.log" && break
	sleep 0.1
done
docker-credential-replicated check registry.acme.example:5999
kill "$server"
SH
REPLICATED_LICENSE_ID=1vusOokxAVp1tkRGuyxnF23PJcq
REPLICATED_DOMAINS=registry.acme.example:5999
REPLICATED_TIMEOUT=4
export REPLICATED_LICENSE_ID REPLICATED_DOMAINS REPLICATED_TIMEOUT
unset http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY no_proxy
nscd=/run/nscd/socket
resolved=/run/systemd/resolve/io.systemd.Resolve
found='registry.acme.example:5999: connection refused: check port, firewall and proxy (HTTPS_PROXY)'
# finds NAME HOSTS SOCKET...: with this line of nsswitch.conf. What libcurl says is in parentheses.
finds() {
	finds_name=$1
	shift
	is "$finds_name" "$(unshare -mn sh "$T/in-namespace" "$@" 2>&1 | sed 's/ ([A-Z][^)]* .*): /: /')" "$found"
}
: > "$T/name-server.log"
if ! unshare -mn sh -c 'ip link set lo up && mount -t tmpfs none /run' 2> "$T/which" || [ ! -e /etc/resolv.conf ]; then
	skip_all 'no loopback or no tmpfs in a namespace'
fi
finds 'a name server' 'files dns'
finds 'beside an nscd that does not answer' 'files dns' $nscd
if ldconfig -p | grep -q libnss_resolve; then
	finds 'nss-resolve without systemd-resolved' 'mymachines resolve [!UNAVAIL=return] files myhostname dns'
	finds 'nss-resolve, and a systemd-resolved that does not answer' 'resolve [!UNAVAIL=return] files dns' $resolved
else
	skip 'nss-resolve and systemd-resolved' 'libnss-resolve is not installed on this machine'
fi

# A proxy that is passed is not what failed.
HTTPS_PROXY=http://127.0.0.1:1
NO_PROXY=acme.example
export HTTPS_PROXY NO_PROXY
finds 'NO_PROXY: the registry refuses' 'files dns'
found="registry.acme.example:5999: host name not found: check the spelling of the domain and the network's name service"
finds 'NO_PROXY: the registry has no address' files
HANGS_UP=1
export HANGS_UP
found='registry.acme.example:5999: the connection was interrupted: try again'
finds 'NO_PROXY: the registry hangs up' 'files dns'
NO_PROXY=other.example
found='registry.acme.example:5999: the proxy does not let the connection through: check HTTPS_PROXY, ALL_PROXY and NO_PROXY'
finds 'NO_PROXY names another' 'files dns'
done_testing
