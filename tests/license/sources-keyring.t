#!/bin/sh
# SPDX-License-Identifier: MIT
# A license given from outside, beside a keyring: store and login go to the keyring, and warn.
. "${0%/*}/../lib.sh"
in_keyring "$@"

me=docker-credential-replicated
warning="$me: the license from REPLICATED_LICENSE_ID overrides the keyring: unset it to use what is stored\\n"
REPLICATED_LICENSE_ID=xyz-variable
export REPLICATED_LICENSE_ID
input '{"ServerURL":"proxy.replicated.com","Username":"kim","Secret":"xyz-stored"}'
says 'store goes to the keyring and warns' 0 '' "$warning" store
input 'proxy.replicated.com'
says 'the variable answers' 0 '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"xyz-variable"}\n' '' get
input 'xyz-other'
says 'login too' 0 '' "$me: stored the license for registry.replicated.com (profile 'default')\\n$warning$me: next: run '$me configure', so that docker, podman and helm use it\\n" \
	login --no-check --domain registry.replicated.com
unset REPLICATED_LICENSE_ID
input 'proxy.replicated.com'
says 'the keyring has it' 0 '{"ServerURL":"proxy.replicated.com","Username":"kim","Secret":"xyz-stored"}\n' '' get
says 'and the other' 0 '{"proxy.replicated.com":"kim","registry.replicated.com":"LICENSE_ID"}\n' '' list
# An empty one explains only why the keyring, which is not to be had, was asked.
for variable in REPLICATED_LICENSE_ID REPLICATED_LICENSE_ID_FILE; do
	export "$variable="
	says "$variable is empty: what the keyring does not have is not found" 1 "$NOT_FOUND" '' -p acme get
	unset "$variable"
done
done_testing
