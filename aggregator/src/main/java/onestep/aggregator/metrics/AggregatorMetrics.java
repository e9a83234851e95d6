package onestep.aggregator.metrics;

import static onestep.contract.metrics.Metric.counter;
import static onestep.contract.metrics.Metric.gauge;

import java.util.List;
import java.util.stream.Stream;
import onestep.contract.metrics.Metric;
import onestep.contract.metrics.ProcessMeters;

/** The metrics of an aggregator; those of cells are {@link CellMetric}s. */
public final class AggregatorMetrics {

  static final Metric RUNNING =
      gauge(
          "onestep_aggregator_running",
          Metric.NONE,
          "1 while the Streams client runs or moves partitions, 0 otherwise.");
  static final Metric RESULTS = counter("onestep_results_total", "results", "Results counted.");
  static final Metric ROWS =
      counter("onestep_rows_total", "networks", "Rows of networks not seen before.");
  static final Metric DUPLICATE_ROWS =
      counter("onestep_duplicate_rows_total", "networks", "Rows of networks seen before.");
  static final Metric REJECTED =
      counter(
          "onestep_rejected_records_total",
          "records",
          "Records that could not be used and were skipped.",
          "topic");
  static final Metric QUEUE =
      gauge(
          "onestep_queue_tasks",
          "tasks",
          "Tasks that the workers' share group has not settled, queued or in hands; absent while"
              + " the brokers do not say. Every aggregator tells the same: take the maximum.",
          "queue");
  static final Metric WORKERS =
      gauge(
          "onestep_workers",
          Metric.NONE,
          "Workers whose heartbeat is fresh. Every aggregator tells the same: take the maximum.",
          "backend");

  static final Metric SWEEP_STATE =
      gauge(
          "onestep_sweep_state",
          Metric.NONE,
          "1 for the state of a sweep, 0 for the others.",
          "sweep",
          "state");
  static final Metric SWEEP_WANTED =
      gauge(
          "onestep_sweep_wanted_networks",
          "networks",
          "Networks of the whole sweep, without those spared.",
          "sweep");
  static final Metric SWEEP_SPARED =
      gauge(
          "onestep_sweep_spared_networks",
          "networks",
          "Networks that stop rules will not ask for, as their cells are precise enough.",
          "sweep");
  static final Metric SWEEP_PUBLISHED =
      gauge(
          "onestep_sweep_published_networks",
          "networks",
          "Networks of the sweep whose tasks were emitted.",
          "sweep");
  static final Metric SWEEP_NETWORKS =
      gauge(
          "onestep_sweep_networks",
          "networks",
          "Networks of a sweep by what became of them: done, dead, outstanding, cancelled or"
              + " unpublished, which add up to those wanted.",
          "sweep",
          "state");
  static final Metric SWEEP_CHECKED =
      gauge(
          "onestep_sweep_checked_networks",
          "networks",
          "Networks of a sweep that a second worker has computed too.",
          "sweep");
  static final Metric SWEEP_DISAGREEING =
      gauge(
          "onestep_sweep_disagreeing_networks",
          "networks",
          "Networks of a sweep that two workers have computed, and not alike.",
          "sweep");
  static final Metric SWEEP_PROGRESS =
      gauge(
          "onestep_sweep_progress_ratio",
          "ratio",
          "Networks done or dead over networks wanted.",
          "sweep");
  static final Metric SWEEP_REMAINING =
      gauge(
          "onestep_sweep_remaining_seconds",
          "seconds",
          "Time left at the rate of the last half minute; absent where there is no rate.",
          "sweep");
  static final Metric SWEEP_CELLS =
      gauge(
          "onestep_sweep_cells",
          "cells",
          "Cells of a sweep: complete (all their networks done) or incomplete.",
          "sweep",
          "state");
  static final Metric SWEEP_TRIALS =
      gauge("onestep_sweep_trials", "trials", "Trials of the cells of a sweep.", "sweep");
  static final Metric SWEEP_COMPUTE =
      gauge(
          "onestep_sweep_compute_seconds",
          "seconds",
          "Compute time of the results of a sweep, in slot seconds.",
          "sweep");
  static final Metric SWEEP_UPDATED =
      gauge(
          "onestep_sweep_updated_timestamp_seconds",
          "seconds",
          "Time of the newest record that the accounting of a sweep covers, since 1970.",
          "sweep");

  static final Metric EXPORTED_CELLS =
      gauge("onestep_exported_cells", "cells", "Cells that have series of their own now.");
  static final Metric LEFT_OUT_CELLS =
      gauge(
          "onestep_left_out_cells",
          "cells",
          "Cells of sweeps under way that have none because more than --exported-cells changed"
              + " after them.");

  private AggregatorMetrics() {}

  /** All of them, as the dictionary lists them. */
  public static List<Metric> all() {
    return Stream.concat(
            Stream.of(
                RUNNING,
                RESULTS,
                ROWS,
                DUPLICATE_ROWS,
                REJECTED,
                QUEUE,
                WORKERS,
                SWEEP_STATE,
                SWEEP_WANTED,
                SWEEP_SPARED,
                SWEEP_PUBLISHED,
                SWEEP_NETWORKS,
                SWEEP_CHECKED,
                SWEEP_DISAGREEING,
                SWEEP_PROGRESS,
                SWEEP_REMAINING,
                SWEEP_CELLS,
                SWEEP_TRIALS,
                SWEEP_COMPUTE,
                SWEEP_UPDATED,
                EXPORTED_CELLS,
                LEFT_OUT_CELLS,
                ProcessMeters.BUILD),
            CellMetric.ALL.stream().map(CellMetric::metric))
        .toList();
  }
}
