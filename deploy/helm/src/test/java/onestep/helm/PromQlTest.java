package onestep.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromQlTest {

  @TempDir private Path folder;

  @Test
  void shouldFindTheMetricsOfAnExpression() {
    assertThat(
            PromQl.metrics(
                "histogram_quantile(0.9, sum by (le, job) (rate(a_bucket{x=\"b{c}\",y=~\"d\"}[5m])))"
                    + " / on (z) group_left(y) max without(i) (e:f:g offset 5m) > 1e3 and h unless"
                    + " absent(k{$filter}) or $var"))
        .containsExactly("a_bucket", "e:f:g", "h", "k");
    assertThat(PromQl.metrics("label_values(m{sweep=~\"$sweep\"}, depth)")).containsExactly("m");
  }

  @Test
  void shouldFindThoseOfScaledObjectsRulesAndDashboards() throws IOException {
    Chart chart = Chart.copyTo(folder);
    Files.writeString(
        Files.createDirectories(chart.file("files/dashboards")).resolve("planted.json"),
        """
        {"panels": [{"targets": [{"expr": "planted_panel"}]}],
         "templating": {"list": [{"query": {"query": "label_values(planted_variable, x)"}}]}}
        """);
    chart.edit("files/rules.yml", "max by (backend) (onestep_workers)", "planted_rule");
    chart.edit("templates/workers.yaml", "(onestep_queue_tasks{", "(planted_query{");

    Rendering rendering = chart.render(Chart.scenario("full"));

    assertThat(PromQl.metrics(rendering))
        .contains("planted_panel", "planted_variable", "planted_rule", "planted_query")
        .contains("onestep_aggregator_running", "kafka_consumer_fetch_manager_records_lag_max");
    assertThat(PromQl.recorded(rendering)).contains("onestep:queue_tasks:max");
  }
}
