#!/bin/sh
# SPDX-License-Identifier: MIT
# Secret Services that behave in ways gnome-keyring can't be made to: mute, vanishing, plain, refusing, with
# prompts, with locked items, with two that match. Each has its own outcome and sentence.
. "${0%/*}/../lib.sh"
in_bare_bus "$@"

me=docker-credential-replicated
H=proxy.replicated.com
found="{\"ServerURL\":\"$H\",\"Username\":\"u\",\"Secret\":\"of-the-fake\"}\n"
absent_service="keyring is unavailable: no Secret Service runs on the session bus: start gnome-keyring or KeePassXC, keep licenses in a vault ('docker-credential-replicated login --keyring vault'), or provide the license with REPLICATED_LICENSE_ID_FILE\n"
damaged="the keyring item is damaged: its secret is not a license ID: store the license again with 'docker-credential-replicated login'\n"
gone='keyring is unavailable: the session bus closed the connection: try again\n'
REPLICATED_TIMEOUT=10
export REPLICATED_TIMEOUT
# services-searched-at-once.t runs this with a service that is gnome-keyring by its name.
case ${FAKE_NAME-} in
gnome-keyring*) locked=$LOCKED create='create one in Passwords and Keys, or run in a terminal: read -rs P; printf %s "$P" | gnome-keyring-daemon --replace --unlock' ;;
*) locked=$LOCKED_ELSEWHERE create='create one in the program that provides the Secret Service, then try again' ;;
esac

with() { # the service, then a call from here
	stop_fake
	start_fake "$@"
}
late() { # NAME VERB: the deadline ends it, in time
	started=$(date +%s)
	REPLICATED_TIMEOUT=1 fails "$1" 'timed out after 1 s waiting for the keyring: check that its service runs and answers, or set REPLICATED_TIMEOUT higher\n' "$2"
	check "$1: in time" [ $(($(date +%s) - started)) -le 4 ]
}
input "$H"

# ---- no service ----
for verb in get list erase; do fails "$verb on a bus without a Secret Service" "$absent_service" "$verb"; done
input '{"ServerURL":"'$H'","Username":"u","Secret":"s"}'
fails 'store likewise' "$absent_service" store
input "$H"

# ---- plain, and what each verb asks for ----
with
says 'a service without encryption: get' 0 "$found" '' get
is 'get reads one secret' "$(fake_was_asked 'GetSecrets\|GetSecret')" 1
is 'and attributes once' "$(fake_was_asked Attributes)" 1
check 'and asks at most once which collection is the default' [ "$(fake_was_asked ReadAlias)" -le 1 ]
is 'but not of the item whether it is locked' "$(grep -c '^Locked .*/fake/1$' "$T/fake.log")" 0
is 'and unlocks nothing' "$(fake_was_asked Unlock)" 0
with
says 'list' 0 "{\"$H\":\"u\"}\n" '' list
is 'list reads no secret, opens no session, unlocks nothing' "$(fake_was_asked 'GetSecrets\|GetSecret\|OpenSession\|Unlock\|Prompt')" 0
is 'list searches once' "$(fake_was_asked SearchItems)" 1
# gnome-keyring aborts if a client's first call reads a property or opens a session: see secret-service-bus.h.
for verb in get list dockerconfigjson status store erase; do
	with
	input "$H"
	[ "$verb" != store ] || input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
	run "$verb"
	is "$verb: the first call reads no property and opens no session" "$(sed -n '2s/ .*//p' "$T/fake.log" | grep -c -x 'SearchItems\|ReadAlias')" 1
	with mute='*'
	REPLICATED_TIMEOUT=1 run "$verb"
	is "$verb: nothing else is sent before its answer" "$(sed 1d "$T/fake.log" | wc -l)" 1
done
input "$H"
with
for key in registry.example.com evil.com/$H "$H.evil.com" "user@$H" "http://$H" "$H:5000"; do
	input "$key"
	says "get of $key" 1 "$NOT_FOUND" '' get
done
for key in registry.example.com "$H:5000" "user@$H" ''; do
	input "$key"
	run erase
