package onestep.local.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import onestep.aggregator.metrics.AggregatorMetrics;
import onestep.contract.metrics.Metric;
import onestep.worker.kafka.WorkerMetrics;
import org.junit.jupiter.api.Test;

class MetricDictionaryTest {

  private static final Path PAGE = Path.of("..", "METRICS.md");

  @Test
  void shouldStandOnThePageAsItIs() throws IOException {
    String expected = page();
    if (Boolean.getBoolean("metrics.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(PAGE)
        .withFailMessage(
            "deploy/METRICS.md is not what the code declares; write it anew with mvn -o test -am"
                + " -pl deploy/local -Dtest=MetricDictionaryTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dmetrics.write=true")
        .hasContent(expected);
  }

  private static String page() {
    return """
        # Metrics

        Written by `MetricDictionaryTest` from the declarations in the code. Beside these, both services have `jvm_*`,
        `process_*` and `system_*`, workers `kafka_producer_*` and `kafka_consumer_*` of their clients, aggregators those of
        Kafka Streams and `disk_free_bytes`, `disk_total_bytes` of the state directory. A histogram `NAME` has the series
        `NAME_bucket`, `NAME_count`, `NAME_sum`, and `NAME_max`: the longest of the last minutes.

        """
        + table("Aggregator", AggregatorMetrics.all())
        + "\n"
        + table("Worker", WorkerMetrics.all());
  }

  private static String table(String service, List<Metric> metrics) {
    StringBuilder table =
        new StringBuilder("## " + service + "\n\n")
            .append("| name | type | unit | labels | meaning |\n|---|---|---|---|---|\n");
    for (Metric metric : metrics) {
      table.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %s | %s | %s |\n",
              metric.name(),
              metric.kind().name().toLowerCase(Locale.ROOT),
              metric.unit(),
              String.join(", ", metric.labels()),
              metric.meaning().replace("|", "\\|")));
    }
    return table.toString();
  }
}
