package onestep.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scenario, rendered as Helm does, for the oldest and the newest Kubernetes and one between.
 */
class ChartTest {

  private static final String OLDEST = "1.27.0";

  /** For {@code deploy/helm/check}, which holds what these tests have no models of. */
  private static final Path RENDERED = Path.of("target", "rendered");

  @TempDir private Path folder;

  static Stream<Arguments> scenariosAndVersions() {
    return Chart.scenarios().stream()
        .flatMap(
            values ->
                Stream.of(OLDEST, "1.31.0", Chart.NEWEST)
                    .map(version -> Arguments.of(values, version)));
  }

  static Stream<Path> scenarios() {
    return Chart.scenarios().stream();
  }

  @ParameterizedTest
  @MethodSource("scenariosAndVersions")
  void shouldRenderToResourcesWithoutMistakes(Path values, String kubeVersion) throws IOException {
    Rendering rendering = Chart.copyTo(folder).withHooks().render(values, kubeVersion);

    if (kubeVersion.equals(Chart.NEWEST)) {
      rendering.writeTo(RENDERED.resolve(values.getFileName() + ".json"));
    }
    assertThat(rendering.pods()).isNotEmpty();
    assertThat(Check.findingsOfAll(rendering)).as("mistakes in %s", values).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void shouldPassHelmsOwnLint(Path values) throws IOException {
    LintResult result = Chart.copyTo(folder).lint(values);

    assertThat(result.isFailed()).as("%s: %s", values, result.getMessages()).isFalse();
  }

  @Test
  void shouldNotBeForAKubernetesThatIsTooOld() throws IOException {
    Chart chart = Chart.copyTo(folder);

    assertThat(RefusedValuesTest.refusal(() -> chart.render(Chart.scenario("minimal"), "1.26.0")))
        .contains("requires kubeVersion: >=1.27.0-0");
  }

  @Test
  void shouldTakeBothGracePeriodsFromOneValue() throws IOException {
    Rendering rendering = Chart.copyTo(folder).render(Chart.scenario("full"));

    Pod worker = rendering.one("Deployment", "-worker-cpu").pod().orElseThrow();
    assertThat(worker.option("--grace")).isEqualTo("PT600S");
    assertThat(worker.spec().get("terminationGracePeriodSeconds").getAsInt()).isEqualTo(630);
  }

  @Test
  void shouldTakeSlotsFromTheRequestWhereThereIsNoLimit() throws IOException {
    Rendering rendering = Chart.copyTo(folder).render(Chart.scenario("hpa"));

    assertThat(rendering.one("Deployment", "-worker-cpu").pod().orElseThrow().option("--slots"))
        .isEqualTo("4");
  }

  @Test
  void shouldPlanForWhatWorkersHave() throws IOException {
    Rendering rendering = Chart.copyTo(folder).render(Chart.scenario("full"));

    String planned =
        rendering
            .ofKind("Job")
            .findFirst()
            .orElseThrow()
            .pod()
            .orElseThrow()
            .option("--task-memory");
    assertThat(rendering.ofKind("Deployment"))
        .hasSize(2)
        .allSatisfy(
            worker ->
                assertThat(worker.pod().orElseThrow().option("--task-memory")).isEqualTo(planned));
  }

  @Test
  void shouldGiveGpusToGpuWorkersAlone() throws IOException {
    Rendering rendering = Chart.copyTo(folder).render(Chart.scenario("full"));

    assertThat(gpus(rendering, "-worker-gpu")).isEqualTo("1");
    assertThat(gpus(rendering, "-worker-cpu")).isEmpty();
    assertThat(option(rendering, "-worker-gpu", "--gpu-slots")).isEqualTo("16");
    assertThat(option(rendering, "-worker-gpu", "--slots")).isEqualTo("2");
  }

  @Test
  void shouldScaleGpuWorkersByTheirOwnQueue() throws IOException {
    Rendering rendering = Chart.copyTo(folder).render(Chart.scenario("gpu"));

    Manifest scaled = rendering.one("ScaledObject", "-worker-gpu");
    assertThat(scaled.tree().toString()).contains("queue=~\\\"gpu\\\"");
    assertThat(option(rendering, "-worker-gpu", "--backend")).isEqualTo("auto");
    assertThat(option(rendering, "-worker-cpu", "--backend")).isEqualTo("cpu");
  }

  private static String option(Rendering rendering, String deployment, String name) {
    return rendering.one("Deployment", deployment).pod().orElseThrow().option(name);
  }

  @Test
  void shouldGiveEachRoleItsSecret() throws IOException {
    Rendering rendering = Chart.copyTo(folder).render(Chart.scenario("tls-scram"));

    assertThat(rendering.pods())
        .extracting(pod -> pod.labels().get("app.kubernetes.io/component"), ChartTest::jaasSecret)
        .containsExactlyInAnyOrder(
            tuple("aggregator", "onestep-aggregator"),
            tuple("worker-cpu", "onestep-worker"),
            tuple("setup", "onestep-setup"),
            tuple("submit", "onestep-producer"),
            tuple("cli", "onestep-producer"));
  }

  @Test
  void shouldTakeAnEmptyAnswerOfPrometheusForAnError() throws IOException {
    Rendering rendering = Chart.copyTo(folder).render(Chart.scenario("keda"));

    Manifest scaler = rendering.one("ScaledObject", "-worker-cpu");
    assertThat(scaler.all("spec", "triggers"))
        .singleElement()
        .satisfies(
            trigger ->
                assertThat(Manifest.texts(trigger, "metadata"))
                    .containsEntry("ignoreNullValues", "false")
                    .containsEntry(
                        "query",
                        "sum(max by (queue) (onestep_queue_tasks{namespace=\""
                            + Chart.NAMESPACE
                            + "\",queue=~\"bulk|small\"}))"));
    assertThat(scaler.at("spec", "minReplicaCount").orElseThrow().getAsInt()).isZero();
    assertThat(scaler.at("spec", "fallback", "replicas").orElseThrow().getAsInt()).isPositive();
  }

  @Test
  void shouldReachKafkaAndNamesAlone() throws IOException {
    Rendering rendering = Chart.copyTo(folder).render(Chart.scenario("no-submit"));
    Rendering closed = Chart.copyTo(folder.resolve("other")).render(Chart.scenario("tls-scram"));

    assertThat(rendering.ofKind("NetworkPolicy")).isEmpty();
    assertThat(closed.ofKind("NetworkPolicy"))
        .singleElement()
        .satisfies(
            policy -> {
              assertThat(policy.at("spec", "ingress")).isEmpty();
              assertThat(policy.at("spec", "policyTypes").orElseThrow())
                  .hasToString("[\"Ingress\",\"Egress\"]");
              assertThat(
                      policy
                          .all("spec", "egress")
                          .flatMap(rule -> Manifest.all(rule, "ports"))
                          .map(port -> port.get("port").getAsInt()))
                  .containsExactly(53, 53, 9094);
            });
  }

  @Test
  void shouldKeepASweepFileAsItIs() throws IOException {
    Rendering rendering = Chart.copyTo(folder).render(Chart.scenario("full"));

    String given =
        Yaml.read(Chart.scenario("full")).getAsJsonObject("sweeps").get("first").getAsString();
    assertThat(
            rendering
                .ofKind("ConfigMap")
                .flatMap(map -> map.texts("data").entrySet().stream())
                .filter(file -> file.getKey().equals("first.yaml"))
                .map(file -> file.getValue().strip()))
        .containsExactly(given.strip());
  }

  @Test
  void shouldWriteNumbersAsKafkaReadsThem() throws IOException {
    Pod pod = Chart.copyTo(folder).render(Chart.scenario("tls-scram")).pods().get(0);

    assertThat(pod.variable("ONESTEP_KAFKA_FETCH_MAX_BYTES")).isEqualTo("104857600");
    assertThat(pod.variable("ONESTEP_KAFKA_CLIENT_DNS_LOOKUP")).isEqualTo("use_all_dns_ips");
  }

  @Test
  void shouldTellWhatToDoNext() throws IOException {
    Chart chart = Chart.copyTo(folder);
    Files.writeString(
        chart.file("templates/notes.yaml"),
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes}\ndata:\n  text: {{ include"
            + " (print $.Template.BasePath \"/NOTES.txt\") . | toJson }}\n");

    assertThat(notes(chart, "minimal"))
        .contains("kubectl -n " + Chart.NAMESPACE + " port-forward svc/onestep 8080:80")
        .contains("--set-file sweeps.NAME=sweep.yaml")
        .contains("cpu: 1, not scaled, 2 slots and 1720 MiB for networks each")
        .doesNotContain("WARNING");
    assertThat(notes(chart, "full"))
        .contains("Submitted: first, second-with")
        .contains("cpu: 1 to 400 by keda")
        .contains("WARNING: 400 workers have 800 members or more in each share group");
  }

  private static String notes(Chart chart, String scenario) {
    return chart.render(Chart.scenario(scenario)).one("ConfigMap", "notes").text("data", "text");
  }

  private static String jaasSecret(Pod pod) {
    return Manifest.texts(
            pod.environment().get("ONESTEP_KAFKA_SASL_JAAS_CONFIG"), "valueFrom", "secretKeyRef")
        .get("name");
  }

  private static String gpus(Rendering rendering, String deployment) {
    Pod pod = rendering.one("Deployment", deployment).pod().orElseThrow();
    return Manifest.at(pod.container(), "resources", "limits", "nvidia.com/gpu")
        .map(gpus -> gpus.getAsString())
        .orElse("");
  }
}