done
for request in '{}' '{"ServerURL":"registry.example.com","Username":"u","Secret":"s"}' '{"ServerURL":"'$H'","Username":"a:b","Secret":"s"}' \
	'{"ServerURL":"'$H'","Username":"u","Secret":""}' '{"ServerURL":"'$H'","Username":"u","Secret":"s"'; do
	printf '%s' "$request" > "$T/in"
	run store
done
for control in "$H\n" "$H\nevil" "$H\revil" "\0" "$H\0"; do
	printf 'x%b' "$control" > "$T/in"
	run get
done
run version
run --help
is 'a foreign domain never reaches a keyring' "$(cat "$T/fake.log")" ready
input "$H"

# ---- another program stores the license again between two of our questions ----
changing='another program keeps changing the licenses in the keyring: try again\n'
for method in Attributes GetSecrets; do
	for times in 1 3; do
		with replaced-at=$method:$times
		says "replaced before $method, $times times: get" 0 \
			"{\"ServerURL\":\"$H\",\"Username\":\"u\",\"Secret\":\"of-another-$times\"}\\n" '' get

		with replaced-at=$method:$times
		says "replaced before $method, $times times: list" 0 "{\"$H\":\"u\"}\\n" '' list
		with replaced-at=$method:$times
		says "replaced before $method, $times times: dockerconfigjson" 0 \
			"{\"auths\":{\"$H\":{\"auth\":\"$(printf 'u:of-another-%s' "$times" | base64 -w 0)\"}}}\\n" '' \
			dockerconfigjson -o json
	done
	with replaced-at=$method:60
	fails "replaced before $method each time: get gives up" "$changing" get
	is 'after 20 searches' "$(fake_was_asked SearchItems)" 20
	with replaced-at=$method:60
	says "replaced before $method each time: dockerconfigjson gives up" 1 "$HELM_STOPS" "$me: $changing" dockerconfigjson
	is 'after as many' "$(fake_was_asked SearchItems)" 20
done
with
says 'not replaced: dockerconfigjson' 0 "{\"auths\":{\"$H\":{\"auth\":\"$(printf u:of-the-fake | base64)\"}}}\n" '' \
	dockerconfigjson -o json
is 'after one search' "$(fake_was_asked 'SearchItems\|GetSecrets')" 2
with replaced-at=Attributes:60
fails 'replaced each time: list gives up' "$changing" list
is 'after as many' "$(fake_was_asked SearchItems)" 20

with item-locked replaced-at=Attributes:1
says 'a locked item, replaced before its attributes are read: list' 0 "{\"$H\":\"u\"}\\n" '' list

# ---- a shared secret that KWallet would read in another way: another session takes its place ----
for times in 0 1 3; do
	with ambiguous=$times
	says "$times sessions that are not used: get" 0 "$found" '' get
	is 'and one that is' "$(fake_was_asked OpenSession)" $((times + 1))
	with ambiguous=$times
	input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
	says "$times sessions that are not used: store" 0 '' '' store
	is 'and another one' "$(fake_was_asked OpenSession)" $((times + 1))
	input "$H"
	says 'it is stored' 0 "{\"ServerURL\":\"$H\",\"Username\":\"v\",\"Secret\":\"new\"}\n" '' get
done
no_session='keyring is unavailable: its service failed (no session with it could be opened): check that it runs, then try again\n'
with ambiguous=60
fails 'none that can be used: get gives up' "$no_session" get
is 'after 4 of them' "$(fake_was_asked OpenSession)" 4
input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
fails 'none that can be used: store gives up' "$no_session" store
is 'after as many' "$(fake_was_asked OpenSession)" 8
is 'and sends nothing' "$(fake_was_asked CreateItem)" 0
input "$H"

