package onestep.aggregator.metrics;

import static onestep.aggregator.topology.Fixtures.spec;
import static onestep.aggregator.topology.Fixtures.summary;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.topology.CellDemand;
import onestep.aggregator.topology.Fixtures;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.kafka.Topic;
import onestep.contract.metrics.Metric;
import onestep.contract.record.Progress;
import onestep.contract.record.SweepState;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AggregatorMetersTest {

  private static final TaskId TASK = new TaskId(0, 1);

  private static final CellDemand DEMAND = new CellDemand(Set.of("s"), 10);
  private static final Pattern SAMPLE = Pattern.compile("(onestep_\\w+)(?:\\{(.*)})? (\\S+)");

  private final FakeSurroundings surroundings = new FakeSurroundings();
  private Instant now = Fixtures.AT;
  private AggregatorMeters meters = meters(2);

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void shouldCountResultsAndRows() {
    // Given, When
    meters.onResult(5, 0);
    meters.onResult(2, 3);
    meters.onRejected(Topic.RESULTS);

    // Then
    assertThat(meters.scrape())
        .contains("\nonestep_results_total 2.0\n")
        .contains("\nonestep_rows_total 7.0\n")
        .contains("\nonestep_duplicate_rows_total 3.0\n")
        .contains("\nonestep_rejected_records_total{topic=\"onestep.results\"} 1.0\n")
        .contains("\nonestep_rejected_records_total{topic=\"onestep.cells\"} 0.0\n");
  }

  @Test
  void shouldTellTheAccountingOfASweep() {
    // Given, When
    meters.onSweep(TASK, progress(10));
    meters.onSweep(TASK, progress(12));

    // Then
    assertThat(meters.scrape())
        .contains("onestep_sweep_wanted_networks{sweep=\"s\"} 100.0")
        .contains("onestep_sweep_published_networks{sweep=\"s\"} 80.0")
        .contains("onestep_sweep_networks{state=\"unpublished\",sweep=\"s\"} 20.0")
        .contains("onestep_sweep_progress_ratio{sweep=\"s\"} 0.15")
        .contains("onestep_sweep_state{state=\"running\",sweep=\"s\"} 1.0")
        .contains("onestep_sweep_state{state=\"paused\",sweep=\"s\"} 0.0")
        .contains("onestep_sweep_networks{state=\"done\",sweep=\"s\"} 12.0")
        .contains("onestep_sweep_networks{state=\"dead\",sweep=\"s\"} 3.0")
        .contains("onestep_sweep_networks{state=\"outstanding\",sweep=\"s\"} 65.0")
        .contains("onestep_sweep_cells{state=\"complete\",sweep=\"s\"} 1.0")
        .contains("onestep_sweep_compute_seconds{sweep=\"s\"} 2.5");
  }

  @Test
  void shouldTellOfTheCellsThatChangedLast() {
    // Given three cells, the first of which changes again
    meters.onCell(TASK, "first", summary(spec(10), 4), DEMAND);
    meters.onCell(TASK, "second", summary(spec(20), 4), DEMAND);
    meters.onCell(TASK, "first", summary(spec(10), 4), DEMAND);

    // When
    meters.onCell(TASK, "third", summary(spec(30), 4), DEMAND);

    // Then
    assertThat(meters.scrape())
        .contains(
            "onestep_cell_trials{activation=\"relu\",cell=\"first\",depth=\"1\",dimension=\"10\","
                + "gain=\"1.0\",sampler=\"dense\",width=\"10\"} 12.0")
        .contains("cell=\"third\"")
        .doesNotContain("cell=\"second\"")
        .contains("\nonestep_exported_cells 2.0\n")
        .contains("\nonestep_left_out_cells 1.0\n");
  }

  @Test
  void shouldForgetWhatAnotherInstanceTookOver() {
    // Given
    meters.onCell(TASK, "mine", summary(spec(10), 4), DEMAND);
    meters.onCell(new TaskId(0, 2), "lost", summary(spec(20), 4), DEMAND);
    meters.onSweep(new TaskId(0, 2), progress(1));
    meters.scrape();

    // When
    meters.onReleased(new TaskId(0, 2));

    // Then
    assertThat(meters.scrape())
        .contains("cell=\"mine\"")
        .doesNotContain("cell=\"lost\"")
        .doesNotContain("sweep=\"s\"");
  }

  @ParameterizedTest
  @EnumSource(SweepState.class)
  void shouldAccountForEveryWantedNetworkOnce(SweepState state) {
    // Given, When
    meters.onSweep(TASK, progress(17, state));

    // Then
    double byState =
        samples().entrySet().stream()
            .filter(sample -> sample.getKey().startsWith("onestep_sweep_networks{"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    assertThat(byState).isEqualTo(samples().get("onestep_sweep_wanted_networks{sweep=\"s\"}"));
  }

  @Test
  void shouldTellWhatIsLeftAtTheRateOfTheView() {
    // Given
    meters.onSweep(TASK, progress(12));
    assertThat(meters.scrape()).doesNotContain("onestep_sweep_remaining_seconds");

    // When
    surroundings.sweeps = List.of(status(12, 2));

    // Then
    assertThat(samples())
        .containsEntry("onestep_sweep_remaining_seconds{sweep=\"s\"}", (100 - 12 - 3) / 2.0);
  }

  @Test
  void shouldTellOfQueuesAndWorkersOnlyWhatIsKnown() {
    // Given
    surroundings.queues =
        Map.of(TaskQueue.BULK, OptionalLong.of(7), TaskQueue.SMALL, OptionalLong.empty());
    surroundings.workers = Map.of("cpu", 2L);

    // When, Then
    assertThat(meters.scrape())
        .contains("onestep_queue_tasks{queue=\"bulk\"} 7.0")
        .doesNotContain("queue=\"small\"")
        .contains("onestep_workers{backend=\"cpu\"} 2.0");
  }

  @Test
  void shouldForgetASweepAndItsCellsAWhileAfterItsEnd() {
    // Given
    surroundings.sweeps = List.of(status(97, Double.NaN));
    meters.onSweep(TASK, progress(97));
    meters.onCell(TASK, "first", summary(spec(10), 4), DEMAND);
    assertThat(meters.scrape()).contains("sweep=\"s\"").contains("cell=\"first\"");

    // When
    now = now.plus(Duration.ofMinutes(16));

    // Then
    assertThat(meters.scrape()).doesNotContain("sweep=\"s\"").doesNotContain("cell=\"first\"");
  }

  @Test
  void shouldDeclareEverythingThatItTells() {
    // Given
    Map<String, Metric> declared =
        AggregatorMetrics.all().stream()
            .collect(Collectors.toMap(Metric::name, Function.identity()));
    surroundings.sweeps = List.of(status(12, 2));
    meters.onSweep(TASK, progress(12));
    meters.onCell(TASK, "first", summary(spec(10), 4), DEMAND);

    // When
    Set<String> told = samples().keySet();

    // Then
    assertThat(told)
        .allSatisfy(
            sample -> {
              Matcher parts = SAMPLE.matcher(sample + " 0");
              assertThat(parts.matches()).isTrue();
              assertThat(declared).containsKey(parts.group(1));
              List<String> labels = declared.get(parts.group(1)).labels();
              assertThat(parts.group(2) == null ? 0 : parts.group(2).split("=\"", -1).length - 1)
                  .isEqualTo(labels.size());
              assertThat(labels).allSatisfy(label -> assertThat(sample).contains(label + "=\""));
            });
  }

  /** Generous: it takes about a third of that on one core of 2024. */
  @Test
  void shouldTellOfTenThousandCells() {
    // Given
    meters.close();
    meters = meters(10_000);
    CellSummary summary = summary(spec(10), 4);
    for (int cell = 0; cell < 10_000; cell++) {
      meters.onCell(TASK, String.format(Locale.ROOT, "%032x", cell), summary, DEMAND);
    }
    meters.scrape();

    // When
    long fastest = Long.MAX_VALUE;
    int length = 0;
    for (int attempt = 0; attempt < 5; attempt++) {
      long start = System.nanoTime();
      length = meters.scrape().length();
      fastest = Math.min(fastest, System.nanoTime() - start);
    }

    // Then
    assertThat(length).isGreaterThan(10_000_000);
    System.out.printf(
        Locale.ROOT, "scrape of 10,000 cells: %d ms, %d bytes%n", fastest / 1_000_000, length);
  }

  private Map<String, Double> samples() {
    Map<String, Double> samples = new TreeMap<>();
    meters
        .scrape()
        .lines()
        .filter(line -> line.startsWith("onestep_") && !line.startsWith("onestep_build"))
        .forEach(
            line -> {
              int end = line.lastIndexOf(' ');
              samples.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
            });
    return samples;
  }

  private AggregatorMeters meters(int mostCells) {
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Instant instant() {
            return now;
          }
        };
    return new AggregatorMeters(
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), mostCells, surroundings, clock);
  }

  private static final class FakeSurroundings implements Surroundings {
    private List<SweepStatus> sweeps = List.of();
    private Map<TaskQueue, OptionalLong> queues = Map.of();
    private Map<String, Long> workers = Map.of();

    @Override
    public List<SweepStatus> sweeps() {
      return sweeps;
    }

    @Override
    public Map<String, Long> workers(Instant at) {
      return workers;
    }

    @Override
    public Map<TaskQueue, OptionalLong> queues() {
      return queues;
    }

    @Override
    public boolean isRunning() {
      return true;
    }
  }

  private static SweepStatus status(long done, double rate) {
    return new SweepStatus(
        "s",
        1,
        SweepState.RUNNING,
        5,
        1,
        100,
        0,
        80,
        done,
        3,
        0,
        0,
        30,
        2.5,
        rate,
        false,
        Fixtures.AT,
        Fixtures.AT);
  }

  private static Progress progress(long done) {
    return progress(done, SweepState.RUNNING);
  }

  private static Progress progress(long done, SweepState state) {
    return Progress.newBuilder()
        .setSweep("s")
        .setEpoch(1)
        .setState(state)
        .setCells(5)
        .setCompleteCells(1)
        .setWanted(100)
        .setPublished(80)
        .setDone(done)
        .setDead(3)
        .setTrials(30)
        .setSeconds(2.5)
        .setUpdatedAt(Fixtures.AT)
        .build();
  }
}
