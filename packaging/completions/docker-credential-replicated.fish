# SPDX-License-Identifier: MIT
# Written by packaging/completions/generate (make completions).

complete -c docker-credential-replicated -f
complete -c docker-credential-replicated -n __fish_use_subcommand -s p -l profile -x -d 'use this named license'
complete -c docker-credential-replicated -n __fish_use_subcommand -s h -l help -d 'show this help'
complete -c docker-credential-replicated -n __fish_use_subcommand -s v -l version -d 'say which version this is'
complete -c docker-credential-replicated -n __fish_use_subcommand -a store -d 'keep the credentials given as JSON on standard input'
complete -c docker-credential-replicated -n __fish_use_subcommand -a get -d 'give the credentials for the registry named on standard input'
complete -c docker-credential-replicated -n __fish_use_subcommand -a erase -d 'forget the credentials for the registry named on standard input'
complete -c docker-credential-replicated -n __fish_use_subcommand -a list -d 'list the registries and user names that are stored'
complete -c docker-credential-replicated -n __fish_use_subcommand -a version -d 'say which version this is'
complete -c docker-credential-replicated -n __fish_use_subcommand -a login -d 'keep a license in the keyring, for docker, podman, helm and others'
complete -c docker-credential-replicated -n __fish_use_subcommand -a logout -d 'remove the licenses of a profile from the keyring'
complete -c docker-credential-replicated -n __fish_use_subcommand -a status -d 'say whether a pull would find the license, and what is in its way'
complete -c docker-credential-replicated -n __fish_use_subcommand -a configure -d 'let docker, podman and helm ask this program'
complete -c docker-credential-replicated -n __fish_use_subcommand -a dockerconfigjson -d 'print the license as a docker config for Helm and Kubernetes'
complete -c docker-credential-replicated -n __fish_use_subcommand -a image -d 'rewrite image references to the Replicated proxy'
complete -c docker-credential-replicated -n __fish_use_subcommand -a values -d 'print a Helm values file that puts a chart\'s images behind the proxy'
complete -c docker-credential-replicated -n __fish_use_subcommand -a vault -d 'keep licenses in an encrypted file, for machines without a desktop'
complete -c docker-credential-replicated -n __fish_use_subcommand -a check -d 'ask the registries whether they accept the license'
complete -c docker-credential-replicated -n __fish_use_subcommand -a credential-provider -d 'answer kubelet\'s image credential provider API'
complete -c docker-credential-replicated -n __fish_use_subcommand -a help -d 'show what a verb does and its options'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from store' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from get' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from erase' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from list' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from version' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from login' -s u -l username -x -d 'the user name that goes with the license (LICENSE_ID)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from login' -l app -x -d 'the app that the license is for'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from login' -l domain -x -a 'proxy.replicated.com registry.replicated.com' -d 'exactly these registry domains; custom ones are remembered (repeatable)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from login' -l license-file -r -F -d 'a Replicated license (YAML), or a file that holds just the license ID'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from login' -l keyring -x -d 'keep it in \'secret-service\' or \'vault\', from now on'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from login' -l no-check -d 'do not ask the registries whether they accept the license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from login' -l configure -d 'afterwards do what \'configure\' does'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from login' -s p -l profile -x -d 'use this named license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from login' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from logout' -l all -d 'every license of every profile'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from logout' -s p -l profile -x -d 'use this named license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from logout' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from status' -l json -d 'print JSON'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from status' -l check -d 'ask the registries too whether they accept the license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from status' -s p -l profile -x -d 'use this named license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from status' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from configure' -l client -x -a 'docker podman helm' -d 'docker, podman or helm; else all that are found (repeatable)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from configure' -l domain -x -a 'proxy.replicated.com registry.replicated.com' -d 'exactly these registry domains, not all of the profile (repeatable)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from configure' -l remove -d 'take out what was put in'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from configure' -l dry-run -d 'change nothing, show what would change'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from configure' -l force -d 'replace another credential helper'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from configure' -s p -l profile -x -d 'use this named license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from configure' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from dockerconfigjson' -l domain -x -a 'proxy.replicated.com registry.replicated.com' -d 'exactly these registry domains, not all of the profile (repeatable)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from dockerconfigjson' -s o -l output -x -a 'base64 json set values secret' -d 'base64 (default), json, set, values or secret'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from dockerconfigjson' -l app-keys -d 'put an app\'s license under DOMAIN/proxy/APP, not under the domain'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from dockerconfigjson' -l long -d 'add username and password to each entry, as kubectl does'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from dockerconfigjson' -l name -x -d 'name of the Secret (replicated-pull-secret)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from dockerconfigjson' -l namespace -x -d 'namespace of the Secret'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from dockerconfigjson' -l label -x -d 'a label of the Secret (repeatable)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from dockerconfigjson' -l annotation -x -d 'an annotation of the Secret (repeatable)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from dockerconfigjson' -s p -l profile -x -d 'use this named license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from dockerconfigjson' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from image' -l app -x -d 'the app whose license opens the images'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from image' -l domain -x -a 'proxy.replicated.com registry.replicated.com' -d 'custom domain of the proxy (proxy.replicated.com)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from image' -l reverse -d 'give the upstream of a rewritten reference'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from image' -s p -l profile -x -d 'use this named license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from image' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from values' -l app -x -d 'the app whose license opens the images'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from values' -l domain -x -a 'proxy.replicated.com registry.replicated.com' -d 'custom domain of the proxy (proxy.replicated.com)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from values' -l registry -x -d 'an upstream registry whose images go through the proxy (repeatable)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from values' -s p -l profile -x -d 'use this named license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from values' -s h -l help -d 'show this help'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from values' -F

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from vault' -l passphrase-file -r -F -d 'read the passphrase from this file (passwd: the old one, then the new)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from vault' -l lifetime -x -d 'unlock: until then (8h unless given; 30m, 1d12h)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from vault' -s p -l profile -x -d 'use this named license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from vault' -s h -l help -d 'show this help'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from vault' -a 'init unlock lock passwd import export'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from check' -l json -d 'print the results as JSON'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from check' -s p -l profile -x -d 'use this named license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from check' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from credential-provider' -l cache-duration -x -d 'how long kubelet may keep the answer (1h0m0s)'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from credential-provider' -s p -l profile -x -d 'use this named license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from credential-provider' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__fish_seen_subcommand_from help' -s p -l profile -x -d 'use this named license'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from help' -s h -l help -d 'show this help'
complete -c docker-credential-replicated -n '__fish_seen_subcommand_from help' -a 'store get erase list version login logout status configure dockerconfigjson image values vault check credential-provider help'
