package onestep.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A mistake of each kind in a template is found, and named so that one finds it too. */
class PlantedMistakesTest {

  private static final String AGGREGATOR = "templates/aggregator.yaml";
  private static final String WORKERS = "templates/workers.yaml";
  private static final String JOBS = "templates/jobs.yaml";
  private static final String PODS = "templates/_pods.tpl";
  private static final String NETWORK = "templates/networkpolicy.yaml";
  private static final String MONITORING = "templates/monitoring.yaml";
  private static final String VALUES = "values.yaml";

  @TempDir private Path folder;

  /**
   * A mistake.
   *
   * @param file where, in the chart
   * @param before what was there
   * @param after what is there instead
   * @param finding part of what is said of it
   */
  record Mistake(String file, String before, String after, String finding) {}

  static Stream<Mistake> mistakes() {
    return Stream.of(
        new Mistake(WORKERS, "periodSeconds: 20", "periodSecond: 20", "`periodSecond`"),
        new Mistake(AGGREGATOR, "serviceName:", "servicename:", "`servicename`"),
        new Mistake(JOBS, "suspend: true", "suspended: true", "`suspended`"),
        new Mistake(WORKERS, "apiVersion: policy/v1", "apiVersion: policy/v1beta1", "apiVersion"),
        new Mistake(WORKERS, "kind: PodDisruptionBudget", "kind: DisruptionBudget", "no such kind"),
        new Mistake(
            AGGREGATOR, "{{ $name }}-instances\n  labels", "{{ $name }}\n  labels", "headless"),
        new Mistake(
            AGGREGATOR,
            "  name: {{ include \"onestep.fullname\" $ }}\n",
            "  name: {{ $name }}-instances\n",
            "two resources have this name"),
        new Mistake(
            PODS,
            "labels:\n  {{- include \"onestep.selectorLabels\" . | nindent 2 }}",
            "labels:\n  {{- include \"onestep.releaseLabels\" .root | nindent 2 }}",
            "spec.selector"),
        new Mistake(
            NETWORK,
            "\"component\" \"aggregator\"",
            "\"component\" \"aggregate\"",
            "selects no pod"),
        new Mistake(
            MONITORING,
            "include \"onestep.selectorLabels\" (dict \"root\" $ \"component\" $component)",
            "include \"onestep.releaseLabels\" $",
            "PodMonitor/sweeps-aggregator: spec.selector"),
        new Mistake(
            WORKERS,
            "httpGet: {path: /health/ready, port: metrics}",
            "httpGet: {path: /health/ready, port: metric}",
            "readinessProbe \"metric\""),
        new Mistake(
            AGGREGATOR,
            "port: 8080, targetPort: web",
            "port: 8080, targetPort: http",
            "targetPort"),
        new Mistake(
            MONITORING, "\"aggregator\" \"web\"", "\"aggregator\" \"metrics\"", "PodMonitor"),
        new Mistake(NETWORK, "port: web}", "port: page}", "ingress port \"page\""),
        new Mistake(
            WORKERS,
            "scaleTargetRef:\n    name: {{ $name }}",
            "scaleTargetRef:\n    name: {{ $name }}s",
            "is no Deployment"),
        new Mistake(WORKERS, "{{- if eq $scaling.type \"none\" }}", "{{- if true }}", "would undo"),
        new Mistake(JOBS, "\"configMap\" $configMap", "\"configMap\" $sweep", "no ConfigMap first"),
        new Mistake(
            AGGREGATOR,
            "{name: state, mountPath",
            "{name: data, mountPath",
            "and mounts [data, tmp]"),
        new Mistake(
            JOBS,
            "ternary \"default\" \"\"",
            "ternary \"\" \"default\"",
            "runs before the ServiceAccount"),
        new Mistake(
            PODS, "ONESTEP_KAFKA_SECURITY_PROTOCOL", "ONESTEP_KAFKA_SECURITY_PROTOCOLS", "reads"),
        new Mistake(PODS, "ONESTEP_BOOTSTRAP_SERVERS", "ONESTEP_BOOTSTRAP", "ONESTEP_BOOTSTRAP"),
        new Mistake(AGGREGATOR, "=$(POD_NAME)", "=$(POD)", "POD_NAME"),
        new Mistake(WORKERS, "--time-limit=", "--timelimit=", "Unknown option: '--timelimit"),
        new Mistake(AGGREGATOR, "--threads=", "--threads=x", "--threads"),
        new Mistake(JOBS, "\"--unless-stopped\"", "\"--if-stopped\"", "--if-stopped"),
        new Mistake(JOBS, "\"--partitions=%d\"", "\"--partition=%d\"", "--partition=48"),
        new Mistake(WORKERS, "}}M\n", "}}Mo\n", "--memory must be a size"),
        new Mistake(VALUES, "runAsNonRoot: true", "runAsNonRoot: false", "runAsNonRoot"),
        new Mistake(VALUES, "runAsUser: 10001", "runAsUser: 0", "runAsUser"),
        new Mistake(
            VALUES, "allowPrivilegeEscalation: false", "privileged: true", "privileged must"),
        new Mistake(
            VALUES, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "readOnly"),
        new Mistake(VALUES, "{drop: [ALL]}", "{drop: [ALL], add: [NET_ADMIN]}", "may not be added"),
        new Mistake(VALUES, "type: RuntimeDefault", "type: Unconfined", "seccompProfile"),
        new Mistake(WORKERS, "emptyDir: {sizeLimit: 512Mi}", "hostPath: {path: /tmp}", "hostPath"),
        new Mistake(
            PODS, "automountServiceAccountToken: false\n", "", "automountServiceAccountToken"),
        new Mistake(PODS, "enableServiceLinks: false\n", "hostNetwork: true\n", "hostNetwork"),
        new Mistake(
            PODS,
            "valueFrom:\n    secretKeyRef: {name: {{ $secret | quote }}, key: {{ $kafka.sasl.jaasConfigKey | quote }}}",
            "value: anything",
            "does not come from a Secret"),
        new Mistake(
            JOBS, "immutable: true\ndata:", "data:\n  x: password = \"x\"", "looks like a secret"),
        new Mistake(JOBS, "kind: ConfigMap", "kind: Secret", "must not make Secrets"),
        new Mistake(
            WORKERS, "add $worker.graceSeconds 30", "add $worker.graceSeconds 3", "is too short"),
        new Mistake("templates/_sizes.tpl", "0.6 |", "1.6 |", "does not fit a heap"),
        new Mistake("templates/_sizes.tpl", "100 1048576", "50 1048576", "in a limit of"),
        new Mistake(WORKERS, "ActiveProcessorCount={{", "ActiveProcessorCount=1{{", "Java counts"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void shouldBeFound(Mistake mistake) throws IOException {
    Chart chart = Chart.copyTo(folder).withHooks();
    chart.edit(mistake.file(), mistake.before(), mistake.after());

    Rendering rendering = chart.render(Chart.scenario("full"));

    assertThat(Check.findingsOfAll(rendering)).anyMatch(found -> found.contains(mistake.finding()));
  }
}