# By a signal whose handler returns, each time; also the first one, for a bus that is slow to let us in.
with slow=GetSecrets:300
if strace -o "$T/strace" -e trace=none true 2> "$T/err"; then
	is 'a wait that is interrupted goes on' \
		"$(strace -f -o "$T/strace" -e trace=ppoll,recvmsg -e inject=recvmsg:error=EAGAIN:when=1 \
			-e inject=ppoll:error=EINTR "$HELPER" get < "$T/in" 2>&1)" "$(printf "$found")"
	check 'it was interrupted' grep -q 'INJECTED' "$T/strace"
else
	skip 'a wait that is interrupted' "strace does not work on this machine: $(cat "$T/err")"
fi

# ---- two that match ----
with two
says 'of two items the newest answers' 0 "$found" '' get
says 'list shows one' 0 "{\"$H\":\"u\"}\n" '' list
for order in 'two between' 'older-first between' 'two older-first between'; do
	# shellcheck disable=SC2086 # a word each
	with $order
	says "of two with another between them likewise: $order" 0 \
		"{\"auths\":{\"$H\":{\"auth\":\"$(printf u:of-the-fake | base64)\"},\"registry.replicated.com\":{\"auth\":\"$(printf u:between | base64)\"}}}\n" '' \
		dockerconfigjson -o json
done
with two
input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
says 'store over two items' 0 '' '' store
is 'replaces both' "$(fake_was_asked Delete)" 2
input "$H"
says 'with one' 0 "{\"ServerURL\":\"$H\",\"Username\":\"v\",\"Secret\":\"new\"}\n" '' get
with two
says 'erase' 0 '' '' erase
says 'removes both' 1 "$NOT_FOUND" '' get
token() { # SECRET: of a service account
	printf '{"i":"2abcdefghijklmnopqrstuvwxyz1","s":"%s"}' "$1" | base64 -w 0
}
with two secret="$(token of-the-old-token)"
input "$(token of-the-new-token)\n"
says 'of two tokens the newest is replaced' 0 '' "$me: replaced the token for $H (profile 'default')\n" login --rotate --no-check
input "$H"
says 'by the new one' 0 "{\"ServerURL\":\"$H\",\"Username\":\"u\",\"Secret\":\"$(token of-the-new-token)\"}\n" '' get
# gnome-keyring numbers its items upwards.
for number in 3 10; do
	with same-age=$number
	says "of $number items of the same second the last answers" 0 \
		"{\"ServerURL\":\"$H\",\"Username\":\"u\",\"Secret\":\"of-item-$number\"}\n" '' get
done
with two unasked
says 'a secret that was not asked for is skipped' 0 "$found" '' get
with withholds
fails 'a service that withholds a secret keeps it locked, whatever it says' "$locked" get
with schema=org.example.Other
says "an item of another program's schema is not ours" 1 "$NOT_FOUND" '' get
is 'no session is opened for it' "$(fake_was_asked OpenSession)" 0
says 'nor is it listed' 0 '{}\n' '' list
is 'nor are its attributes read' "$(fake_was_asked Attributes)" 0

# ---- damaged ----
with secret=
fails 'an empty secret' "$damaged" get
with secret-with-nul
fails 'a secret with a NUL byte' "$damaged" get
with 'secret=a\001b'
fails 'a secret with a control character' "$damaged" get
with 'secret=\377\376'
fails 'a secret that is not text' "$damaged" get
with 'secret=line\n'
fails 'a secret with a line end' "$damaged" get
with "secret=$(printf '%04097d' 0)"
fails 'a secret of 4097 bytes' "$damaged" get
fails 'and no Helm value' "$damaged" get
says 'dockerconfigjson stops Helm then' 1 "$HELM_STOPS" "$me: $damaged" dockerconfigjson

# ---- locks and prompts ----
with item-locked
says 'a lock on the item alone is opened' 0 "$found" '' get
with locked
says 'a collection that opens without a prompt' 0 "$found" '' get
with locked hidden
says 'a keyring that finds nothing while it is locked' 0 "$found" '' get
with locked hidden
fails 'list does not unlock, and says so' "$locked" list
is 'and asks no person' "$(fake_was_asked 'Unlock\|Prompt')" 0
for lock in locked item-locked 'locked hidden'; do
	# shellcheck disable=SC2086 # words
	{
		with $lock prompt=accept
		says "$lock: a prompt that is answered" 0 "$found" '' get
		with $lock prompt=dismiss
		fails "$lock: a prompt that is dismissed" "$locked" get
		is "$lock: asks once" "$(fake_was_asked Prompt)" 1
		with $lock error=Unlock:org.freedesktop.Secret.Error.IsLocked
		fails "$lock: an unlock that is refused" "$locked" get
	}
