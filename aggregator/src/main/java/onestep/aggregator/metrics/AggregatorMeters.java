package onestep.aggregator.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.topology.AggregationObserver;
import onestep.contract.cell.ModelSpec;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Progress;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.processor.TaskId;

/**
 * The aggregator's metrics for Prometheus. An instance tells of the cells and sweeps of its own
 * partitions only, so that the series of several instances add up; of cells, only of the most
 * recently changed ones.
 */
public final class AggregatorMeters implements AggregationObserver, AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Counter results;
  private final Counter rows;
  private final Counter duplicateRows;
  private final Map<CellGauge, MultiGauge> cellGauges = new LinkedHashMap<>();
  private final MultiGauge sweepNetworks;
  private final MultiGauge sweepCells;
  private final MultiGauge sweepTrials;
  private final MultiGauge sweepCompute;
  private final int mostCells;
  private final Map<String, OfTask<CellSummary>> cells = new LinkedHashMap<>();
  private final Map<String, OfTask<Progress>> sweeps = new LinkedHashMap<>();
  private KafkaStreamsMetrics streamsMetrics;

  private record OfTask<T>(TaskId task, T value) {}

  private record CellGauge(String name, String description, ToDoubleFunction<CellSummary> value) {}

  private static final List<Topic> INPUTS =
      List.of(Topic.RESULTS, Topic.CELLS, Topic.SWEEPS, Topic.DEAD_LETTERS);

  private static final List<CellGauge> CELL_GAUGES =
      List.of(
          new CellGauge(
              "onestep.cell.flipped.ratio",
              "Fraction of trials whose sign flipped within the largest step",
              summary -> summary.flippedFraction().mean()),
          new CellGauge(
              "onestep.cell.flipped.ratio.low",
              "Lower end of the 95 % interval of the flipped fraction",
              summary -> summary.flippedFraction().low()),
          new CellGauge(
              "onestep.cell.flipped.ratio.high",
              "Upper end of the 95 % interval of the flipped fraction",
              summary -> summary.flippedFraction().high()),
          new CellGauge(
              "onestep.cell.eta.mean",
              "Mean smallest step over flipped trials",
              summary -> summary.eta().mean()),
          new CellGauge(
              "onestep.cell.gradient.norm.mean",
              "Mean norm of the gradient over all trials",
              summary -> summary.gradientNorm().mean()),
          new CellGauge(
              "onestep.cell.trials",
              "Trials of the networks seen",
              summary -> (double) summary.trials()));

  /**
   * Metrics of one instance.
   *
   * @param mostCells cells told of at most: those that changed last
   */
  public AggregatorMeters(int mostCells) {
    this.mostCells = mostCells;
    results = counter("onestep.results", "Results counted");
    rows = counter("onestep.rows", "Rows of networks not seen before");
    duplicateRows = counter("onestep.duplicate.rows", "Rows of networks seen before");
    INPUTS.forEach(this::rejections);
    CELL_GAUGES.forEach(
        gauge -> cellGauges.put(gauge, multiGauge(gauge.name(), gauge.description())));
    sweepNetworks = multiGauge("onestep.sweep.networks", "Networks of a sweep by state");
    sweepCells = multiGauge("onestep.sweep.cells", "Cells of a sweep by state");
    sweepTrials = multiGauge("onestep.sweep.trials", "Trials of the cells of a sweep");
    sweepCompute =
        MultiGauge.builder("onestep.sweep.compute")
            .description("Compute time of the results of a sweep, in slot seconds")
            .baseUnit("seconds")
            .register(registry);
    bindJvm();
  }

  /** Adds the metrics of a Streams client. */
  public synchronized void bind(KafkaStreams streams) {
    streamsMetrics = new KafkaStreamsMetrics(streams);
    streamsMetrics.bindTo(registry);
  }

  /** Everything, in Prometheus' text format 0.0.4. */
  public String scrape() {
    refresh();
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
    rejections(topic).increment();
  }

  @Override
  public synchronized void onCell(TaskId task, String cell, CellSummary summary) {
    cells.remove(cell);
    cells.put(cell, new OfTask<>(task, summary));
    if (cells.size() > mostCells) {
      cells.remove(cells.keySet().iterator().next());
    }
  }

  @Override
  public synchronized void onCellPurged(TaskId task, String cell) {
    cells.remove(cell);
  }

  @Override
  public synchronized void onSweep(TaskId task, Progress progress) {
    sweeps.put(progress.getSweep(), new OfTask<>(task, progress));
  }

  @Override
  public synchronized void onSweepPurged(TaskId task, String sweep) {
    sweeps.remove(sweep);
  }

  @Override
  public synchronized void onReleased(TaskId task) {
    cells.values().removeIf(cell -> cell.task().equals(task));
    sweeps.values().removeIf(sweep -> sweep.task().equals(task));
  }

  @Override
  public synchronized void close() {
    if (streamsMetrics != null) {
      streamsMetrics.close();
    }
    collections.close();
    registry.close();
  }

  private synchronized void refresh() {
    cellGauges.forEach(
        (gauge, meter) ->
            meter.register(
                cells.entrySet().stream()
                    .map(
                        cell ->
                            MultiGauge.Row.of(
                                labels(cell.getKey(), cell.getValue().value()),
                                gauge.value().applyAsDouble(cell.getValue().value())))
                    .collect(Collectors.toList()),
                true));
    List<MultiGauge.Row<?>> networks = new ArrayList<>();
    List<MultiGauge.Row<?>> ofCells = new ArrayList<>();
    List<MultiGauge.Row<?>> trials = new ArrayList<>();
    List<MultiGauge.Row<?>> compute = new ArrayList<>();
    for (OfTask<Progress> sweep : sweeps.values()) {
      Progress progress = sweep.value();
      String name = progress.getSweep();
      networks.add(row(name, "wanted", progress.getWanted()));
      networks.add(row(name, "done", progress.getDone()));
      networks.add(row(name, "dead", progress.getDead()));
      networks.add(
          row(
              name,
              "outstanding",
              progress.getPublished() - progress.getDone() - progress.getDead()));
      ofCells.add(row(name, "wanted", progress.getCells()));
      ofCells.add(row(name, "complete", progress.getCompleteCells()));
      trials.add(MultiGauge.Row.of(Tags.of("sweep", name), progress.getTrials()));
      compute.add(MultiGauge.Row.of(Tags.of("sweep", name), progress.getSeconds()));
    }
    sweepNetworks.register(networks, true);
    sweepCells.register(ofCells, true);
    sweepTrials.register(trials, true);
    sweepCompute.register(compute, true);
  }

  private static MultiGauge.Row<?> row(String sweep, String state, long value) {
    return MultiGauge.Row.of(Tags.of("sweep", sweep, "state", state), value);
  }

  private static Tags labels(String cell, CellSummary summary) {
    ModelSpec model = summary.spec().model();
    return Tags.of(
        "cell", cell,
        "depth", Integer.toString(model.depth()),
        "width", width(model.widths()),
        "dimension", Integer.toString(model.dimension()),
        "gain", Double.toString(model.gain()),
        "activation", model.activation().label());
  }

  /** One number where all layers are alike, such as 100, or all of them, such as 100-50-10. */
  private static String width(List<Integer> widths) {
    return widths.stream().distinct().count() == 1
        ? widths.get(0).toString()
        : widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Counter rejections(Topic topic) {
    return Counter.builder("onestep.rejected.records")
        .description("Records that could not be used and were skipped")
        .tag("topic", topic.topicName())
        .register(registry);
  }

  private MultiGauge multiGauge(String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  private void bindJvm() {
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }
}
