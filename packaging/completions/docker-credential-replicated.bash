# SPDX-License-Identifier: MIT
# Written by packaging/completions/generate (make completions).

_docker_credential_replicated()
{
	local word previous verb= options= words= i
	word=${COMP_WORDS[COMP_CWORD]}
	previous=${COMP_WORDS[COMP_CWORD - 1]}
	COMPREPLY=()

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-p | --profile)
			((i++))
			[[ ${COMP_WORDS[i]} != = ]] || ((i++))
			;;
		-*) ;;
		*)
			verb=${COMP_WORDS[i]}
			break
			;;
		esac
	done

	# "--option=value" is three words to bash.
	if [[ $word == = ]]; then
		word=
	elif [[ $previous == = ]]; then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi

	case $previous in
	--license-file|--passphrase-file)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	--output|-o) words="base64 json set values secret" ;;
	--client) words="docker podman helm" ;;
	--domain) words="proxy.replicated.com registry.replicated.com" ;;
	--username|-u|--app|--domain|--license-file|--keyring|--profile|-p|--client|--output|-o|--name|--namespace|--label|--annotation|--registry|--passphrase-file|--lifetime|--cache-duration) return ;;
	esac
	if [[ $words ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
		return
	fi

	case $verb in
	"")
		options="-p --profile -h --help -v --version"
		words="store get erase list version login logout status configure dockerconfigjson image values vault check credential-provider help"
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
	login)
		options="-u --username --app --domain --license-file --keyring --no-check --configure -p --profile -h --help"
		;;
	logout)
		options="--all -p --profile -h --help"
		;;
	status)
		options="--json --check -p --profile -h --help"
		;;
	configure)
		options="--client --domain --remove --dry-run --force -p --profile -h --help"
		;;
	dockerconfigjson)
		options="--domain -o --output --app-keys --long --name --namespace --label --annotation -p --profile -h --help"
		;;
	image)
		options="--app --domain --reverse -p --profile -h --help"
		;;
	values)
		options="--app --domain --registry -p --profile -h --help"
		;;
	vault)
		options="--passphrase-file --lifetime -p --profile -h --help"
		words="init unlock lock passwd import export"
		;;
	check)
		options="--json -p --profile -h --help"
		;;
	credential-provider)
		options="--cache-duration -p --profile -h --help"
		;;
	help)
		options="-p --profile -h --help"
		words="store get erase list version login logout status configure dockerconfigjson image values vault check credential-provider help"
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