done
# Several at once, as of a build that pulls many images: whoever waits for the same answer is not asked again.
with locked prompt=dismiss answered-after=3000
pids=
for number in 1 2 3; do
	"$HELPER" get < "$T/in" > "$T/at-once.$number" 2> "$T/which" &
	pids="$pids $!"
done
# shellcheck disable=SC2086 # one word a process
wait $pids
is 'three at once, dismissed' "$(cat "$T"/at-once.* | sort | uniq -c | tr -s ' ')" " 3 $(printf %b "$locked")"
is 'a person is asked once' "$(fake_was_asked Prompt)" 1
with locked prompt=dismiss
fails 'erase, dismissed' "$locked" erase
input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
fails 'store, dismissed' "$locked" store
is 'and nothing was created' "$(fake_was_asked 'CreateItem\|Delete')" 0
input "$H"
# A person has 120 s: the deadline of the call must not end the prompt.
with locked prompt=silent
REPLICATED_TIMEOUT=1 timeout 4 "$HELPER" get < "$T/in" > "$T/out" 2> "$T/err"
is 'a prompt outlasts REPLICATED_TIMEOUT' "$?$(cat "$T/out" "$T/err")" 124

# ---- what a person answers ----
refused='the license was not removed: the keyring asked whether to remove it, and the answer was no: try again and confirm it\n'
not_confirmed='the license was not stored: the keyring asked for a confirmation, and the answer was no: try again and confirm it\n'
with ask=Delete prompt=dismiss
fails 'erase, and the person refuses' "$refused" erase
says 'the license is still there' 0 "$found" '' get
with ask=Delete prompt=dismiss-with-paths
fails 'erase, refused with a result' "$refused" erase
with ask=Delete prompt=dismiss
says 'logout, and the person refuses' 1 '' "$me: $refused" logout
# ---- logout of several, of which one stays ----
two_stored() { # WORD...: a license for each of the default domains
	with "$@"
	input new
	run login --no-check
}
removed() { # DOMAIN
	printf '%s' "removed the license for $1 (profile 'default')\\n"
}
stays() { # DOMAIN
	printf '%s' "$me: the license for $1 (profile 'default') is still stored\\n"
}
R=registry.replicated.com
failed='keyring is unavailable: its service failed (told to): check that it runs, then try again\n'
two_stored
says 'logout of both' 0 "$(removed "$H")$(removed "$R")" '' logout
for form in logout 'logout --all' "logout $R $H"; do
	# `login` deletes the license that the service holds at the start.
	two_stored ask=Delete prompt=dismiss-once username=LICENSE_ID schema=none
	# shellcheck disable=SC2086 # words
	says "$form: the person refuses the first, and is asked for the second" 1 "$(removed "$R")" \
		"$(stays "$H")$me: $refused" $form
	says "$form: and the first is there" 0 "{\"$H\":\"LICENSE_ID\"}\\n" '' list
	two_stored third-error=Delete:org.freedesktop.DBus.Error.Failed
	# shellcheck disable=SC2086 # words
	says "$form: the service fails at the second" 1 "$(removed "$H")" "$(stays "$R")$me: $failed" $form
	two_stored second-error=Delete:org.freedesktop.DBus.Error.Failed
	# shellcheck disable=SC2086 # words
	says "$form: the service fails at the first" 1 '' "$me: $failed" $form
done
two_stored third-error=Delete:org.freedesktop.DBus.Error.Failed
for domain in a.acme.example b.acme.example; do
	printf '{"ServerURL":"%s","Username":"LICENSE_ID","Secret":"s"}' "$domain" | REPLICATED_DOMAINS=$domain "$HELPER" store
