{{/*
What the schema cannot say. Each refusal names the value and what to do, and all are told at once.
*/}}
{{- define "onestep.refusals" -}}
{{- $kafka := .Values.kafka -}}
{{- if not $kafka.bootstrapServers }}
- kafka.bootstrapServers is empty; name your Kafka brokers, such as --set kafka.bootstrapServers=kafka:9092
{{- end }}
{{- if and $kafka.tls.ca.secret $kafka.tls.ca.configMap }}
- kafka.tls.ca.secret and kafka.tls.ca.configMap are both set; keep one
{{- end }}
{{- if and $kafka.tls.client.enabled (not $kafka.tls.enabled) }}
- kafka.tls.client.enabled needs kafka.tls.enabled=true; certificates are shown by TLS only
{{- end }}
{{- $roles := list "worker" "aggregator" }}
{{- if .Values.setup.enabled }}{{ $roles = append $roles "setup" }}{{ end }}
{{- if or .Values.sweeps .Values.cli.enabled }}{{ $roles = append $roles "producer" }}{{ end }}
{{- if or $kafka.sasl.mechanism $kafka.tls.client.enabled }}
{{- range $role := $roles }}
{{- if not (include "onestep.kafkaSecret" (dict "root" $ "role" $role)) }}
- kafka.secrets.{{ $role }} and kafka.secrets.default are empty; {{ ternary "kafka.sasl.mechanism" "kafka.tls.client.enabled" (ne $kafka.sasl.mechanism "") }} needs the name of an existing secret with the credentials of the {{ $role }}
{{- end }}
{{- end }}
{{- else }}
{{- range $role, $secret := $kafka.secrets }}
{{- if $secret }}
- kafka.secrets.{{ $role }} is {{ $secret }} and would not be used; set kafka.sasl.mechanism or kafka.tls.client.enabled, or leave it out
{{- end }}
{{- end }}
{{- end }}
{{- range $property, $value := $kafka.properties }}
{{- if regexMatch "(password|jaas|secret|token|credential|private|keystore[.]key)" $property }}
- kafka.properties.{{ $property }} looks like a secret and would be readable by all who may read pods; put it into a Secret, and name that in kafka.secrets or extraEnv
{{- else if has $property (list "bootstrap.servers" "security.protocol" "sasl.mechanism" "group.id" "client.id" "transactional.id") }}
- kafka.properties.{{ $property }} is set by the chart or the program; use kafka.bootstrapServers, kafka.tls and kafka.sasl, and leave it out
{{- end }}
{{- end }}
{{- if lt (int .Values.aggregator.replicas) 1 }}
- aggregator.replicas is {{ .Values.aggregator.replicas }}; at least 1 is needed to count results (to stop it for a while: kubectl scale statefulset)
{{- end }}
{{- $programs := dict "aggregator" .Values.aggregator "jobs" .Values.jobs }}
{{- range $pool, $worker := .Values.workers }}
{{- if $worker.enabled }}
{{- $at := printf "workers.%s" $pool }}
{{- $_ := set $programs $at $worker }}
{{- $scaling := $worker.autoscaling }}
{{- if and (eq $pool "cpu") $worker.gpuSlots }}
- {{ $at }}.gpuSlots is {{ $worker.gpuSlots }}; GPUs are for workers.gpu
{{- end }}
{{- if eq $scaling.type "none" }}
{{- if eq (int $worker.replicas) 0 }}
- {{ $at }}.replicas is 0 and {{ $at }}.autoscaling.type is none, so no task would ever run; give replicas, or an autoscaler, or set {{ $at }}.enabled=false
{{- end }}
{{- else }}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) }}
- {{ $at }}.autoscaling.minReplicas is {{ $scaling.minReplicas }}, above maxReplicas {{ $scaling.maxReplicas }}; swap them
{{- end }}
{{- end }}
{{- if eq $scaling.type "keda" }}
{{- if not $.Values.monitoring.prometheusAddress }}
- monitoring.prometheusAddress is empty; {{ $at }}.autoscaling.type=keda asks it for the backlog: give its URL, such as http://prometheus-operated.monitoring:9090
{{- end }}
{{- else if eq $scaling.type "hpa" }}
{{- if lt (int $scaling.minReplicas) 1 }}
- {{ $at }}.autoscaling.minReplicas is 0; an HPA does not scale to zero: set it to 1 or more, or autoscaling.type=keda
{{- end }}
{{- if and (eq $scaling.hpa.metric "external") (not $scaling.hpa.externalName) }}
- {{ $at }}.autoscaling.hpa.externalName is empty; name the external metric, or set hpa.metric=cpu
{{- end }}
{{- end }}
{{- $cpuLimit := get ($worker.resources.limits | default dict) "cpu" }}
{{- if and $worker.slots $cpuLimit (gt (int $worker.slots) (include "onestep.cores" $cpuLimit | int)) }}
- {{ $at }}.slots is {{ $worker.slots }}, above the CPU limit {{ $cpuLimit }}; raise resources.limits.cpu or lower slots
{{- end }}
{{- if not (or $worker.slots (include "onestep.limit" (list $worker.resources "cpu"))) }}
- {{ $at }}.resources has no CPU limit or request to take the slots from; give one, or {{ $at }}.slots
{{- end }}
{{- $networks := mul (include "onestep.networksMiB" $worker | int64) 1048576 }}
{{- $needed := include "onestep.bytes" $.Values.taskMemory | int64 }}
{{- if lt $networks $needed }}
- {{ $at }}: of resources.limits.memory {{ get ($worker.resources.limits | default dict) "memory" | default "(none)" }}, {{ div $networks 1048576 }} MiB are for networks ({{ $worker.heapPercent }} % heap, 60 % of that), less than taskMemory {{ $.Values.taskMemory }}; raise the limit or lower taskMemory
{{- end }}
{{- range $worker.extraArgs }}
{{- if regexMatch "^--(metrics-address|slots|gpu-slots|memory|task-memory|grace|time-limit|task-lock|bootstrap-servers|kafka-config)(=|$)" . }}
- {{ $at }}.extraArgs has {{ . }}, which the chart sets; use {{ $at }}.slots, gpuSlots, resources, graceSeconds, timeLimit, taskMemory or kafka
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- range .Values.aggregator.extraArgs }}
{{- if regexMatch "^--(web-address|instance-id|state-store|state-dir|threads|replication-factor|exported-cells|cross-check|bootstrap-servers|kafka-config)(=|$)" . }}
- aggregator.extraArgs has {{ . }}, which the chart sets; use the values of aggregator and kafka
{{- end }}
{{- end }}
{{- range $at, $program := $programs }}
{{- if not (get ($program.resources.limits | default dict) "memory") }}
- {{ $at }}.resources.limits.memory is missing; the heap is a share of it
{{- end }}
{{- range $program.extraEnv }}
{{- if and .value (regexMatch "(?i)(PASSWORD|JAAS|SECRET|TOKEN|CREDENTIAL|KEYSTORE_KEY)" .name) }}
- {{ $at }}.extraEnv has {{ .name }} with its value; take it from a Secret by valueFrom.secretKeyRef
{{- end }}
{{- end }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.monitoring.podMonitor.enabled (not .Values.networkPolicy.metricsNamespaces) }}
- networkPolicy.metricsNamespaces is empty, so Prometheus could not reach the pods of the PodMonitors; name its namespace, or set networkPolicy.enabled=false
{{- end }}
{{- end -}}
