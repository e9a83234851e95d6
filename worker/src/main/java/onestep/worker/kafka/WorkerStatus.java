package onestep.worker.kafka;

import java.time.Clock;
import java.util.List;
import onestep.contract.record.Worker;
import onestep.contract.record.WorkerState;
import onestep.worker.slots.Slots;

/** Writes up what a worker is and does. */
final class WorkerStatus {

  private final WorkerIdentity identity;
  private final Clock clock;
  private final Slots slots;
  private final Handlings handlings;
  private final WorkerMeters meters;

  WorkerStatus(
      WorkerIdentity identity, Clock clock, Slots slots, Handlings handlings, WorkerMeters meters) {
    this.identity = identity;
    this.clock = clock;
    this.slots = slots;
    this.handlings = handlings;
    this.meters = meters;
  }

  /** What it does now. */
  Worker now() {
    List<String> tasks = handlings.unsettled();
    return of(tasks.isEmpty() ? WorkerState.IDLE : WorkerState.RUNNING, tasks);
  }

  /** Its last word. */
  Worker stopped() {
    return of(WorkerState.STOPPED, List.of());
  }

  private Worker of(WorkerState state, List<String> tasks) {
    return Worker.newBuilder()
        .setWorker(identity.id())
        .setHost(identity.host())
        .setProcessId(identity.processId())
        .setVersion(identity.version())
        .setBackend(identity.backend())
        .setNumerics(identity.numerics())
        .setJvm(identity.jvm())
        .setSlots(identity.slots())
        .setMemoryBytes(identity.memoryBytes())
        .setState(state)
        .setTasks(tasks)
        .setTasksDone(meters.tasksDone())
        .setTrialsDone(meters.trials())
        .setBusySeconds(slots.busy().toNanos() / 1e9)
        .setStartedAt(identity.startedAt())
        .setUpdatedAt(clock.instant())
        .build();
  }
}