done
says 'logout of four: nothing is tried after a failure' 1 "$(removed a.acme.example)" \
	"$(stays b.acme.example)$(stays "$H")$(stays "$R")$me: $failed" logout
two_stored mute=Delete schema=none
REPLICATED_TIMEOUT=1 says 'logout, and no answer: it says what it waits for' 1 '' "$me: timed out after 1 s waiting for \
the keyring to remove the license for $H (profile 'default') and 1 more: check that its service runs and answers, then \
try again, or set REPLICATED_TIMEOUT higher\n" logout
two_stored slow=Delete:1200 schema=none
REPLICATED_TIMEOUT=2 says 'logout takes longer than the deadline: it ends what it began' 0 "$(removed "$H")$(removed "$R")" '' logout
with ask=Delete prompt=accept
input "$H"
says 'erase, and the person confirms' 0 '' '' erase
says 'the license is gone' 1 "$NOT_FOUND" '' get
input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
with ask=CreateItem prompt=dismiss
fails 'store, and the person refuses' "$not_confirmed" store
is 'nothing was deleted' "$(fake_was_asked Delete)" 0
with ask=CreateItem prompt=dismiss
input license-of-two
says 'login, and the person refuses: no word of what need not be undone' 1 '' "$me: $not_confirmed" login --no-check
is 'and no second question' "$(fake_was_asked Prompt)" 1
input "$H"
says 'what was stored before is answered' 0 "$found" '' get
input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
with ask=CreateItem prompt=accept
says 'store, and the person confirms' 0 '' '' store
input "$H"
says 'it is stored' 0 "{\"ServerURL\":\"$H\",\"Username\":\"v\",\"Secret\":\"new\"}\n" '' get
for answer in dismiss-with-paths dismiss-with-slash accept-with-slash; do
	with locked prompt=$answer empty-while-locked
	fails "an unlock, $answer" "$locked" get
	is "$answer: no secret is read" "$(fake_was_asked GetSecrets)" 0
done
with locked prompt=forged
REPLICATED_TIMEOUT=1 timeout 2 "$HELPER" get < "$T/in" > "$T/out" 2> "$T/err"
is "another program's word does not end a prompt" "$?$(cat "$T/out" "$T/err")" 124
is 'so that no other one is shown' "$(fake_was_asked Prompt)" 1
with locked prompt=leave
run get
is 'the service ends while a person is asked' "$status $(grep -c 'it ended while its prompt was shown\|keyring does not answer' "$T/out")" '1 1'
with locked prompt=leave answered-after=200
fails 'the service ends while a person reads the prompt' \
	'keyring is unavailable: its service failed (it ended while its prompt was shown): check that it runs, then try again\n' get
with locked unlocks-nothing
fails 'an unlock that unlocks nothing' "$locked" get
with locked hidden unlocks-nothing
fails 'an unlock that unlocks nothing, where nothing is found while locked: get' "$locked" get
says 'dockerconfigjson' 1 "$HELM_STOPS" "$me: $locked" dockerconfigjson
with item-locked stays-locked
fails 'an item that stays locked, whatever the service says: erase' "$locked" erase
is 'it is unlocked twice' "$(fake_was_asked Unlock)" 2
with item-locked unlocks-nothing empty-while-locked
fails 'an item that stays locked' "$locked" get
with item-locked seems-unlocked empty-while-locked
fails 'an item that is locked after the search' "$locked" get
# The deadline ends a prompt that nobody answers, and says so. Its clock is not waited for.
with locked prompt=silent
"$HELPER" get < "$T/in" > "$T/out" 2> "$T/err" &
helper=$!
while ! grep -q '^Prompt' "$T/fake.log"; do sleep 0.02; done
sleep 0.1
kill -ALRM "$helper"
wait "$helper"
is 'a prompt that nobody answers' "$? $(cat "$T/out")" '1 the keyring showed a prompt, and nobody answered it for 120 s: answer it, then try again'
is 'both streams say so' "$(cat "$T/err")" "$me: $(cat "$T/out")"

