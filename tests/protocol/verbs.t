#!/bin/sh
# SPDX-License-Identifier: MIT
# The command line of the protocol verbs, erase, list, profiles and the program's name.
. "${0%/*}/../lib.sh"
in_keyring "$@"

license=1vusOokxAVp1tkRGuyxnF23PJcq
me=docker-credential-replicated
H=proxy.replicated.com
gives() { # NAME KEY USERNAME SECRET [ARGUMENT...]
	name=$1 key=$2 username=$3 secret=$4
	shift 4
	printf '%s' "$key" > "$T/in"
	says "$name" 0 "{\"ServerURL\":\"$key\",\"Username\":\"$username\",\"Secret\":\"$secret\"}\n" '' "$@" get
}
misses() { # NAME KEY [ARGUMENT...]
	name=$1
	printf '%s' "$2" > "$T/in"
	shift 2
	says "$name" 1 "$NOT_FOUND" '' "$@" get
}

# ---- words ----
version=$(sed -n 's/^VERSION := //p' "$top/Makefile")$(sed -n 's/^commit \(.\)/+\1/p' "$build/commit")
input ''
for word in version --version -v; do
	says "$word" 0 "$me (licenses for the Replicated registries) $version\n" '' "$word"
done
for word in --help -h; do
	run "$word"
	is "$word: status and stderr" "$status$(cat "$T/err")" 0
	cp "$T/out" "$T/usage"
	check "$word: usage names the protocol verbs" grep -q '^Usage: docker-credential-replicated .*store|get|erase|list|version' "$T/out"
done
usage=$(sed 's/\\/\\\\/g' "$T/usage")
says 'no verb' 1 "$usage\n" ''
for verb in get store erase list version; do
	says "$verb with a second argument" 1 "$usage\n" '' "$verb" proxy.replicated.com
	says "$verb with two" 1 "$usage\n" '' "$verb" --help x
	run "$verb" --help
	is "$verb --help" "$status$(cat "$T/err") $(head -n 1 "$T/out" | cut -d ' ' -f 1)" '0 Usage:'
done
says 'an unknown verb' 1 "$me: unknown action: frobnicate\n" "$me: unknown action: frobnicate\n" frobnicate
says 'a verb in another case' 1 "$me: unknown action: GET\n" "$me: unknown action: GET\n" GET
says 'a misspelled verb' 1 "$me: unknown action: sotre\n" "$me: unknown action: sotre: did you mean 'store'?\n" sotre
run "$(printf 'a\033[2Jb\nc')"
is 'an unknown verb is made harmless' "$status $(cat "$T/out")" "1 $me: unknown action: a?[2Jb?c"
run --licence="$license"
is 'an unknown option is an unknown action' "$status" 1
absent 'and its value is not repeated' "$license" "$T/out" "$T/err"
for word in "$license" 0123456789abcdef0123456789abcdef; do
	says 'a license in place of a verb' 1 "$me: unknown action: a word as long as a license, not shown\n" \
		"$me: unknown action: a word as long as a license, not shown\n" "$word"
	run check "$word"
	is 'and of a domain' "$status $(cat "$T/out" "$T/err")" "2 $me: 'check' requires registry domains, host[:port], or images in them"
done

# Just not as long as a license, with a dot, or without a digit or a capital: shown, since it helps.
for word in 0123456789abcdef01234567 Abcdefghijklmnopqrstuvwx 0123456789abcdef0123456.8 abcdefghijklmnopqrstuvwxyz; do
	says "shown: $word" 1 "$me: unknown action: $word\n" "$me: unknown action: $word\n" "$word"
done
for word in 0123456789abcdef012345678 Abcdefghijklmnopqrstuvwxy abcdefghijklmnopqrstuvwxY; do
	says "not shown: $word" 1 "$me: unknown action: a word as long as a license, not shown\n" \
		"$me: unknown action: a word as long as a license, not shown\n" "$word"
done
run check 0123456789abcdef01234567
is 'check names an image of Docker Hub' "$status $(cut -d ' ' -f 2-7 "$T/err")" "1 'docker.io' is an upstream registry and"
run check 0123456789abcdef012345678
is 'but nothing that may be a license' "$status $(cat "$T/err")" "2 $me: 'check' requires registry domains, host[:port], or images in them"

# ---- list and erase ----
says 'list of nothing' 0 '{}\n' '' list
store registry.replicated.com bob "$license"
store "$H" alice "$license"
store proxy.staging.replicated.com carol other
says 'list is sorted' 0 '{"proxy.replicated.com":"alice","proxy.staging.replicated.com":"carol","registry.replicated.com":"bob"}\n' '' list
for key in registry.example.com "$H.evil.com" "user@$H" "$H:5000" 'localhost' '*'; do
	input "$key"
	says "erase of $key is silent" 0 '' '' erase
