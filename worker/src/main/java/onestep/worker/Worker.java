package onestep.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.metrics.ProcessMeters;
import onestep.worker.attack.TrialRunner;
import onestep.worker.backend.Backend;
import onestep.worker.kafka.TaskService;
import onestep.worker.kafka.WorkerIdentity;
import onestep.worker.kafka.WorkerMeters;
import onestep.worker.slots.Slots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running worker. Several may run in one process. */
public final class Worker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** Beyond what acknowledging, a new consumer and a garbage collection take together. */
  private static final Duration HUNG = Duration.ofMinutes(1);

  private final WorkerIdentity identity;
  private final Slots slots;
  private final WorkerMeters meters;
  private final TaskService service;
  private final CompletableFuture<Void> ended;

  private Worker(
      WorkerIdentity identity,
      Slots slots,
      WorkerMeters meters,
      TaskService service,
      CompletableFuture<Void> withoutBackend) {
    this.identity = identity;
    this.slots = slots;
    this.meters = meters;
    this.service = service;
    this.ended = service.ended().applyToEither(withoutBackend, Function.identity());
  }

  /** As below, with meters that only {@link #meters} shows. */
  public static Worker start(
      KafkaConnection connection,
      WorkerConfig config,
      TrialRunner runner,
      Supplier<Backend> backends) {
    return start(connection, config, runner, backends, new SimpleMeterRegistry());
  }

  /**
   * Starts a worker on a cluster whose topics are {@link onestep.contract.kafka.Topics#ensure
   * ensured}.
   *
   * @param runner safe for use by several threads, each with its backend
   * @param backends makes a backend; all of one numerics profile, which says what tasks it takes. A
   *     worker that gets none ends, as one whose device is lost: it would hand back every task
   * @param registry where its meters are
   */
  public static Worker start(
      KafkaConnection connection,
      WorkerConfig config,
      TrialRunner runner,
      Supplier<Backend> backends,
      MeterRegistry registry) {
    WorkerIdentity identity = identify(config, backends);
    CompletableFuture<Void> withoutBackend = new CompletableFuture<>();
    Slots slots =
        new Slots(
            config.slots(),
            new Slots.Limits(config.memoryBytes(), config.timeLimit()),
            runner,
            () -> backend(backends, withoutBackend));
    WorkerMeters meters = new WorkerMeters(registry, identity.backend());
    meters.observe(slots, config.slots(), config.memoryBytes());
    TaskService.Settings settings =
        new TaskService.Settings(
            identity,
            config.queues(identity.numerics()),
            config.mostTasks(),
            config.lock(),
            config.grace());
    try {
      TaskService service = TaskService.start(connection, settings, slots, meters);
      log.info(
          "worker_started worker={} numerics={} slots={} memory_bytes={}",
          identity.id(),
          identity.numerics(),
          identity.slots(),
          identity.memoryBytes());
      return new Worker(identity, slots, meters, service, withoutBackend);
    } catch (RuntimeException e) {
      slots.close();
      throw e;
    }
  }

  /** Its id. */
  public String id() {
    return identity.id();
  }

  /** What it has done. */
  public WorkerMeters meters() {
    return meters;
  }

  /** Time that its slots have spent computing, summed over them. */
  public Duration busy() {
    return slots.busy();
  }

  /** Whether tasks come: it knows the sweeps, and is in the share group of each of its queues. */
  public boolean isReady() {
    return service.isReady();
  }

  /**
   * Whether the threads that take tasks come round. One that hangs renews no lock and takes no
   * task; waiting for brokers or for a long network is not that.
   */
  public boolean isAlive() {
    return service.overdue().compareTo(HUNG) < 0;
  }

  /** Completes when it is closed; fails when it cannot go on, with the reason. */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /** Finishes what can be finished within the grace period, releases the rest, and ends. */
  @Override
  public void close() {
    service.close();
    slots.close();
    log.info(
        "worker_stopped worker={} tasks={} trials={}",
        identity.id(),
        meters.tasksDone(),
        meters.trials());
  }

  private static Backend backend(
      Supplier<Backend> backends, CompletableFuture<Void> withoutBackend) {
    try {
      return backends.get();
    } catch (RuntimeException | Error e) {
      withoutBackend.completeExceptionally(e);
      throw e;
    }
  }

  private static WorkerIdentity identify(WorkerConfig config, Supplier<Backend> backends) {
    String numerics;
    try (Backend backend = backends.get()) {
      numerics = backend.numerics();
    }
    return new WorkerIdentity(
        config.name(),
        WorkerConfig.hostName(),
        ProcessHandle.current().pid(),
        ProcessMeters.version(Worker.class),
        numerics.replaceFirst("-\\d+$", ""), // a profile is named after its backend
        numerics,
        ProcessMeters.jvm(),
        config.slots(),
        config.memoryBytes(),
        Instant.now());
  }
}
