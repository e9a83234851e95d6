package onestep.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboards as ConfigMaps, whichever there are. */
class DashboardsTest {

  /** With what a template would take for its own. */
  private static final String DASHBOARD =
      "{\"title\": \"A\", \"panels\": [{\"targets\": [{\"legendFormat\": \"{{sweep}}\"}]}]}\n";

  @TempDir private Path folder;
  private Chart chart;

  @BeforeEach
  void copyWithoutDashboards() throws IOException {
    chart = Chart.copyTo(folder);
    Path dashboards = Files.createDirectories(chart.file("files/dashboards"));
    try (Stream<Path> files = Files.list(dashboards)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void shouldBeNoneWhereThereAreNone() {
    assertThat(dashboards()).isEmpty();
  }

  @Test
  void shouldEachBeAConfigMapThatTheSidecarFinds() throws IOException {
    Files.writeString(chart.file("files/dashboards/onestep-a.json"), DASHBOARD);
    Files.writeString(chart.file("files/dashboards/Onestep-B.json"), DASHBOARD);

    Rendering rendering = chart.withHooks().render(Chart.scenario("full"));

    assertThat(dashboards())
        .hasSize(2)
        .allSatisfy(
            map ->
                assertThat(map.texts("metadata", "labels")).containsEntry("grafana_dashboard", "1"))
        .anySatisfy(
            map -> assertThat(map.texts("data")).isEqualTo(Map.of("onestep-a.json", DASHBOARD)));
    assertThat(Check.findingsOfAll(rendering)).isEmpty();
  }

  private List<Manifest> dashboards() {
    return chart
        .render(Chart.scenario("full"))
        .ofKind("ConfigMap")
        .filter(map -> map.name().contains("-dashboard-"))
        .toList();
  }
}
