{{/* Names and labels. */}}

{{- define "onestep.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 40 characters, so that the longest name made from it is still a label. */}}
{{- define "onestep.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "onestep.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "onestep.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "onestep.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "onestep.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* What selects the pods of a release: never changes. */}}
{{- define "onestep.releaseLabels" -}}
app.kubernetes.io/name: {{ include "onestep.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* What selects the pods of a component: (dict "root" $ "component" "worker-cpu"). */}}
{{- define "onestep.selectorLabels" -}}
{{ include "onestep.releaseLabels" .root }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* Labels of a resource: (dict "root" $ "component" "worker-cpu"). */}}
{{- define "onestep.labels" -}}
{{ include "onestep.selectorLabels" . }}
app.kubernetes.io/part-of: onestep
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* An image: (dict "root" $ "image" .Values.aggregator.image). */}}
{{- define "onestep.image" -}}
{{- $registry := .root.Values.image.registry | trimSuffix "/" -}}
{{- $tag := coalesce .image.tag .root.Values.image.tag .root.Chart.AppVersion -}}
{{- if $registry -}}{{ $registry }}/{{- end -}}
{{ .image.repository }}:{{ $tag }}
{{- end -}}
