# SPDX-License-Identifier: MIT
# Written by packaging/completions/generate (make completions).

# Both ask the keyring without unlocking it, and print nothing if it is locked.
_docker_credential_replicated_profiles()
{
	docker-credential-replicated status --json 2>/dev/null | grep -o '"profile":"[^"]*"' | cut -d '"' -f 4 | sort -u
}
_docker_credential_replicated_domains()
{
	printf 'proxy.replicated.com\nregistry.replicated.com\n'
	docker-credential-replicated ${profile:+-p "$profile"} list 2>/dev/null | grep -o '"[^"]*":"' | cut -d '"' -f 2
}

_docker_credential_replicated()
{
	local word previous profile= verb= options= words= i
	word=${COMP_WORDS[COMP_CWORD]}
	previous=${COMP_WORDS[COMP_CWORD - 1]}
	COMPREPLY=()

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-p | --profile)
			((i++))
			[[ ${COMP_WORDS[i]} != = ]] || ((i++))
			((i >= COMP_CWORD)) || profile=${COMP_WORDS[i]}
			;;
		-*) ;;
		*) [[ $verb ]] || verb=${COMP_WORDS[i]} ;;
		esac
	done

	# "--option=value" is three words to bash.
	if [[ $word == = ]]; then
		word=
	elif [[ $previous == = ]]; then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi

	case $previous in
	--username | -u | --app | --source-command | --registry | --name | --namespace | --label | --annotation | --lifetime | --cache-duration | --profile-annotation | --else)
		return
		;;
	--domain)
		mapfile -t COMPREPLY < <(compgen -W "$(_docker_credential_replicated_domains)" -- "$word")
		return
		;;
	--license-file | --passphrase-file)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	--keyring)
		mapfile -t COMPREPLY < <(compgen -W "secret-service vault" -- "$word")
		return
		;;
	--profile | -p | --allow-profile)
		mapfile -t COMPREPLY < <(compgen -W "$(_docker_credential_replicated_profiles)" -- "$word")
		return
		;;
	--client)
		mapfile -t COMPREPLY < <(compgen -W "docker podman helm terraform k3s rke2" -- "$word")
		return
		;;
	--output | -o)
		mapfile -t COMPREPLY < <(compgen -W "base64 json set values secret global" -- "$word")
		return
		;;
	esac

	case $verb in
	"")
		options="-p --profile -h --help -v --version"
		words="login configure image values dockerconfigjson status check logout vault credential-provider terraform-credentials helm-getter forward help store get erase list version"
		;;
	login)
		options="-u --username --app --domain --license-file --keyring --source-command --rotate --no-check --configure -p --profile -h --help"
		;;
	configure)
		options="--client --domain --remove --dry-run --force -p --profile -h --help"
		;;
	image)
		options="--app --domain --reverse -p --profile -h --help"
		;;
	values)
		options="--app --domain --registry --show --json --strict -p --profile -h --help"
		;;
	dockerconfigjson)
		options="--domain -o --output --app-keys --long --license-file --sdk --name --namespace --label --annotation --no-marks -p --profile -h --help"
		;;
	status)
		options="--json --check --client -p --profile -h --help"
		;;
	check)
		options="--json -p --profile -h --help"
		[[ $word == -* ]] || words="$(_docker_credential_replicated_domains)"
		;;
	logout)
		options="--all -p --profile -h --help"
		[[ $word == -* ]] || words="$(_docker_credential_replicated_domains)"
		;;
	vault)
		options="--passphrase-file --lifetime -p --profile -h --help"
		words="init unlock lock passwd import export"
		;;
	credential-provider)
		options="--cache-duration --profile-annotation --allow-profile -p --profile -h --help"
		;;
	terraform-credentials)
		options="--else -p --profile -h --help"
		;;
	helm-getter)
		options="-p --profile -h --help"
		;;
	forward)
		options="-p --profile -h --help"
		;;
	help)
		options="-p --profile -h --help"
		words="login configure image values dockerconfigjson status check logout vault credential-provider terraform-credentials helm-getter forward help store get erase list version"
		;;
	store)
		options="-h --help"
		;;
	get)
		options="-h --help"
		;;
	erase)
		options="-h --help"
		;;
	list)
		options="-h --help"
		;;
	version)
		options="-h --help"
		;;
	esac
	[[ $word == -* ]] && words=$options
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
	if [[ $verb == values && $word != -* ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}
complete -F _docker_credential_replicated docker-credential-replicated
