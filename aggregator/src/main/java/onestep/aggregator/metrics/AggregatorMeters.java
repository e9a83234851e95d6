package onestep.aggregator.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.topology.AggregationObserver;
import onestep.aggregator.topology.CellDemand;
import onestep.aggregator.view.SweepNetworks;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.cell.CellSpec;
import onestep.contract.kafka.Topic;
import onestep.contract.metrics.Meters;
import onestep.contract.metrics.ProcessMeters;
import onestep.contract.record.Progress;
import onestep.contract.record.SweepState;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.processor.TaskId;

/**
 * The aggregator's metrics for Prometheus. An instance tells of the cells and sweeps of its own
 * partitions only, so that the series of several instances add up; of cells, only of the most
 * recently changed ones. Series of cells and sweeps are made anew for each scrape, with Prometheus'
 * own client: Micrometer's gauges for 10,000 cells take seconds to replace.
 */
public final class AggregatorMeters implements AggregationObserver, AutoCloseable {

  private static final List<Topic> INPUTS =
      List.of(Topic.RESULTS, Topic.CELLS, Topic.SWEEPS, Topic.DEAD_LETTERS);

  /** Series of a sweep that is over stay for so long: dashboards show its end. */
  private static final Duration FAREWELL = Duration.ofMinutes(15);

  private final PrometheusMeterRegistry registry;
  private final Clock clock;
  private final Surroundings surroundings;
  private final ProcessMeters process;
  private final Map<Topic, Counter> rejections = new TreeMap<>();
  private final Counter results;
  private final Counter rows;
  private final Counter duplicateRows;
  private final ExportedCells cells;
  private final Map<String, OfTask> sweeps = new LinkedHashMap<>();
  private KafkaStreamsMetrics streamsMetrics;

  private record OfTask(TaskId task, Progress progress) {}

  /**
   * Metrics of one instance.
   *
   * @param registry which is closed with this
   * @param mostCells cells told of at most: those that changed last
   */
  public AggregatorMeters(
      PrometheusMeterRegistry registry, int mostCells, Surroundings surroundings, Clock clock) {
    this.registry = registry;
    this.surroundings = surroundings;
    this.clock = clock;
    cells = new ExportedCells(mostCells);
    process =
        new ProcessMeters(
            registry, ProcessMeters.version(AggregatorMeters.class), CellSpec.CPU_NUMERICS);
    results = Meters.counter(registry, AggregatorMetrics.RESULTS);
    rows = Meters.counter(registry, AggregatorMetrics.ROWS);
    duplicateRows = Meters.counter(registry, AggregatorMetrics.DUPLICATE_ROWS);
    for (Topic topic : INPUTS) {
      rejections.put(
          topic, Meters.counter(registry, AggregatorMetrics.REJECTED, topic.topicName()));
    }
    registry.getPrometheusRegistry().register((MultiCollector) this::series);
  }

