{{/* Quantities of Kubernetes as numbers. */}}

{{/* Bytes of a memory quantity, such as 4Gi. */}}
{{- define "onestep.bytes" -}}
{{- $quantity := toString . -}}
{{- $number := regexFind "^[0-9]+([.][0-9]+)?" $quantity | float64 -}}
{{- $unit := regexReplaceAll "^[0-9.]+" $quantity "" -}}
{{- $units := dict "" 1 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 -}}
{{- mulf $number (get $units $unit | float64) | floor | int64 -}}
{{- end -}}

{{/* Cores of a CPU quantity, rounded up: 500m is 1. */}}
{{- define "onestep.cores" -}}
{{- $quantity := toString . -}}
{{- if hasSuffix "m" $quantity -}}
{{- divf (trimSuffix "m" $quantity | float64) 1000 | ceil | int64 -}}
{{- else -}}
{{- $quantity | float64 | ceil | int64 -}}
{{- end -}}
{{- end -}}

{{/* The limit, or else the request, of a resource; empty if neither is given: (list resources "cpu"). */}}
{{- define "onestep.limit" -}}
{{- $resources := index . 0 -}}
{{- $name := index . 1 -}}
{{- coalesce (get ($resources.limits | default dict) $name) (get ($resources.requests | default dict) $name) | default "" -}}
{{- end -}}

{{/* Cores of a worker; as many as its slots if its resources tell none. */}}
{{- define "onestep.processors" -}}
{{- $limit := include "onestep.limit" (list .resources "cpu") -}}
{{- if $limit -}}
{{- include "onestep.cores" $limit -}}
{{- else -}}
{{- .slots | default 1 -}}
{{- end -}}
{{- end -}}

{{/* Networks that the CPU of a worker computes at once. */}}
{{- define "onestep.slots" -}}
{{- .slots | default (include "onestep.processors" .) -}}
{{- end -}}

{{/* Heap in MiB: heapPercent of the memory limit. */}}
{{- define "onestep.heapMiB" -}}
{{- $memory := get (.resources.limits | default dict) "memory" | default "0" -}}
{{- divf (mulf (include "onestep.bytes" $memory | float64) .heapPercent) 100 1048576 | floor | int64 -}}
{{- end -}}

{{/* MiB of a worker's heap that are for networks: what it would take by itself. */}}
{{- define "onestep.networksMiB" -}}
{{- mulf (include "onestep.heapMiB" . | float64) 0.6 | floor | int64 -}}
{{- end -}}