done
says 'and erased nothing' 0 '{"proxy.replicated.com":"alice","proxy.staging.replicated.com":"carol","registry.replicated.com":"bob"}\n' '' list
input 'https://PROXY.replicated.com:443/v2/\r\n'
says 'erase by another spelling' 0 '' '' erase
misses 'is erased' "$H"
says 'erase again is silent' 0 '' '' erase
store "$H" alice "$license"
input "http://$H"
says 'erase by http, as docker logout does' 0 '' '' erase
misses 'is erased too' "$H"
for blank in '' ' \n'; do
	input "$blank"
	says 'erase of nothing' 1 "$NO_SERVER_URL" '' erase
done
input "$H\n$H"
fails 'erase of two lines' 'the server URL contains a control character: send one registry domain on one line\n' erase

# A custom domain is listed while it is declared: list and get always agree.
REPLICATED_DOMAINS=images.acme.example
export REPLICATED_DOMAINS
store images.acme.example dan "$license"
gives 'a declared domain' images.acme.example dan "$license"
says 'list has it' 0 '{"images.acme.example":"dan","proxy.staging.replicated.com":"carol","registry.replicated.com":"bob"}\n' '' list
REPLICATED_DOMAINS=
misses 'no longer declared, no longer ours' images.acme.example
says 'nor listed' 0 '{"proxy.staging.replicated.com":"carol","registry.replicated.com":"bob"}\n' '' list
unset REPLICATED_DOMAINS

# ---- profiles ----
mkdir "$T/bin"
for name in $me-acme $me-2nd $me- $me-Acme $me--x $me-x.y; do ln -s "$build/bin/$me" "$T/bin/$name"; done
# The back end is found beside the program itself, whatever it was called by.
PATH=$T/bin:$PATH
input '{"ServerURL":"'$H'","Username":"u","Secret":"of-acme"}'
says 'store for a profile' 0 '' '' -p acme store
input '{"ServerURL":"'$H'","Username":"u","Secret":"of-2nd"}'
HELPER=$me-2nd says 'store by the name of the program' 0 '' '' store
gives '-p' "$H" u of-acme -p acme
gives '-pacme' "$H" u of-acme -pacme
gives '--profile' "$H" u of-acme --profile acme
gives '--profile=' "$H" u of-acme --profile=acme
HELPER=$me-acme gives "the suffix of the program's name" "$H" u of-acme
HELPER=$T/bin/$me-acme gives "the program's name with its folder" "$H" u of-acme
REPLICATED_PROFILE=acme
export REPLICATED_PROFILE
gives 'the variable' "$H" u of-acme
HELPER=$me-2nd gives 'the name before the variable' "$H" u of-2nd
gives '-p before the variable' "$H" u of-2nd -p 2nd
HELPER=$me-2nd gives '-p before the name' "$H" u of-acme -p acme
says 'list of the variable' 0 "{\"$H\":\"u\"}\n" '' list
REPLICATED_PROFILE=
misses 'an empty variable counts as unset' "$H"
says 'list of the default profile' 0 '{"proxy.staging.replicated.com":"carol","registry.replicated.com":"bob"}\n' '' list
misses 'a profile without licenses' "$H" -p nobody
input "$H"
says 'erase for a profile' 0 '' '' -p acme erase
misses 'is gone' "$H" -p acme
gives 'the other profile keeps its own' "$H" u of-2nd -p 2nd
bad_name='is not a valid profile name: use 1 to 32 lower-case letters, digits and dashes, not starting with a dash'
for name in '' Acme -x a_b a.b a/b "$(printf '%033d' 0)" 'a b' 'é'; do
	for verb in get store erase list; do fails "$verb of the profile '$name'" "the value of -p $bad_name\n" -p "$name" "$verb"; done
done
for suffix in -Acme -- -x.y; do
	[ "$suffix" = -- ] && suffix=--x
	HELPER=$me$suffix fails "the program's name $me$suffix" "the suffix of the program's name $bad_name\n" get
done
HELPER=$me- fails 'an empty suffix' "the suffix of the program's name $bad_name\n" get
REPLICATED_PROFILE="$license.not-a-name"
fails 'the variable' "REPLICATED_PROFILE $bad_name\n" get
absent 'a license in place of a name is not repeated' "$license" "$T/out" "$T/err"
done_testing
