package onestep.worker.kafka;

import static onestep.contract.metrics.Metric.counter;
import static onestep.contract.metrics.Metric.gauge;
import static onestep.contract.metrics.Metric.timer;

import java.util.List;
import onestep.contract.metrics.Metric;
import onestep.contract.metrics.ProcessMeters;

/** The metrics of a worker: what it has done since it started, and what it has to do it with. */
public final class WorkerMetrics {

  static final Metric TASKS =
      counter(
          "onestep_worker_tasks_total",
          "tasks",
          "Deliveries of tasks settled: done, skipped (nobody wants it any more, or a check that"
              + " nobody can do), released for another try, or dead.",
          "backend",
          "settlement");
  static final Metric FAILURES =
      counter(
          "onestep_worker_task_failures_total",
          "tasks",
          "Deliveries of tasks that failed, whatever became of them.",
          "backend");
  static final Metric REDELIVERIES =
      counter(
          "onestep_worker_task_redeliveries_total",
          "tasks",
          "Tasks begun that some worker had been given before, for sweeps that it has had tasks of.",
          "backend",
          "sweep");
  static final Metric NETWORKS =
      counter(
          "onestep_worker_networks_total",
          "networks",
          "Networks of finished tasks.",
          "backend",
          "sampler");
  static final Metric TRIALS =
      counter(
          "onestep_worker_trials_total",
          "trials",
          "Trials of finished tasks.",
          "backend",
          "sampler");
  static final Metric CHECKED =
      counter(
          "onestep_worker_checked_networks_total",
          "networks",
          "Networks of other workers computed again, whose rows were the same or different.",
          "backend",
          "outcome");
  static final Metric TASK_TIME =
      timer(
          "onestep_worker_task_seconds",
          "Wall time of a task, from the start of its first network to the end of its last.",
          "backend",
          "sampler");
  static final Metric RENEWALS =
      counter(
          "onestep_worker_lock_renewals_total",
          "tasks",
          "Locks of tasks renewed because they took longer than a third of it.",
          "backend");
  static final Metric ACKNOWLEDGEMENT_FAILURES =
      counter(
          "onestep_worker_acknowledgement_failures_total",
          "tasks",
          "Acknowledgements that the broker refused or did not answer.",
          "backend");
  static final Metric SLOTS =
      gauge("onestep_worker_slots", "slots", "Networks that it computes at once.", "backend");
  static final Metric WAITING_SLOTS =
      gauge("onestep_worker_waiting_slots", "slots", "Slots that have nothing to do.", "backend");
  static final Metric STUCK_SLOTS =
      gauge(
          "onestep_worker_stuck_slots",
          "slots",
          "Compute threads replaced because a network did not end when interrupted.",
          "backend");
  static final Metric BUSY =
      counter(
          "onestep_worker_busy_seconds_total",
          "seconds",
          "Time spent computing, summed over slots.",
          "backend");
  static final Metric MEMORY =
      gauge(
          "onestep_worker_memory_budget_bytes",
          "bytes",
          "Memory that the networks in flight may use together.",
          "backend");

  static final Metric DEVICE_MEMORY =
      gauge(
          "onestep_worker_device_memory_bytes",
          "bytes",
          "Memory of the NVIDIA device that it computes on, where it does.",
          "backend",
          "device");
  static final Metric DEVICE_HELD =
      gauge(
          "onestep_worker_device_held_bytes",
          "bytes",
          "Memory of the device that networks take, or took and is kept for the next.",
          "backend",
          "device");
  static final Metric LAUNCHES =
      counter(
          "onestep_worker_device_launches_total",
          "launches",
          "Kernels launched on the device.",
          "backend",
          "device");
  static final Metric DEVICE_BUSY =
      counter(
          "onestep_worker_device_busy_seconds_total",
          "seconds",
          "Time that kernels ran on the device, estimated from one launch in 16 and summed over slots.",
          "backend",
          "device");
  static final Metric TRANSFERRED =
      counter(
          "onestep_worker_device_transferred_bytes_total",
          "bytes",
          "Bytes that crossed between host and device, both ways.",
          "backend",
          "device");

  private WorkerMetrics() {}

  /** All of them, as the dictionary lists them. */
  public static List<Metric> all() {
    return List.of(
        TASKS,
        FAILURES,
        REDELIVERIES,
        NETWORKS,
        TRIALS,
        CHECKED,
        TASK_TIME,
        RENEWALS,
        ACKNOWLEDGEMENT_FAILURES,
        SLOTS,
        WAITING_SLOTS,
        STUCK_SLOTS,
        BUSY,
        MEMORY,
        DEVICE_MEMORY,
        DEVICE_HELD,
        LAUNCHES,
        DEVICE_BUSY,
        TRANSFERRED,
        ProcessMeters.BUILD);
  }
}
