# SPDX-License-Identifier: MIT
# Written by packaging/completions/generate (make completions).

# The verb on the command line, behind options and the profile that may come before it.
function __docker_credential_replicated_verb
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case -p --profile
                set -e words[1]
            case '-*'
            case '*'
                echo $words[1]
                return
        end
        set -e words[1]
    end
end
function __docker_credential_replicated_verb_is
    test "$(__docker_credential_replicated_verb)" = "$argv[1]"
end

# Both ask the keyring without unlocking it, and print nothing if it is locked.
function __docker_credential_replicated_profiles
    docker-credential-replicated status --json 2>/dev/null | string match -ar '"profile":"[^"]*"' | string split -f 4 '"' | sort -u
end
function __docker_credential_replicated_domains
    printf '%s\n' proxy.replicated.com registry.replicated.com
    docker-credential-replicated list 2>/dev/null | string match -ar '"[^"]*":"' | string split -f 2 '"'
end

complete -c docker-credential-replicated -f
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -s h -l help -d 'show this help'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -s v -l version -d 'print the version'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a login -d 'save a license in the keyring, for docker, podman, helm and others'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a configure -d 'make docker, podman, helm and terraform use this helper'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a image -d 'rewrite image references to the Replicated proxy'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a values -d 'print Helm values that make a chart pull its images through the proxy'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a dockerconfigjson -d 'print the license as a docker config for Helm and Kubernetes'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a status -d 'show whether a pull finds the license, and what prevents it'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a check -d 'ask the registries whether they accept the license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a logout -d 'remove the licenses of a profile from the keyring'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a vault -d 'keep licenses in an encrypted file, for machines without a desktop'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a credential-provider -d 'answer kubelet\'s image credential provider API'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a terraform-credentials -d 'answer Terraform and OpenTofu (credentials helper protocol)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a helm-getter -d 'supply the license to Helm for -f replicated://'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a forward -d 'answer one request of a container or remote machine (run by systemd)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a help -d 'describe a verb and its options'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a store -d 'save the credentials given as JSON on standard input'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a get -d 'print the credentials for the registry named on standard input'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a erase -d 'remove the credentials for the registry named on standard input'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a list -d 'list the registries and user names that are stored'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is ""' -a version -d 'print the version'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is login' -s u -l username -x -d 'the user name that goes with the license (LICENSE_ID)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is login' -l app -x -d 'the app that the license is for'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is login' -l domain -x -a '(__docker_credential_replicated_domains)' -d 'only these registry domains; custom ones are remembered (repeatable)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is login' -l license-file -r -F -d 'a file with a Replicated license (YAML) or just the license ID; \'-\' reads standard input'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is login' -l keyring -x -a 'secret-service vault' -d 'store it in \'secret-service\' or \'vault\', and use that from now on'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is login' -l source-command -x -d 'get the license from this command each time: a program and its arguments, separated by \';\''
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is login' -l rotate -d 'replace a service-account token in every profile and for every domain that has it'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is login' -l no-check -d 'do not ask the registries whether they accept the license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is login' -l configure -d 'then run \'configure\''
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is login' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is login' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is configure' -l client -x -a 'docker podman helm terraform k3s rke2' -d 'docker, podman, helm, terraform, k3s or rke2; default: all that are found (repeatable)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is configure' -l domain -x -a '(__docker_credential_replicated_domains)' -d 'only these registry domains, not those of the profile (repeatable)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is configure' -l remove -d 'remove what was added'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is configure' -l dry-run -d 'show what would change, and change nothing'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is configure' -l force -d 'replace another credential helper'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is configure' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is configure' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is image' -l app -x -d 'slug of the app whose license is used'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is image' -l domain -x -a '(__docker_credential_replicated_domains)' -d 'custom domain of the proxy (proxy.replicated.com)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is image' -l reverse -d 'print the upstream name of a rewritten reference'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is image' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is image' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is values' -l app -x -d 'slug of the app whose license is used'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is values' -l domain -x -a '(__docker_credential_replicated_domains)' -d 'custom domain of the proxy (proxy.replicated.com)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is values' -l registry -x -d 'an upstream registry whose images go through the proxy (repeatable)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is values' -l show -d 'print a table of the images and how each of them changes'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is values' -l json -d 'print that table as JSON'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is values' -l strict -d 'exit with status 1 if an image of a named registry was left unchanged'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is values' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is values' -s h -l help -d 'show this help'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is values' -F

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -l domain -x -a '(__docker_credential_replicated_domains)' -d 'only these registry domains, not all those of the profile (repeatable)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -s o -l output -x -a 'base64 json set values secret global' -d 'base64 (default), json, set, values, secret or global'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -l app-keys -d 'put the license of an app under DOMAIN/proxy/APP, not DOMAIN'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -l long -d 'add username and password to each entry, as kubectl does'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -l license-file -r -F -d 'for global: the license file, with or without its ID'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -l sdk -d 'for global: the license for the SDK too (replicated)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -l name -x -d 'name of the Secret (replicated-pull-secret)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -l namespace -x -d 'namespace of the Secret'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -l label -x -d 'a label of the Secret (repeatable)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -l annotation -x -d 'an annotation of the Secret (repeatable)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -l no-marks -d 'leave out this program\'s label and annotation'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is dockerconfigjson' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is status' -l json -d 'print JSON'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is status' -l check -d 'ask the registries too whether they accept the license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is status' -l client -x -a 'docker podman helm terraform k3s rke2' -d 'docker, podman, helm, terraform, k3s or rke2 must work, even if not configured yet (repeatable)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is status' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is status' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is check' -l json -d 'print the results as JSON'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is check' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is check' -s h -l help -d 'show this help'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is check' -a '(__docker_credential_replicated_domains)'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is logout' -l all -d 'every license of every profile'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is logout' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is logout' -s h -l help -d 'show this help'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is logout' -a '(__docker_credential_replicated_domains)'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is vault' -l passphrase-file -r -F -d 'read the passphrase from this file (passwd: the old one, then the new)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is vault' -l lifetime -x -d 'unlock: for how long (default 8h; 30m, 1d12h)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is vault' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is vault' -s h -l help -d 'show this help'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is vault' -a init -d 'create the vault'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is vault' -a unlock -d 'unlock the vault for a time'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is vault' -a lock -d 'lock the vault'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is vault' -a passwd -d 'change the passphrase'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is vault' -a import -d 'move all licenses from the Secret Service into the vault'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is vault' -a export -d 'move all licenses from the vault into the Secret Service'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is credential-provider' -l cache-duration -x -d 'how long kubelet may keep the answer (1h0m0s)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is credential-provider' -l profile-annotation -x -d 'the annotation of the service account that names the profile'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is credential-provider' -l allow-profile -x -a '(__docker_credential_replicated_profiles)' -d 'a profile that the annotation may name (repeatable)'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is credential-provider' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is credential-provider' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is terraform-credentials' -l else -x -d 'leave other hosts to terraform-credentials-NAME'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is terraform-credentials' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is terraform-credentials' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is helm-getter' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is helm-getter' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is forward' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is forward' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is help' -s p -l profile -x -a '(__docker_credential_replicated_profiles)' -d 'use this named license'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is help' -s h -l help -d 'show this help'
complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is help' -a 'login configure image values dockerconfigjson status check logout vault credential-provider terraform-credentials helm-getter forward help store get erase list version'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is store' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is get' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is erase' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is list' -s h -l help -d 'show this help'

complete -c docker-credential-replicated -n '__docker_credential_replicated_verb_is version' -s h -l help -d 'show this help'