# ---- a search can pop up a dialog (KeePassXC), but not in gnome-keyring ----
case ${FAKE_NAME-} in
gnome-keyring*)
	with locked
	says 'list finds what is locked' 0 "{\"$H\":\"u\"}\n" '' list
	is 'by a search alone' "$(fake_was_asked 'SearchItems\|ReadAlias\|Locked\|Unlock\|Prompt')" 1
	with locked prompt=accept
	says 'get searches before it unlocks' 0 "$found" '' get
	is 'in this order' "$(grep -o '^Prompt\|^SearchItems' "$T/fake.log" | tr '\n' ' ')" 'SearchItems Prompt '
	with locked hidden prompt=accept
	says 'and searches again where nothing was found' 0 "$found" '' get
	is 'in that order' "$(grep -o '^Prompt\|^SearchItems' "$T/fake.log" | tr '\n' ' ')" 'SearchItems Prompt SearchItems '
	;;
*)
	with locked
	fails 'list does not search what is locked' "$locked" list
	is 'and asks no person' "$(fake_was_asked 'SearchItems\|Unlock\|Prompt')" 0
	with locked prompt=accept
	says 'get unlocks before it searches' 0 "$found" '' get
	is 'in this order' "$(grep -o '^Prompt\|^SearchItems' "$T/fake.log" | tr '\n' ' ')" 'Prompt SearchItems '
	;;
esac

# ---- other programs' items ----
with hashes locked
says 'hashes instead of attributes' 0 "$found" '' get
with hashes item-locked
says 'hashes of a locked item' 0 "$found" '' get
with hashes item-locked
fails 'list: hashes of a locked item' "$locked" list
attributes="the keyring item is damaged: its attributes are not those of a license: store the license again with 'docker-credential-replicated login'\n"
for username in '' '<token>' 'a:b' 'a\nb' 'a\rb' 'a\001' '\033[2J'; do
	with "username=$username"
	fails "get: the keyring's user name '$username'" "$attributes" get
	says "list: the keyring's user name '$username'" 0 '{}\n' '' list
	is 'no secret is read' "$(fake_was_asked GetSecrets)" 0
done
REPLICATED_TIMEOUT=60 # the service needs seconds to write it, more beside other tests
with username-size=20000000
fails 'a user name of 20 MB' "$attributes" get
REPLICATED_TIMEOUT=10
with any-search server=registry.replicated.com
fails 'get: the item of another domain' "$attributes" get
is 'its secret is not read' "$(fake_was_asked GetSecrets)" 0
says 'erase: the item of another domain' 0 '' '' erase
is 'it is not deleted' "$(fake_was_asked Delete)" 0
input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
says 'store: the item of another domain' 0 '' '' store
is 'it is not deleted either' "$(fake_was_asked Delete)" 0
input "$H"
with any-search profile=acme
fails 'the item of another profile' "$attributes" get
for of in profile=acme server=registry.replicated.com; do
	with "$of"
	says "an item of another ${of%=*} is not searched for" 1 "$NOT_FOUND" '' get
	is 'it is not looked at' "$(fake_was_asked Attributes)" 0
done
for name in xdg:schema profile server username; do
	with any-search without=$name
	fails "an item without $name" "$attributes" get
	says "erase: an item without $name" 0 '' '' erase
	is 'it is not ours to delete' "$(fake_was_asked Delete)" 0
	with any-search item-locked "without=$name"
	fails "list: a locked item without $name, which may be hidden" "$locked" list
done
with any-search schema=org.example.Other
fails 'an item of another schema' "$attributes" get
says 'it is not listed, and nothing is hidden' 0 '{}\n' '' list
with absent=Attributes
fails 'an item that is found each time, and never there' "$changing" get
with two other-variant=Modified
run get
is 'items whose time cannot be read: one is answered' "$status $(cut -d , -f 1 "$T/out")$(cat "$T/err")" \
	"0 {\"ServerURL\":\"$H\""
