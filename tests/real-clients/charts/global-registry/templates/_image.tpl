{{- /* SPDX-License-Identifier: MIT */ -}}
{{- define "image" -}}
{{- $registry := default .image.registry .global.imageRegistry -}}
{{- $name := default .image.image .image.repository -}}
{{- $end := ternary (printf "@%s" .image.digest) (printf ":%v" .image.tag) (not (empty .image.digest)) -}}
{{- if $registry }}{{ $registry }}/{{ end }}{{ $name }}{{ $end }}
{{- end -}}
