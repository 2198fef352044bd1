#!/bin/sh
# SPDX-License-Identifier: MIT
# Every verb has its --help, and "help VERB" is the same; what is wrong on a command line is said in one line.
. "${0%/*}/../lib.sh"

me=docker-credential-replicated
verbs=$("$me" --help | sed -n 's/^  \([a-z][a-z-]*\)  *[^ ].*/\1/p')
people=$("$me" --help | sed -n '/^For people/,/^$/s/^  \([a-z][a-z-]*\)  *[^ ].*/\1/p')
: > "$T/in"
for verb in $verbs; do
	run "$verb" --help
	is "$verb --help" "$status $(grep -c -e "^Usage: $me .*$verb" -e '^Options:$' -e '^  -h, --help ' -e '^Example:$' "$T/out") $(wc -c < "$T/err")" '0 4 0'
	cp "$T/out" "$T/help"
	run "$verb" -h
	check "$verb -h is the same" cmp "$T/help" "$T/out"
	run help "$verb"
	check "help $verb too" cmp "$T/help" "$T/out"
done
for verb in $people; do
	out=
	[ "$verb" != dockerconfigjson ] || out=$HELM_STOPS
	says "$verb: an unknown option" 2 "$out" "$me: unknown option '--frobnicate': see --help\\n" "$verb" --frobnicate
	says "$verb: one that was nearly right" 2 "$out" "$me: unknown option '--profil': did you mean '--profile'?\\n" "$verb" --profil=x
	says "$verb: an unknown letter" 2 "$out" "$me: unknown option '-Z': see --help\\n" "$verb" -Z
	says "$verb: no value" 2 "$out" "$me: option '--profile' requires a value\\n" "$verb" --profile
	says "$verb: a profile name" 2 "$out" "$me: the value of -p is not a valid profile name: use 1 to 32 lower-case letters, digits and dashes, not starting with a dash\\n" "$verb" -p ../x
done
says 'a long unknown option is not repeated' 2 '' "$me: unknown option: see --help\\n" login --1vusOokxAVp1tkRGuyxnF23PJcq
says 'one of 24 letters is' 2 '' "$me: unknown option '--abcdefghijklmnopqrstuvwx': see --help\\n" login --abcdefghijklmnopqrstuvwx
says 'one of 25 is not' 2 '' "$me: unknown option: see --help\\n" login --abcdefghijklmnopqrstuvwxy
says 'a verb that was nearly right' 1 "$me: unknown action: lgin\\n" "$me: unknown action: lgin: did you mean 'login'?\\n" lgin
says 'help for an abbreviation' 2 '' "$me: there is no such verb: did you mean 'status'?\\n" help sta
says 'help for two letters' 2 '' "$me: help requires the name of one verb: see --help\\n" help st
says 'help for it' 2 '' "$me: there is no such verb: did you mean 'login'?\\n" help lgin
says 'a word that needs dashes' 2 '' "$me: 'status' takes options only: did you mean '--json'?\\n" status json
says 'another' 2 "$HELM_STOPS" "$me: 'dockerconfigjson' takes options only: did you mean '-o json'?\\n" dockerconfigjson json
says 'a word of vault' 2 '' "$me: 'vault' has no such action: did you mean 'unlock'?\\n" vault unlok
says 'a word that is as near to two: the first in the help' 2 '' "$me: 'vault' has no such action: did you mean 'import'?\\n" vault ixport
for line in --help $verbs 'vault init' 'vault unlock' 'vault lock' 'vault passwd' 'vault import' 'vault export'; do
	# shellcheck disable=SC2086 # a verb and its action
	run $line --help
	is "help of '$line' fits 80 columns" "$(awk 'length > 79' "$T/out")" ''
	is "help of '$line': a gap after each option, no space at the end of a line" \
		"$(grep -E '^ +(-., )?--[a-z-]+(=[A-Z]+[a-z]|[a-z-]*$)| $' "$T/out")" ''