with other-variant=Attributes
fails 'attributes of another type' "$attributes" get
for method in SearchItems ReadAlias OpenSession GetSecrets; do
	with "wrong-type=$method" schema=org.example.Other
	[ "$method" = ReadAlias ] || with "wrong-type=$method"
	fails "$method answers something else" 'keyring is unavailable: its service failed (an answer of another type than was asked for): check that it runs, then try again\n' get
done
for error in Attributes GetSecrets; do
	with "error=$error:org.example.Strange"
	fails "a reading that fails: $error" 'keyring is unavailable: its service failed (told to): check that it runs, then try again\n' get
done
with two second-error=Attributes:org.example.Strange
input '{"ServerURL":"registry.replicated.com","Username":"v","Secret":"new"}'
says 'a reading that fails between two others: store' 0 '' '' store
fails 'a reading that fails between two others: list' 'keyring is unavailable: its service failed (told to): check that it runs, then try again\n' list
input "$H"
with two error=Modified:org.example.Strange
fails 'a reading that fails: Modified' 'keyring is unavailable: its service failed (told to): check that it runs, then try again\n' get
with
says 'one item: get' 0 "$found" '' get
is 'its time is not read' "$(fake_was_asked Modified)" 0
# A service that does not tell which item it wrote: nothing is deleted, which could be that one.
with without-path
input '{"ServerURL":"'$H'","Username":"u","Secret":"new"}'
says 'no path of the item: store over it' 0 '' '' store
input "$H"
says 'and it is there' 0 "{\"ServerURL\":\"$H\",\"Username\":\"u\",\"Secret\":\"new\"}\n" '' get
input '{"ServerURL":"'$H'","Username":"v","Secret":"newer"}'
says 'with another user name' 0 '' '' store
input "$H"
says 'the newer one answers' 0 "{\"ServerURL\":\"$H\",\"Username\":\"v\",\"Secret\":\"newer\"}\n" '' get

# What gnome-keyring needs most time for is asked only where it decides: for two items of one domain.
with
input '{"ServerURL":"registry.replicated.com","Username":"v","Secret":"new"}'
says 'two domains: store the second' 0 '' '' store
says 'list' 0 "{\"$H\":\"u\",\"registry.replicated.com\":\"v\"}\n" '' list
is 'and no age is read' "$(fake_was_asked Modified)" 0
with two
says 'two items of one domain: list' 0 "{\"$H\":\"u\"}\n" '' list
is 'and both ages are read' "$(fake_was_asked Modified)" 2
input "$H"

# ---- the first collection ----
with no-collection
run list
is 'no collection: list' "$status" 0
input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
says 'the first store creates it' 0 '' '' store
is 'once' "$(fake_was_asked CreateCollection)" 1
with no-collection collection-named-first
says 'one that has its name before it is made: the first store creates it' 0 '' '' store
is 'it, too, once' "$(fake_was_asked CreateCollection)" 1
no_collection="no keyring exists yet, and none was created: $create\n"
for answer in dismiss dismiss-with-slash accept-with-slash; do
	with no-collection ask=CreateCollection prompt=$answer
	fails "the first collection, $answer" "$no_collection" store
	is "$answer: nothing was stored" "$(fake_was_asked CreateItem)" 0
done
with no-collection ask=CreateCollection prompt=accept
says 'the first collection, accepted' 0 '' '' store
input "$H"

# ---- the deadline between two domains ----
with slow=CreateItem:700 schema=org.example.Other
printf 'license-of-two' > "$T/in"
REPLICATED_TIMEOUT=1 says 'login, and the deadline between two domains' 1 '' "$me: timed out after 1 s waiting for the keyring: check that its service runs and answers, or set REPLICATED_TIMEOUT higher\n" login --no-check
is 'stored twice, and both are removed again' "$(fake_was_asked CreateItem) $(fake_was_asked Delete)" '2 2'
input "$H"
says 'nothing is stored' 1 "$NOT_FOUND" '' get

case ${FAKE_NAME-} in
gnome-keyring*) ;; # its collection is not looked at before a search
*)
	with error=Locked:org.example.Strange
	fails 'a collection whose lock is not told' 'keyring is unavailable: its service failed (told to): check that it runs, then try again\n' get
	;;
