package onestep.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import onestep.aggregator.Aggregator;
import onestep.aggregator.AggregatorConfig;
import onestep.aggregator.web.FigureSource;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topics;
import onestep.contract.metrics.Metric;
import onestep.local.EmbeddedBroker;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import onestep.worker.Worker;
import onestep.worker.WorkerConfig;
import onestep.worker.attack.CellTrials;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.kafka.WorkerMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every metric that the chart's queries, rules and dashboards name is one of a system that runs.
 */
class MetricNamesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void shouldBeThoseOfARunningSystem() throws Exception {
    // Given
    Rendering chart = Chart.copyTo(folder.resolve("chart")).render(Chart.scenario("full"));
    Set<String> named = PromQl.metrics(chart);

    // When
    Set<String> served = new TreeSet<>(PromQl.recorded(chart));
    served.addAll(namesServed());
    served.addAll(namesOfDevices());

    // Then
    assertThat(named).contains("onestep_queue_tasks", "onestep_worker_slots");
    assertThat(served).as("metrics of a running system and recorded ones").containsAll(named);
  }

  /** Names that only a worker with a device serves, as declared. */
  private static Set<String> namesOfDevices() {
    return WorkerMetrics.all().stream()
        .map(Metric::name)
        .filter(name -> name.startsWith("onestep_worker_device_"))
        .collect(Collectors.toSet());
  }

  /** Names of the metrics of an aggregator and a worker that have done a sweep. */
  private Set<String> namesServed() throws Exception {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of())) {
      KafkaConnection connection = broker.connection();
      Topics.ensure(connection, Topics.Settings.ONE_MACHINE);
      AggregatorConfig config =
          AggregatorConfig.onOneMachine(
              connection,
              folder.resolve("streams"),
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (Aggregator aggregator = Aggregator.start(config, view -> FigureSource.NONE, registry);
          Worker worker =
              Worker.start(
                  connection,
                  WorkerConfig.defaults().withSlots(1),
                  new CellTrials(),
                  CpuBackend::new,
                  registry)) {
        SweepPublisher.submit(
            connection, sweep(), new TaskCutter(Duration.ofMillis(50)), SubmitListener.NONE);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  Set<String> names = names(aggregator.address());
                  // Known last: once the brokers have kept an acknowledgement, and there is a rate.
                  assertThat(names)
                      .contains("onestep_queue_tasks", "onestep_sweep_remaining_seconds");
                });
        assertThat(worker.isReady()).isTrue();
        return names(aggregator.address());
      }
    }
  }

  private Sweep sweep() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("names.yaml"),
            "{depth: [1, 3], width: [10, 100, 1000], dimension: 100, networks: 20000, points: 10}");
    return SweepFiles.load(file.toString(), Limits.DEFAULT);
  }

  private static Set<String> names(URI page) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(page.resolve("/metrics")).build(),
            HttpResponse.BodyHandlers.ofLines())
        .body()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceFirst("[{ ].*", ""))
        .collect(Collectors.toSet());
  }
}
