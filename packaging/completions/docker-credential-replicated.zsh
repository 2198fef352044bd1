#compdef docker-credential-replicated
# SPDX-License-Identifier: MIT
# Written by packaging/completions/generate (make completions).

# Both ask the keyring without unlocking it, and offer nothing if it is locked.
_docker_credential_replicated_profiles() {
	local -a profiles
	profiles=(${(f)"$(docker-credential-replicated status --json 2>/dev/null | grep -o '"profile":"[^"]*"' | cut -d '"' -f 4 | sort -u)"})
	compadd -a profiles
}
_docker_credential_replicated_domains() {
	local -a domains
	domains=(proxy.replicated.com registry.replicated.com
		${(f)"$(docker-credential-replicated list 2>/dev/null | grep -o '"[^"]*":"' | cut -d '"' -f 2)"})
	compadd -a domains
}

local context state state_descr line
typeset -A opt_args
local -a verbs
verbs=(
	'login:save a license in the keyring, for docker, podman, helm and others'
	'configure:make docker, podman, helm and terraform use this helper'
	'image:rewrite image references to the Replicated proxy'
	'values:print Helm values that make a chart pull its images through the proxy'
	'dockerconfigjson:print the license as a docker config for Helm and Kubernetes'
	'status:show whether a pull finds the license, and what prevents it'
	'check:ask the registries whether they accept the license'
	'logout:remove the licenses of a profile from the keyring'
	'vault:keep licenses in an encrypted file, for machines without a desktop'
	'credential-provider:answer kubelet'\''s image credential provider API'
	'terraform-credentials:answer Terraform and OpenTofu (credentials helper protocol)'
	'helm-getter:supply the license to Helm for -f replicated\://'
	'forward:answer one request of a container or remote machine (run by systemd)'
	'help:describe a verb and its options'
	'store:save the credentials given as JSON on standard input'
	'get:print the credentials for the registry named on standard input'
	'erase:remove the credentials for the registry named on standard input'
	'list:list the registries and user names that are stored'
	'version:print the version'
)

_arguments -C \
	'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
	'(- *)'{-h,--help}'[show this help]' \
	'(- *)'{-v,--version}'[print the version]' \
	'1:verb:->verb' \
	'*::argument:->argument'

case $state in
verb)
	_describe verb verbs
	;;
argument)
	case $words[1] in
	login)
		_arguments -s \
			'(-u --username)'{-u+,--username=}'[the user name that goes with the license (LICENSE_ID)]:user: ' \
			'--app=[the app that the license is for]:slug: ' \
			'*--domain=[only these registry domains; custom ones are remembered (repeatable)]:domain:_docker_credential_replicated_domains' \
			'--license-file=[a file with a Replicated license (YAML) or just the license ID; '\''-'\'' reads standard input]:file:_files' \
			'--keyring=[store it in '\''secret-service'\'' or '\''vault'\'', and use that from now on]:keyring:(secret-service vault)' \
			'--source-command=[get the license from this command each time\: a program and its arguments, separated by '\'';'\'']:command: ' \
			'--rotate[replace a service-account token in every profile and for every domain that has it]' \
			'--no-check[do not ask the registries whether they accept the license]' \
			'--configure[then run '\''configure'\'']' \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	configure)
		_arguments -s \
			'*--client=[docker, podman, helm, terraform, k3s or rke2; default\: all that are found (repeatable)]:client:(docker podman helm terraform k3s rke2)' \
			'*--domain=[only these registry domains, not those of the profile (repeatable)]:domain:_docker_credential_replicated_domains' \
			'--remove[remove what was added]' \
			'--dry-run[show what would change, and change nothing]' \
			'--force[replace another credential helper]' \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	image)
		_arguments -s \
			'--app=[slug of the app whose license is used]:slug: ' \
			'--domain=[custom domain of the proxy (proxy.replicated.com)]:proxy:_docker_credential_replicated_domains' \
			'--reverse[print the upstream name of a rewritten reference]' \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	values)
		_arguments -s \
			'--app=[slug of the app whose license is used]:slug: ' \
			'--domain=[custom domain of the proxy (proxy.replicated.com)]:proxy:_docker_credential_replicated_domains' \
			'*--registry=[an upstream registry whose images go through the proxy (repeatable)]:host: ' \
			'--show[print a table of the images and how each of them changes]' \
			'--json[print that table as JSON]' \
			'--strict[exit with status 1 if an image of a named registry was left unchanged]' \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]' \
			'*:values file or chart:_files'
		;;
	dockerconfigjson)
		_arguments -s \
			'*--domain=[only these registry domains, not all those of the profile (repeatable)]:domain:_docker_credential_replicated_domains' \
			'(-o --output)'{-o+,--output=}'[base64 (default), json, set, values, secret or global]:format:(base64 json set values secret global)' \
			'--app-keys[put the license of an app under DOMAIN/proxy/APP, not DOMAIN]' \
			'--long[add username and password to each entry, as kubectl does]' \
			'--license-file=[for global\: the license file, with or without its ID]:file:_files' \
			'--sdk[for global\: the license for the SDK too (replicated)]' \
			'--name=[name of the Secret (replicated-pull-secret)]:name: ' \
			'--namespace=[namespace of the Secret]:namespace: ' \
			'*--label=[a label of the Secret (repeatable)]:key=value: ' \
			'*--annotation=[an annotation of the Secret (repeatable)]:key=value: ' \
			'--no-marks[leave out this program'\''s label and annotation]' \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	status)
		_arguments -s \
			'--json[print JSON]' \
			'--check[ask the registries too whether they accept the license]' \
			'*--client=[docker, podman, helm, terraform, k3s or rke2 must work, even if not configured yet (repeatable)]:client:(docker podman helm terraform k3s rke2)' \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	check)
		_arguments -s \
			'--json[print the results as JSON]' \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]' \
			'*:domain:_docker_credential_replicated_domains'
		;;
	logout)
		_arguments -s \
			'--all[every license of every profile]' \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]' \
			'*:domain:_docker_credential_replicated_domains'
		;;
	vault)
		_arguments -s \
			'--passphrase-file=[read the passphrase from this file (passwd\: the old one, then the new)]:file:_files' \
			'--lifetime=[unlock\: for how long (default 8h; 30m, 1d12h)]:duration: ' \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]' \
			'1:action:(init unlock lock passwd import export)'
		;;
	credential-provider)
		_arguments -s \
			'--cache-duration=[how long kubelet may keep the answer (1h0m0s)]:duration: ' \
			'--profile-annotation=[the annotation of the service account that names the profile]:key: ' \
			'*--allow-profile=[a profile that the annotation may name (repeatable)]:profile:_docker_credential_replicated_profiles' \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	terraform-credentials)
		_arguments -s \
			'--else=[leave other hosts to terraform-credentials-NAME]:name: ' \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	helm-getter)
		_arguments -s \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	forward)
		_arguments -s \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	help)
		_arguments -s \
			'(-p --profile)'{-p+,--profile=}'[use this named license]:profile:_docker_credential_replicated_profiles' \
			'(-h --help)'{-h,--help}'[show this help]' \
			'1:verb:(login configure image values dockerconfigjson status check logout vault credential-provider terraform-credentials helm-getter forward help store get erase list version)'
		;;
	store)
		_arguments -s \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	get)
		_arguments -s \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	erase)
		_arguments -s \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	list)
		_arguments -s \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	version)
		_arguments -s \
			'(-h --help)'{-h,--help}'[show this help]'
		;;
	esac
	;;
esac