esac
with locked prompt=accept error=Prompt:org.example.Strange
fails 'a prompt that cannot be shown' 'keyring is unavailable: its service failed (told to): check that it runs, then try again\n' get

# ---- mute, vanishing, refusing ----
for method in '*' SearchItems Attributes OpenSession GetSecrets; do
	with "mute=$method"
	late "no answer at $method" get
done
with mute=SearchItems
late 'list, mute' list
late 'erase, mute' erase
with mute=CreateItem
input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
late 'store, mute' store
is 'the old license is still there' "$(fake_was_asked Delete)" 0
input "$H"
for method in SearchItems OpenSession GetSecrets; do
	with "vanish=$method"
	run get
	is "the item vanishes at $method" "$status $(wc -l < "$T/out") $(grep -c 'keyring is unavailable\|keyring does not answer' "$T/out")" '1 1 1'
	is "both streams say so: $method" "$(cat "$T/err")" "$me: $(cat "$T/out")"
done
for error in AccessDenied AuthFailed; do
	with "error=SearchItems:org.freedesktop.DBus.Error.$error"
	fails "$error" 'keyring refuses access (told to): run this as the user whose session it is\n' get
done
with error=SearchItems:org.freedesktop.DBus.Error.NoReply
fails 'NoReply' 'keyring does not answer: restart its service (gnome-keyring, KeePassXC, KWallet), then try again\n' get
with error=SearchItems:org.example.Strange
fails 'an unknown error' 'keyring is unavailable: its service failed (told to): check that it runs, then try again\n' get
with error=GetSecrets:org.freedesktop.Secret.Error.IsLocked
fails 'locked again before the secret was read' "$locked" get
with error=SearchItems:org.freedesktop.DBus.Error.UnknownMethod
fails 'a method that it does not have' 'keyring is unavailable: its service failed (told to): check that it runs, then try again\n' get
is 'which is asked for twice' "$(fake_was_asked SearchItems)" 2
# gnome-keyring's own mistake: UnknownMethod to a good call, once.
for method in SearchItems Attributes OpenSession GetSecrets; do
	with "unknown-once=$method"
	says "get, a sporadic UnknownMethod at $method" 0 "$found" '' get
done
for method in SearchItems Attributes; do
	with "unknown-once=$method" two
	says "list, a sporadic UnknownMethod at $method" 0 "{\"$H\":\"u\"}\n" '' list
done
for method in SearchItems ReadAlias OpenSession CreateItem Delete; do
	with "unknown-once=$method"
	input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
	says "store, a sporadic UnknownMethod at $method" 0 '' '' store
	input "$H"
	says 'and it is stored' 0 "{\"ServerURL\":\"$H\",\"Username\":\"v\",\"Secret\":\"new\"}\n" '' get
done
for method in SearchItems Delete; do
	with "unknown-once=$method"
	says "erase, a sporadic UnknownMethod at $method" 0 '' '' erase
	says 'and it is erased' 1 "$NOT_FOUND" '' get
done
for method in ReadAlias Locked Unlock; do
	with locked hidden "unknown-once=$method"
	says "a locked collection, a sporadic UnknownMethod at $method" 0 "$found" '' get
done
# Another one: no default collection, though there is one.
with collection-at-second-look ask=CreateCollection prompt=dismiss
input '{"ServerURL":"'$H'","Username":"v","Secret":"new"}'
says 'store, a collection that is named at the second look' 0 '' '' store
is 'and no second keyring is created' "$(fake_was_asked CreateCollection)" 0
with locked collection-at-second-look prompt=accept
input "$H"
says 'erase, a collection that is named at the second look' 0 '' '' erase
with collection-at-second-look
run status
check 'status, a collection that is named at the second look' grep -qx "ok   keyring  secret-service: Secret Service, collection 'fake', unlocked" "$T/out"
stop_fake
fails 'the service has gone' "$absent_service" get
done_testing
