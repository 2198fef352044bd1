#!/bin/sh
# SPDX-License-Identifier: MIT
# login where the keyring fails at the second domain: what was there before is there again. And what status says of
# a keyring that knows plain sessions only.
. "${0%/*}/../lib.sh"
in_bare_bus "$@"

me=docker-credential-replicated
config=$XDG_CONFIG_HOME/$me/config
refusal="$me: keyring is unavailable: its service failed (told to): check that it runs, then try again\\n"
second='second-error=CreateItem:org.freedesktop.DBus.Error.Failed'
is_as_before() {
	says "$1: the list" 0 '{"proxy.replicated.com":"u"}\n' '' list
	input 'proxy.replicated.com'
	says "$1: the old license" 0 '{"ServerURL":"proxy.replicated.com","Username":"u","Secret":"of-the-fake"}\n' '' get
}

start_fake "$second"
input 'new\n'
says 'the second domain fails' 1 '' "$refusal" login --no-check
is_as_before 'default domains'
stop_fake

start_fake "$second"
input 'of-the-fake\n'
says 'the second domain fails, and the license is the same' 1 '' "$refusal" login --no-check
is_as_before 'the same license with another user name'
stop_fake

start_fake "$second"
input 'new\n'
says 'the second custom domain fails' 1 '' "$refusal" login --no-check --domain a.acme.example --domain b.acme.example
is_as_before 'custom domains'
is 'they are not remembered' "$(cat "$config")" '[domains]'
stop_fake

# Four searches come before it.
start_fake fifth-error=SearchItems:org.freedesktop.DBus.Error.Failed
input 'new\n'
says 'the second domain cannot be searched' 1 '' "$refusal" login --no-check
is 'the first one was stored' "$(fake_was_asked CreateItem)" 2
is_as_before 'and then taken back'
stop_fake

start_fake
input 'new\n'
run login --no-check
is 'without a failure both are new' "$("$me" list)" '{"proxy.replicated.com":"LICENSE_ID","registry.replicated.com":"LICENSE_ID"}'
PATH=$build/bin "$me" status > "$T/out" 2> "$T/err" < /dev/null
is 'a plain session has its line' "$(sed -n '2,4p' "$T/out")" "ok   keyring  secret-service: Secret Service, collection 'fake', unlocked
note keyring  licenses are sent unencrypted over the session bus
              use a Secret Service that offers an encrypted session: gnome-keyring, KeePassXC, KWallet"
stop_fake
done_testing