  /** Adds the metrics of a Streams client and of the disk that its state is on. */
  public synchronized void bind(KafkaStreams streams, Path stateDirectory) {
    streamsMetrics = new KafkaStreamsMetrics(streams);
    streamsMetrics.bindTo(registry);
    Path there = stateDirectory.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent(); // the disk of a directory that is still to be made
    }
    new DiskSpaceMetrics(there.toFile(), Tags.empty()).bindTo(registry);
  }

  /** Everything, in Prometheus' text format 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void onResult(int newRows, int duplicates) {
    results.increment();
    rows.increment(newRows);
    duplicateRows.increment(duplicates);
  }

  @Override
  public void onRejected(Topic topic) {
    rejections.get(topic).increment();
  }

  @Override
  public synchronized void onCell(
      TaskId task, String cell, CellSummary summary, CellDemand demand) {
    cells.put(task, cell, summary, demand);
  }

  @Override
  public synchronized void onCellPurged(TaskId task, String cell) {
    cells.remove(cell);
  }

  @Override
  public synchronized void onSweep(TaskId task, Progress progress) {
    sweeps.put(progress.getSweep(), new OfTask(task, progress));
  }

  @Override
  public synchronized void onSweepPurged(TaskId task, String sweep) {
    sweeps.remove(sweep);
  }

  @Override
  public synchronized void onReleased(TaskId task) {
    cells.release(task);
    sweeps.values().removeIf(sweep -> sweep.task().equals(task));
  }

  @Override
  public synchronized void close() {
    if (streamsMetrics != null) {
      streamsMetrics.close();
    }
    process.close();
    registry.close();
  }

  private MetricSnapshots series() {
    Instant now = clock.instant();
    SeriesCollector series = new SeriesCollector();
    Map<String, SweepStatus> statuses = new TreeMap<>();
    surroundings.sweeps().forEach(status -> statuses.put(status.name(), status));
    series.add(AggregatorMetrics.RUNNING, surroundings.isRunning() ? 1 : 0);
    surroundings
        .workers(now)
        .forEach((backend, count) -> series.add(AggregatorMetrics.WORKERS, count, backend));
    surroundings
        .queues()
        .forEach(
            (queue, tasks) ->
                series.add(
                    AggregatorMetrics.QUEUE,
                    tasks.isPresent() ? (double) tasks.getAsLong() : Double.NaN,
                    queue.name().toLowerCase(Locale.ROOT)));
    addOwn(series, statuses, now);
    return series.snapshots();
  }

  private synchronized void addOwn(
      SeriesCollector series, Map<String, SweepStatus> statuses, Instant now) {
    Set<String> over = new HashSet<>();
    statuses.values().stream()
        .filter(status -> isOver(status, now))
        .forEach(status -> over.add(status.name()));
    for (OfTask sweep : sweeps.values()) {
      if (!over.contains(sweep.progress().getSweep())) {
        addSweep(series, sweep.progress(), statuses.get(sweep.progress().getSweep()));
      }
    }
    List<ExportedCells.Cell> current = cells.current(over::contains);
    for (CellMetric metric : CellMetric.ALL) {
      for (ExportedCells.Cell cell : current) {
        series.add(metric.metric(), metric.value().applyAsDouble(cell), cell.labels());
      }
    }
    series.add(AggregatorMetrics.EXPORTED_CELLS, current.size());
    series.add(AggregatorMetrics.LEFT_OUT_CELLS, (double) cells.countLeftOut(over::contains));
  }

  private static boolean isOver(SweepStatus status, Instant now) {
    return status.networks().isOver() && status.updatedAt().plus(FAREWELL).isBefore(now);
  }

  private static void addSweep(SeriesCollector series, Progress progress, SweepStatus status) {
    String sweep = progress.getSweep();
    SweepNetworks networks = SweepNetworks.of(progress);
    for (SweepState state : SweepState.values()) {
      series.add(
          AggregatorMetrics.SWEEP_STATE,
          state == progress.getState() ? 1 : 0,
          sweep,
          state.name().toLowerCase(Locale.ROOT));
    }
    series.add(AggregatorMetrics.SWEEP_WANTED, (double) networks.wanted(), sweep);
    series.add(AggregatorMetrics.SWEEP_SPARED, (double) progress.getSpared(), sweep);
    series.add(AggregatorMetrics.SWEEP_PUBLISHED, (double) progress.getPublished(), sweep);
    addNetworks(series, sweep, "done", networks.done());
    addNetworks(series, sweep, "dead", networks.dead());
    addNetworks(series, sweep, "outstanding", networks.outstanding());
    addNetworks(series, sweep, "cancelled", networks.cancelled());
    addNetworks(series, sweep, "unpublished", networks.unpublished());
    series.add(AggregatorMetrics.SWEEP_CHECKED, (double) progress.getChecked(), sweep);
    series.add(AggregatorMetrics.SWEEP_DISAGREEING, (double) progress.getDisagreeing(), sweep);
    series.add(AggregatorMetrics.SWEEP_PROGRESS, networks.progress(), sweep);
    series.add(AggregatorMetrics.SWEEP_REMAINING, remainingSeconds(status), sweep);
    long complete = progress.getCompleteCells();
    series.add(AggregatorMetrics.SWEEP_CELLS, (double) complete, sweep, "complete");
    series.add(
        AggregatorMetrics.SWEEP_CELLS,
        (double) (progress.getCells() - complete),
        sweep,
        "incomplete");
    series.add(AggregatorMetrics.SWEEP_TRIALS, (double) progress.getTrials(), sweep);
    series.add(AggregatorMetrics.SWEEP_COMPUTE, progress.getSeconds(), sweep);
    series.add(
        AggregatorMetrics.SWEEP_UPDATED, progress.getUpdatedAt().toEpochMilli() / 1e3, sweep);
  }

  private static void addNetworks(
      SeriesCollector series, String sweep, String state, long networks) {
    series.add(AggregatorMetrics.SWEEP_NETWORKS, (double) networks, sweep, state);
  }

  private static double remainingSeconds(SweepStatus status) {
    return status == null
        ? Double.NaN
        : status.remaining().map(left -> left.toMillis() / 1e3).orElse(Double.NaN);
  }
}