done
run vault unlock --help
is 'vault unlock --help describes that action' "$(sed -n '1p; 3p; /^      --/p; $p' "$T/out")" "Usage: $me vault unlock [-p PROFILE] [OPTION]...
Unlock the vault for a time.
      --passphrase-file=FILE   read the passphrase from this file (passwd: the
      --lifetime=DURATION      unlock: for how long (default 8h; 30m, 1d12h)
  $me vault unlock"
run help vault unlock
is 'help vault unlock, too' "$(sed -n 1p "$T/out")" "Usage: $me vault unlock [-p PROFILE] [OPTION]..."
says 'help of an action that is misspelled' 2 '' "$me: 'vault' has no such action: did you mean 'unlock'?\\n" help vault unlokc
says 'help of an action that there is not' 2 '' "$me: 'vault' has no such action: see '$me help vault'\\n" help vault license-of-two
run vault lock --help
is 'options of another action are not shown' "$(grep -c -e --lifetime -e --passphrase "$T/out")" 0
run login --help
cp "$T/out" "$T/help"
run login --help more
is 'login --help with another word' "$status$(cat "$T/err")" 0
check 'is the same' cmp "$T/help" "$T/out"
run help
cp "$T/out" "$T/help"
check 'help names the variables and the exit statuses' grep -qE '^Exit status: 0 .* 1 .* 2 ' "$T/help"
is 'help begins as that of the reference helpers' "$(sed -n 1p "$T/help")" "Usage: $me <store|get|erase|list|version>"
run --help
check 'help alone is --help' cmp "$T/help" "$T/out"
# To the byte: where lines are broken, what is indented, and in which order it stands.
shows_help() { # NAME ARGUMENT..., and the whole text on standard input
	shows_name=$1
	shift
	cat > "$T/want"
	run "$@"
	is "$shows_name: exit status and standard error" "$status$(cat "$T/err")" 0
	check "$shows_name: the whole text" diff -u "$T/want" "$T/out"
}
shows_help "the program's help" --help << 'EOF'
Usage: docker-credential-replicated <store|get|erase|list|version>
       docker-credential-replicated [-p PROFILE] VERB [OPTION]...

For people:
  login                save a license in the keyring, for docker, podman, helm
                       and others
  configure            make docker, podman, helm and terraform use this helper
  image                rewrite image references to the Replicated proxy
  values               print Helm values that make a chart pull its images
                       through the proxy
  dockerconfigjson     print the license as a docker config for Helm and
                       Kubernetes
  status               show whether a pull finds the license, and what prevents
                       it
  check                ask the registries whether they accept the license
  logout               remove the licenses of a profile from the keyring
  vault                keep licenses in an encrypted file, for machines without
                       a desktop
  credential-provider  answer kubelet's image credential provider API
  terraform-credentials answer Terraform and OpenTofu (credentials helper
                       protocol)
  helm-getter          supply the license to Helm for -f replicated://
  forward              answer one request of a container or remote machine (run
                       by systemd)
  help                 describe a verb and its options

For docker, podman and helm (docker credential helper protocol):
  store                save the credentials given as JSON on standard input
  get                  print the credentials for the registry named on standard
                       input
  erase                remove the credentials for the registry named on
                       standard input
  list                 list the registries and user names that are stored
  version              print the version

A license ID is never given on the command line: 'login' asks for it, or reads
it from standard input or from a license file.

Environment:
  REPLICATED_PROFILE            the profile if -p is not given
  REPLICATED_DOMAINS            custom domains, separated by commas
  REPLICATED_KEYRING            'secret-service' or 'vault'
  REPLICATED_LICENSE_ID_FILE    a file with the license ID
  REPLICATED_LICENSE_ID         the license ID itself, for CI
  REPLICATED_SOCKET             a socket that forwards requests for a license
  REPLICATED_TIMEOUT            seconds until a call gives up (20)

Exit status: 0 success, 1 failure, 2 wrong usage (of the verbs for people).

'docker-credential-replicated VERB --help' describes one verb.
The manual is docker-credential-replicated(1).
EOF
shows_help "help of a verb with actions" vault --help << 'EOF'
Usage: docker-credential-replicated vault [-p PROFILE] ACTION
        [--passphrase-file FILE] [--lifetime DURATION]

Keep licenses in an encrypted file, for machines without a desktop.

The passphrase is typed at a prompt, without echo; without a terminal it is a
line of standard input. REPLICATED_KEYRING=vault, or 'login --keyring vault',
makes every verb use the vault.

Actions:
  init                 create the vault
  unlock               unlock the vault for a time
  lock                 lock the vault
  passwd               change the passphrase
  import               move all licenses from the Secret Service into the vault
  export               move all licenses from the vault into the Secret Service

Options:
      --passphrase-file=FILE   read the passphrase from this file (passwd: the
                               old one, then the new)
      --lifetime=DURATION      unlock: for how long (default 8h; 30m, 1d12h)
  -p, --profile=PROFILE        use this named license
  -h, --help                   show this help

Example:
  docker-credential-replicated vault init
  docker-credential-replicated vault unlock --lifetime 12h
EOF
shows_help "help of a verb with many options" values --help << 'EOF'
Usage: docker-credential-replicated values [-p PROFILE] --app SLUG
        [--domain PROXY] --registry HOST... [--show|--json] [--strict]
        [VALUES.yaml|CHART|-]

Print Helm values that make a chart pull its images through the proxy.

Options:
      --app=SLUG               slug of the app whose license is used
      --domain=PROXY           custom domain of the proxy
                               (proxy.replicated.com)
      --registry=HOST          an upstream registry whose images go through the
                               proxy (repeatable)
      --show                   print a table of the images and how each of them
                               changes
      --json                   print that table as JSON
      --strict                 exit with status 1 if an image of a named
                               registry was left unchanged
  -p, --profile=PROFILE        use this named license
  -h, --help                   show this help

Example:
  docker-credential-replicated values --app my-app --registry quay.io \
    chart/values.yaml > local-values.yaml
EOF
shows_help "help of an action" vault unlock --help << 'EOF'
Usage: docker-credential-replicated vault unlock [-p PROFILE] [OPTION]...

Unlock the vault for a time.

The key of the vault is kept in the kernel keyring, which only your processes
can read, until the lifetime is over, 'vault lock' is run or the machine is
restarted.

Options:
      --passphrase-file=FILE   read the passphrase from this file (passwd: the
                               old one, then the new)
      --lifetime=DURATION      unlock: for how long (default 8h; 30m, 1d12h)
  -p, --profile=PROFILE        use this named license
  -h, --help                   show this help

Example:
  docker-credential-replicated vault unlock
EOF
shows_help "help of a verb of the protocol" get --help << 'EOF'
Usage: docker-credential-replicated [-p PROFILE] get < SERVER-URL

Print the credentials for the registry named on standard input.

Options:
  -p, --profile=PROFILE        use this named license
  -h, --help                   show this help

Example:
  echo proxy.replicated.com | docker-credential-replicated get
EOF
for words in 'get more' 'vault lock more' 'nosuchverb more'; do
	says "help of too much: $words" 2 '' "$me: help requires the name of one verb: see --help\\n" help $words
done
usage=$("$me" --help)
for words in '-p' '--profile' '-p work' '-pwork' '--profile=work'; do
	says "no verb behind $words" 1 "$usage\\n" '' $words
done
says '--help behind a profile' 0 "$usage\\n" '' -p work --help
says 'a value for a flag' 2 '' "$me: option '--no-check' takes no value\\n" login --no-check=1
says 'a letter without its value' 2 '' "$me: option '-u' requires a value\\n" login -u
says 'a profile that is given twice' 2 '' "$me: option '--profile' is given twice\\n" status -p a -p b
says 'a flag that is given twice is one' 2 '' "$me: 'status' takes options only: see --help\\n" status --json --json more
says 'behind -- everything is a word' 2 '' "$me: 'status' takes options only: see --help\\n" status -- --json
says 'a letter that cannot be printed' 2 '' "$me: unknown option '-?': see --help\\n" status "-$(printf '\303\251')"
done_testing
