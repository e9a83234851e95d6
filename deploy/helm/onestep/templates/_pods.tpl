{{/* What pods have in common. */}}

{{/*
How a role reaches Kafka: (dict "root" $ "role" "worker"). ONESTEP_KAFKA_... are client properties; secrets go from
their Secret into the environment of the container and nowhere else.
*/}}
{{- define "onestep.kafkaEnv" -}}
{{- $kafka := .root.Values.kafka -}}
{{- $secret := include "onestep.kafkaSecret" . -}}
- name: ONESTEP_BOOTSTRAP_SERVERS
  value: {{ $kafka.bootstrapServers | quote }}
{{- if or $kafka.tls.enabled $kafka.sasl.mechanism }}
- name: ONESTEP_KAFKA_SECURITY_PROTOCOL
  value: {{ printf "%s%s" (ternary "SASL_" "" (ne $kafka.sasl.mechanism "")) (ternary "SSL" "PLAINTEXT" $kafka.tls.enabled) }}
{{- end }}
{{- if $kafka.sasl.mechanism }}
- name: ONESTEP_KAFKA_SASL_MECHANISM
  value: {{ $kafka.sasl.mechanism | quote }}
- name: ONESTEP_KAFKA_SASL_JAAS_CONFIG
  valueFrom:
    secretKeyRef: {name: {{ $secret | quote }}, key: {{ $kafka.sasl.jaasConfigKey | quote }}}
{{- end }}
{{- with $kafka.tls.ca }}
{{- if or .secret .configMap }}
- name: ONESTEP_KAFKA_SSL_TRUSTSTORE_TYPE
  value: PEM
- name: ONESTEP_KAFKA_SSL_TRUSTSTORE_CERTIFICATES
  valueFrom:
    {{- if .secret }}
    secretKeyRef: {name: {{ .secret | quote }}, key: {{ .key | quote }}}
    {{- else }}
    configMapKeyRef: {name: {{ .configMap | quote }}, key: {{ .key | quote }}}
    {{- end }}
{{- end }}
{{- end }}
{{- if $kafka.tls.client.enabled }}
- name: ONESTEP_KAFKA_SSL_KEYSTORE_TYPE
  value: PEM
- name: ONESTEP_KAFKA_SSL_KEYSTORE_CERTIFICATE_CHAIN
  valueFrom:
    secretKeyRef: {name: {{ $secret | quote }}, key: {{ $kafka.tls.client.certificateKey | quote }}}
- name: ONESTEP_KAFKA_SSL_KEYSTORE_KEY
  valueFrom:
    secretKeyRef: {name: {{ $secret | quote }}, key: {{ $kafka.tls.client.privateKeyKey | quote }}}
{{- end }}
{{- range $property, $value := $kafka.properties }}
{{- /* Helm has whole numbers as floats, which it writes as 1e+06. */}}
{{- $isWhole := and (kindIs "float64" $value) (eq (floor $value) (float64 $value)) }}
- name: ONESTEP_KAFKA_{{ $property | upper | replace "." "_" }}
  value: {{ ternary (int64 $value) $value $isWhole | toString | quote }}
{{- end }}
{{- end -}}

{{/* The secret of a role; empty if it has none. */}}
{{- define "onestep.kafkaSecret" -}}
{{- coalesce (get .root.Values.kafka.secrets .role) .root.Values.kafka.secrets.default | default "" -}}
{{- end -}}

{{/*
Fields of a pod but for its containers: (dict "root" $ "pod" .Values.aggregator).
Links to services are off: a Service called onestep-kafka would set ONESTEP_KAFKA_PORT, which is taken for a property.
*/}}
{{- define "onestep.podFields" -}}
{{- $values := .root.Values -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- toYaml $values.podSecurityContext | nindent 2 }}
{{- with $values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
{{- with .pod.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .pod.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .pod.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .pod.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* topologySpreadConstraints of a component: (dict "root" $ "component" "aggregator" "spread" list). */}}
{{- define "onestep.spread" -}}
{{- $labels := include "onestep.selectorLabels" . | fromYaml -}}
topologySpreadConstraints:
{{- range .spread }}
  - {{ toJson (merge (dict "labelSelector" (dict "matchLabels" $labels)) .) }}
{{- end }}
{{- end -}}

{{/* Labels and annotations of a pod: (dict "root" $ "component" "aggregator" "pod" .Values.aggregator). */}}
{{- define "onestep.podMetadata" -}}
labels:
  {{- include "onestep.selectorLabels" . | nindent 2 }}
  {{- with .pod.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .pod.podAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* A pod of the command line: (dict "root" $ "role" "producer" "args" list "component" "submit" "sweep" "name of a ConfigMap or nothing"). */}}
{{- define "onestep.cliPod" -}}
{{- $jobs := .root.Values.jobs -}}
metadata:
  {{- include "onestep.podMetadata" (dict "root" .root "component" .component "pod" $jobs) | nindent 2 }}
spec:
  restartPolicy: Never
  {{- include "onestep.podFields" (dict "root" .root "pod" $jobs) | nindent 2 }}
  serviceAccountName: {{ .serviceAccountName | default (include "onestep.serviceAccountName" .root) }}
  containers:
    - name: onestep
      image: {{ include "onestep.image" (dict "root" .root "image" $jobs.image) | quote }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args:
        {{- range .args }}
        - {{ . | quote }}
        {{- end }}
      env:
        {{- include "onestep.kafkaEnv" (dict "root" .root "role" .role) | nindent 8 }}
        - name: JDK_JAVA_OPTIONS
          value: -Xmx{{ include "onestep.heapMiB" $jobs }}m
        {{- with $jobs.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      securityContext:
        {{- toYaml .root.Values.securityContext | nindent 8 }}
      resources:
        {{- toYaml $jobs.resources | nindent 8 }}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
        {{- if .sweep }}
        - {name: sweep, mountPath: /etc/onestep, readOnly: true}
        {{- end }}
  volumes:
    - name: tmp
      emptyDir: {sizeLimit: 256Mi}
    {{- with .sweep }}
    - name: sweep
      configMap: {name: {{ . | quote }}}
    {{- end }}
{{- end -}}
