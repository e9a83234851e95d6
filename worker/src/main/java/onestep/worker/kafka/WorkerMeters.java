package onestep.worker.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What a worker has done since it started. */
public final class WorkerMeters {

  private final Counter done;
  private final Counter skipped;
  private final Counter released;
  private final Counter dead;
  private final Counter failures;
  private final Counter redeliveries;
  private final Counter networks;
  private final Counter trials;
  private final Counter renewals;
  private final Counter acknowledgementFailures;

  /** Counters in a registry. */
  public WorkerMeters(MeterRegistry registry) {
    this.done = settled(registry, "done");
    this.skipped = settled(registry, "skipped");
    this.released = settled(registry, "released");
    this.dead = settled(registry, "dead");
    this.failures =
        counter(registry, "onestep.worker.task.failures", "Deliveries of tasks that failed");
    this.redeliveries =
        counter(
            registry,
            "onestep.worker.task.redeliveries",
            "Tasks begun that had been delivered before");
    this.networks = counter(registry, "onestep.worker.networks", "Networks of finished tasks");
    this.trials = counter(registry, "onestep.worker.trials", "Trials of finished tasks");
    this.renewals = counter(registry, "onestep.worker.lock.renewals", "Locks of tasks renewed");
    this.acknowledgementFailures =
        counter(
            registry,
            "onestep.worker.acknowledgement.failures",
            "Acknowledgements that the broker refused or did not answer");
  }

  private static Counter settled(MeterRegistry registry, String settlement) {
    return Counter.builder("onestep.worker.tasks")
        .description("Deliveries of tasks settled")
        .tag("settlement", settlement)
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  void countDone(Assignment assignment) {
    networks.increment(assignment.range().count());
    trials.increment((double) assignment.trials());
  }

  void countSettled(Settlement settlement) {
    switch (settlement) {
      case DONE -> done.increment();
      case SKIPPED -> skipped.increment();
      case RELEASED -> released.increment();
      case DEAD -> dead.increment();
    }
  }

  void countFailure() {
    failures.increment();
  }

  void countRedelivery() {
    redeliveries.increment();
  }

  void countRenewal() {
    renewals.increment();
  }

  void countAcknowledgementFailure() {
    acknowledgementFailures.increment();
  }

  /** Tasks whose rows were published. */
  public long tasksDone() {
    return (long) done.count();
  }

  /** Tasks that nobody wanted any more. */
  public long tasksSkipped() {
    return (long) skipped.count();
  }

  /** Deliveries handed back for another try. */
  public long tasksReleased() {
    return (long) released.count();
  }

  /** Tasks given up. */
  public long tasksDead() {
    return (long) dead.count();
  }

  /** Deliveries that failed, whatever became of them. */
  public long taskFailures() {
    return (long) failures.count();
  }

  /** Tasks begun that some worker had been given before. */
  public long redeliveries() {
    return (long) redeliveries.count();
  }

  /** Networks of finished tasks. */
  public long networks() {
    return (long) networks.count();
  }

  /** Trials of finished tasks. */
  public long trials() {
    return (long) trials.count();
  }

  /** Locks renewed. */
  public long renewals() {
    return (long) renewals.count();
  }

  /** Acknowledgements that failed. */
  public long acknowledgementFailures() {
    return (long) acknowledgementFailures.count();
  }
}
