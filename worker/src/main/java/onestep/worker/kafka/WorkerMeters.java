package onestep.worker.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import onestep.contract.cell.Sampler;
import onestep.contract.metrics.Meters;
import onestep.contract.metrics.Metric;
import onestep.worker.backend.DeviceUse;
import onestep.worker.slots.Slots;

/** What a worker has done since it started. */
public final class WorkerMeters {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Tasks are cut to seconds, but a network may take up to its time limit. */
  private static final List<Duration> TIMES =
      Stream.of(100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_600_000)
          .map(Duration::ofMillis)
          .toList();

  private final MeterRegistry registry;
  private final String backend;
  private final Map<Settlement, Counter> settled = new EnumMap<>(Settlement.class);
  private final Map<Sampler, Counter> networks = new EnumMap<>(Sampler.class);
  private final Map<Sampler, Counter> trials = new EnumMap<>(Sampler.class);
  private final Map<Sampler, Timer> times = new EnumMap<>(Sampler.class);
  private final Counter same;
  private final Counter different;
  private final Counter failures;
  private final Map<String, Counter> redeliveries = new ConcurrentHashMap<>();
  private final Counter renewals;
  private final Counter acknowledgementFailures;

  /**
   * Meters at 0.
   *
   * @param backend what computes, such as cpu
   */
  public WorkerMeters(MeterRegistry registry, String backend) {
    this.registry = registry;
    this.backend = backend;
    for (Settlement settlement : Settlement.values()) {
      String label = settlement.name().toLowerCase(Locale.ROOT);
      settled.put(settlement, counter(WorkerMetrics.TASKS, backend, label));
    }
    for (Sampler sampler : Sampler.values()) {
      String label = sampler.label();
      networks.put(sampler, counter(WorkerMetrics.NETWORKS, backend, label));
      trials.put(sampler, counter(WorkerMetrics.TRIALS, backend, label));
      times.put(sampler, Meters.timer(registry, WorkerMetrics.TASK_TIME, TIMES, backend, label));
    }
    same = counter(WorkerMetrics.CHECKED, backend, "same");
    different = counter(WorkerMetrics.CHECKED, backend, "different");
    failures = counter(WorkerMetrics.FAILURES, backend);
    renewals = counter(WorkerMetrics.RENEWALS, backend);
    acknowledgementFailures = counter(WorkerMetrics.ACKNOWLEDGEMENT_FAILURES, backend);
  }

  private Counter counter(Metric metric, String... labels) {
    return Meters.counter(registry, metric, labels);
  }

  /** Adds what the slots tell of themselves. */
  public void observe(Slots slots, int count, long memoryBytes) {
    Meters.gauge(registry, WorkerMetrics.SLOTS, count, Integer::doubleValue, backend);
    Meters.gauge(registry, WorkerMetrics.WAITING_SLOTS, slots, Slots::waiting, backend);
    Meters.gauge(registry, WorkerMetrics.STUCK_SLOTS, slots, Slots::stuck, backend);
    Meters.gauge(registry, WorkerMetrics.MEMORY, memoryBytes, Long::doubleValue, backend);
    Meters.counter(
        registry, WorkerMetrics.BUSY, slots, of -> of.busy().toNanos() / NANOS_PER_SECOND, backend);
  }

  /** Adds what its backends tell of their device. */
  public void observe(DeviceUse use) {
    String device = use.device();
    Meters.gauge(
        registry, WorkerMetrics.DEVICE_MEMORY, use, DeviceUse::memoryBytes, backend, device);
    Meters.gauge(registry, WorkerMetrics.DEVICE_HELD, use, DeviceUse::heldBytes, backend, device);
    Meters.counter(registry, WorkerMetrics.LAUNCHES, use, DeviceUse::launches, backend, device);
    Meters.counter(
        registry, WorkerMetrics.DEVICE_BUSY, use, DeviceUse::busySeconds, backend, device);
    Meters.counter(
        registry, WorkerMetrics.TRANSFERRED, use, DeviceUse::transferredBytes, backend, device);
  }

  /** Where the meters are. */
  MeterRegistry registry() {
    return registry;
  }

  void countDone(Assignment assignment, Duration elapsed) {
    Sampler sampler = assignment.cell().model().sampler();
    networks.get(sampler).increment(assignment.range().count());
    trials.get(sampler).increment((double) assignment.trials());
    times.get(sampler).record(elapsed);
  }

  /** Counts networks of other workers that were computed again. */
  void countChecked(int alike, int unlike) {
    same.increment(alike);
    different.increment(unlike);
  }

  void countSettled(Settlement settlement) {
    settled.get(settlement).increment();
  }

  void countFailure() {
    failures.increment();
  }

  /**
   * Counts a task that is begun.
   *
   * @param sweep empty where the record does not tell
   * @param again whether some worker had been given it before
   */
  void countBegun(String sweep, boolean again) {
    // From the first task on, so that the first redelivery is an increase.
    redeliveries
        .computeIfAbsent(sweep, name -> counter(WorkerMetrics.REDELIVERIES, backend, name))
        .increment(again ? 1 : 0);
  }

  /** Takes away what is told of a sweep, which is gone. */
  void forget(String sweep) {
    Counter counter = redeliveries.remove(sweep);
    if (counter != null) {
      registry.remove(counter);
    }
  }

  void countRenewal() {
    renewals.increment();
  }

  void countAcknowledgementFailure() {
    acknowledgementFailures.increment();
  }

  /** Tasks whose rows were published. */
  public long tasksDone() {
    return (long) settled.get(Settlement.DONE).count();
  }

  /** Tasks that nobody wanted any more. */
  public long tasksSkipped() {
    return (long) settled.get(Settlement.SKIPPED).count();
  }

  /** Deliveries handed back for another try. */
  public long tasksReleased() {
    return (long) settled.get(Settlement.RELEASED).count();
  }

  /** Tasks given up. */
  public long tasksDead() {
    return (long) settled.get(Settlement.DEAD).count();
  }

  /** Deliveries that failed, whatever became of them. */
  public long taskFailures() {
    return (long) failures.count();
  }

  /** Tasks begun that some worker had been given before, of sweeps that are not gone. */
  public long redeliveries() {
    return sum(redeliveries);
  }

  /** Networks of finished tasks. */
  public long networks() {
    return sum(networks);
  }

  /** Trials of finished tasks. */
  public long trials() {
    return sum(trials);
  }

  /** Networks of other workers computed again. */
  public long checked() {
    return (long) (same.count() + different.count());
  }

  /** Of these, networks whose rows were different. */
  public long different() {
    return (long) different.count();
  }

  /** Locks renewed. */
  public long renewals() {
    return (long) renewals.count();
  }

  /** Acknowledgements that failed. */
  public long acknowledgementFailures() {
    return (long) acknowledgementFailures.count();
  }

  private static long sum(Map<?, Counter> counters) {
    return (long) counters.values().stream().mapToDouble(Counter::count).sum();
  }
}
