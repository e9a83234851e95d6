package onestep.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an upgrade of a release would change, as far as manifests tell. */
class UpgradeTest {

  private static final Path VALUES = Chart.scenario("tls-scram");
  private static final String CHANGED = "{depth: 2, width: 10, dimension: 10, networks: 10}";

  @TempDir private Path folder;

  @Test
  void shouldSubmitAgainWhatHasChangedAlone() throws IOException {
    Chart chart = Chart.copyTo(folder);
    Set<String> before = submits(chart.render(VALUES));

    Set<String> same = submits(chart.render(VALUES));
    Set<String> more = submits(chart.render(VALUES, Map.of("sweeps.other", CHANGED)));
    Set<String> changed = submits(chart.render(VALUES, Map.of("sweeps.window", CHANGED)));

    assertThat(same).isEqualTo(before).hasSize(1);
    assertThat(more).hasSize(2).containsAll(before);
    assertThat(changed).hasSize(1).doesNotContainAnyElementsOf(before);
  }

  /** Kubernetes refuses that. */
  @Test
  void shouldNotChangeAJobUnderItsName() throws IOException {
    Chart chart = Chart.copyTo(folder);
    Rendering before = chart.render(VALUES);

    for (Map<String, String> sets :
        Set.of(
            Map.of("image.tag", "2.0.0"),
            Map.of("taskMemory", "512Mi"),
            Map.of("kafka.bootstrapServers", "other:9094"),
            Map.of("jobs.priorityClassName", "high"))) {
      Rendering after = chart.render(VALUES, sets);

      assertThat(submits(after)).as("%s", sets).doesNotContainAnyElementsOf(submits(before));
      assertThat(after.ofKind("Job").filter(job -> before.has("Job", job.name())))
          .as("%s", sets)
          .allSatisfy(
              job ->
                  assertThat(job.at("spec")).isEqualTo(before.one("Job", job.name()).at("spec")));
    }
  }

  @Test
  void shouldKeepJobsWhenOnlyTheChartHasAnotherVersion() throws IOException {
    Chart chart = Chart.copyTo(folder);
    Rendering before = chart.render(VALUES);
    chart.edit("Chart.yaml", "version: 0.1.0\n", "version: 0.2.0\n");

    Rendering after = chart.render(VALUES);

    assertThat(before.ofKind("Job").map(job -> job.at("spec")).toList())
        .hasSize(2)
        .isEqualTo(after.ofKind("Job").map(job -> job.at("spec")).toList());
    assertThat(names(after, "Job")).isEqualTo(names(before, "Job"));
  }

  @Test
  void shouldNotChangeWhatKubernetesKeepsForEver() throws IOException {
    Chart chart = Chart.copyTo(folder);
    Rendering before = chart.render(Chart.scenario("minimal"));
    chart.edit("Chart.yaml", "version: 0.1.0\n", "version: 0.2.0\n");
    chart.edit("Chart.yaml", "appVersion: ", "appVersion: 9");

    Rendering after = chart.render(Chart.scenario("minimal"), Map.of("aggregator.replicas", "2"));

    assertThat(fixed(after)).isEqualTo(fixed(before));
  }

  @Test
  void shouldNotUndoWhatAnAutoscalerDoes() throws IOException {
    Rendering rendering = Chart.copyTo(folder).render(Chart.scenario("keda"));

    assertThat(rendering.one("Deployment", "-worker-cpu").at("spec", "replicas")).isEmpty();
  }

  private static Set<String> submits(Rendering rendering) {
    return names(rendering, "Job").stream()
        .filter(name -> name.contains("-submit-"))
        .collect(Collectors.toSet());
  }

  private static Set<String> names(Rendering rendering, String kind) {
    return rendering.ofKind(kind).map(Manifest::name).collect(Collectors.toSet());
  }

  /** Selectors, the governing service and the claims, which cannot be altered. */
  private static String fixed(Rendering rendering) {
    return rendering
        .ofKind("Deployment", "StatefulSet")
        .map(
            manifest ->
                manifest
                    + " "
                    + manifest.at("spec", "selector")
                    + manifest.at("spec", "serviceName")
                    + manifest.at("spec", "volumeClaimTemplates")
                    + manifest.at("spec", "podManagementPolicy"))
        .sorted()
        .collect(Collectors.joining("\n"));
  }
}
