package onestep.worker.kafka;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import onestep.contract.DaemonThreads;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.SchemaDirectory;
import onestep.contract.kafka.ShareGroups;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.kafka.Topics;
import onestep.contract.record.Sweep;
import onestep.contract.record.Task;
import onestep.worker.slots.Slots;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves tasks from Kafka with the slots of a worker: {@link TaskLoops} for each queue, a {@link
 * SweepFollower} and a {@link WorkerHeartbeat}, each on its thread.
 */
public final class TaskService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TaskService.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  /** How often it is asked whether more loops are needed. */
  private static final Duration LOOK = Duration.ofMillis(250);

  /** Decoding happens in the loop, which must renew its locks: it asks again and again instead. */
  private static final Duration SCHEMA_PATIENCE = Duration.ofSeconds(2);

  /** After the grace period: to tell the broker what was not finished. */
  private static final Duration FAREWELL = Duration.ofSeconds(4);

  private final Settings settings;
  private final TaskConsumers consumers;
  private final KafkaClientMetrics producerMetrics;
  private final KafkaTaskOutput output;
  private final WorkerHeartbeat heartbeat;
  private final WorkerStatus status;
  private final Handlings handlings;
  private final StopSignal stop = new StopSignal();
  private final StopSignal stopFollowing = new StopSignal();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<TaskLoops> queues = new ArrayList<>();
  private final SweepFollower following;
  private final Thread follower;
  private final Thread starter;

  /**
   * How to serve.
   *
   * @param served the queues that tasks are taken from
   * @param mostTasks tasks of each queue held at once, at most
   * @param lock how long a task may be held without renewing it, until the broker says so itself
   * @param grace how long {@link #close} waits for tasks to finish
   */
  public record Settings(
      WorkerIdentity identity,
      List<TaskQueue> served,
      int mostTasks,
      Duration lock,
      Duration grace) {}

  private TaskService(
      KafkaConnection connection, Settings settings, Slots slots, WorkerMeters meters) {
    this.settings = settings;
    Clock clock = Clock.systemUTC();
    SweepStates states = new SweepStates(meters::forget);
    SchemaDirectory schemas = new SchemaDirectory(connection, SCHEMA_PATIENCE);
    following =
        new SweepFollower(
            () -> connection.consumer(Sweep.class, schemas, Map.of()),
            states,
            stopFollowing,
            ended::completeExceptionally);
    handlings = new Handlings(this::heartbeatSoon);
    status = new WorkerStatus(settings.identity(), clock, slots, handlings, meters);
    consumers = new TaskConsumers(connection, meters.registry());
    KafkaProducer<String, SpecificRecord> producer = KafkaTaskOutput.producer(connection);
    producerMetrics = new KafkaClientMetrics(producer);
    producerMetrics.bindTo(meters.registry());
    output = new KafkaTaskOutput(producer, ended::completeExceptionally);
    heartbeat = new WorkerHeartbeat(HEARTBEAT, () -> output.heartbeat(status.now()));
    follower = DaemonThreads.of("sweeps", following);
    starter = DaemonThreads.of("task-loops", this::startLoops);
    AvroDeserializer<Task> tasks = new AvroDeserializer<>(Task.class, schemas);
    try (Admin admin = connection.admin()) {
      for (TaskQueue queue : settings.served()) {
        int limit = ShareGroups.deliveryLimit(admin, queue);
        TaskHandler handler =
            new TaskHandler(
                settings.identity(),
                clock,
                tasks,
                states,
                new AcknowledgementPolicy(limit),
                slots,
                output,
                meters);
        queues.add(loops(queue, handler, slots, meters));
        log.info("tasks_served group={} delivery_limit={}", queue.group(), limit);
      }
    }
  }

  /** Checks are few: one consumer, which leaves those of its own rows to other workers. */
  private TaskLoops loops(TaskQueue queue, TaskHandler handler, Slots slots, WorkerMeters meters) {
    String name = queue.name().toLowerCase(Locale.ROOT);
    return new TaskLoops(
        name,
        queue == TaskQueue.CHECKS ? 1 : settings.mostTasks(),
        number ->
            new TaskLoop(
                new TaskLoop.Settings(
                    queue.topic().topicName(), settings.lock(), TaskLoops.patience(number)),
                () -> consumers.create(queue, settings.identity().id() + "-" + name + "-" + number),
                handler,
                handlings,
                meters,
                stop,
                ended::completeExceptionally),
        slots::waiting);
  }

  /** Starts the loops when the states of the sweeps are known, and more when they are needed. */
  private void startLoops() {
    following.caughtUp().join();
    queues.forEach(TaskLoops::start);
    try {
      while (!stop.pause(LOOK)) {
        queues.forEach(TaskLoops::look);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts to serve; the topics are {@link Topics#ensure ensured} already. */
  public static TaskService start(
      KafkaConnection connection, Settings settings, Slots slots, WorkerMeters meters) {
    TaskService service = new TaskService(connection, settings, slots, meters);
    service.follower.start();
    service.starter.start();
    return service;
  }

  /** Whether tasks come from every queue. */
  public boolean isReady() {
    return !stop.isTold() && queues.stream().allMatch(TaskLoops::isServing);
  }

  /** For how long one of its threads should have come round; zero if all is well. */
  public Duration overdue() {
    return queues.stream()
        .map(TaskLoops::overdue)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** Completes when the service is closed; fails when it cannot go on, with the reason. */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /**
   * Takes nothing new, finishes what can be finished within the grace period and releases the rest.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    log.info(
        "service_stopping tasks={} grace_seconds={}",
        handlings.unsettled().size(),
        settings.grace().toSeconds());
    stop.tell();
    following.caughtUp().complete(null); // loops that wait for it end
    try {
      if (!join(settings.grace())) {
        handlings.cancelAll();
        if (!join(FAREWELL)) {
          queues.forEach(TaskLoops::interrupt);
        }
      }
    } catch (InterruptedException e) {
      queues.forEach(TaskLoops::interrupt);
      Thread.currentThread().interrupt();
    }
    stopFollowing.tell();
    heartbeat.close();
    output.heartbeat(status.stopped());
    producerMetrics.close();
    output.close();
    consumers.close();
    ended.complete(null);
    log.info("service_stopped");
  }

  private void heartbeatSoon() {
    heartbeat.changed();
  }

  private boolean join(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    starter.join(Math.max(1, patience.toMillis()));
    boolean ended = true;
    for (TaskLoops loops : queues) {
      ended &= loops.join(deadline);
    }
    return ended;
  }
}
