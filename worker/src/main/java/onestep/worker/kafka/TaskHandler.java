package onestep.worker.kafka;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkRange;
import onestep.contract.kafka.UnknownSchemaException;
import onestep.contract.record.Check;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Task;
import onestep.worker.slots.Computation;
import onestep.worker.slots.Computations;
import onestep.worker.slots.Computed;
import onestep.worker.slots.NoLongerWantedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a delivery from its bytes to its settlement: decodes it, skips what nobody wants, computes,
 * publishes the rows, and writes a dead letter where the {@link AcknowledgementPolicy} gives up. Of
 * a {@link RowCheck} it publishes how the rows compare, and never writes a letter: its networks are
 * in.
 *
 * <p>Nothing here waits: a handling goes on by itself while its loop renews the lock.
 */
final class TaskHandler {

  private static final Logger log = LoggerFactory.getLogger(TaskHandler.class);
  private static final Duration LETTER_RETRY = Duration.ofSeconds(5);
  private static final Duration SCHEMA_RETRY = Duration.ofSeconds(1);

  private final WorkerIdentity worker;
  private final Clock clock;
  private final Deserializer<Task> deserializer;
  private final SweepStates sweeps;
  private final AcknowledgementPolicy policy;
  private final Computations slots;
  private final TaskOutput output;
  private final WorkerMeters meters;
  private final DeadLetters letters;
  private final OwnChecks ownChecks;

  TaskHandler(
      WorkerIdentity worker,
      Clock clock,
      Deserializer<Task> deserializer,
      SweepStates sweeps,
      AcknowledgementPolicy policy,
      Computations slots,
      TaskOutput output,
      WorkerMeters meters) {
    this.worker = worker;
    this.clock = clock;
    this.deserializer = deserializer;
    this.sweeps = sweeps;
    this.policy = policy;
    this.slots = slots;
    this.output = output;
    this.meters = meters;
    this.letters = new DeadLetters(worker.id(), clock);
    this.ownChecks = new OwnChecks(clock);
  }

  /** Begins to handle a delivery. */
  Handling handle(ConsumerRecord<byte[], byte[]> record) {
    Delivery delivery = new Delivery(record);
    return delivery.begin(delivery::settlement);
  }

  /**
   * Hands a delivery back without running it. The broker drops what is handed back on its last
   * permitted delivery, so that is given up.
   */
  Handling decline(ConsumerRecord<byte[], byte[]> record) {
    Delivery delivery = new Delivery(record);
    return delivery.begin(delivery::declined);
  }

  /** Deliveries of a record so far. */
  static int deliveries(ConsumerRecord<?, ?> record) {
    return record.deliveryCount().map(Short::intValue).orElse(1);
  }

  private Task decode(ConsumerRecord<byte[], byte[]> record) {
    Task task = deserializer.deserialize(record.topic(), record.value());
    if (task == null) {
      throw new MalformedTaskException("a task record without a value", null);
    }
    return task;
  }

  private void checkNumerics(Assignment assignment) {
    String numerics = assignment.cell().numerics();
    if (!numerics.equals(worker.numerics())) {
      throw new UnsuitableWorkerException(
          "the task needs numerics " + numerics + ", this worker has " + worker.numerics());
    }
  }

  private void checkMemory(long bytesPerNetwork) {
    if (!slots.fits(bytesPerNetwork)) {
      throw new UnsuitableWorkerException(
          "a network needs "
              + bytesPerNetwork
              + " bytes, worker.memory is "
              + worker.memoryBytes()
              + "; start a worker with more --memory or plan with a smaller --task-memory");
    }
  }

  /** One delivery on its way. */
  private final class Delivery {

    private final ConsumerRecord<byte[], byte[]> record;
    private volatile int deliveries;
    private volatile Task task;
    private volatile boolean cancelled;
    private final List<Computation> computations = new CopyOnWriteArrayList<>();

    Delivery(ConsumerRecord<byte[], byte[]> record) {
      this.record = record;
      this.deliveries = TaskHandler.deliveries(record);
    }

    Handling begin(Supplier<CompletableFuture<Settlement>> way) {
      CompletableFuture<Settlement> begun = way.get(); // reads the task
      meters.countBegun(task == null ? "" : task.getSweep(), deliveries > 1);
      CompletableFuture<Settlement> settlement =
          begun.thenApply(
              end -> {
                meters.countSettled(end);
                return end;
              });
      String id = task == null ? RecordId.of(record).toString() : DeadLetters.taskId(task);
      return new Handling(id, deliveries, settlement, this::cancel, this::redelivered);
    }

    private CompletableFuture<Settlement> settlement() {
      try {
        task = decode(record);
        if (!isWanted()) {
          return CompletableFuture.completedFuture(Settlement.SKIPPED);
        }
        Assignment assignment = Assignment.of(task);
        if (isCheck()) {
          return check(assignment);
        }
        checkNumerics(assignment);
        checkMemory(assignment.bytesPerNetwork());
        return run(assignment);
      } catch (UnknownSchemaException e) {
        return awaitSchema(e);
      } catch (RuntimeException e) {
        return failed(e);
      }
    }

    /** The task may be a good one: it is held, and its lock renewed, until its schema comes. */
    private CompletableFuture<Settlement> awaitSchema(UnknownSchemaException reason) {
      log.warn(
          "task_waits_for_schema record={} reason=\"{}\"",
          RecordId.of(record),
          reason.getMessage());
      return later(SCHEMA_RETRY)
          .thenCompose(
              nothing ->
                  cancelled
                      ? failed(new CancellationException("stopped, waiting for a schema"))
                      : settlement());
    }

    private CompletableFuture<Settlement> declined() {
      if (!policy.isLast(deliveries)) {
        return CompletableFuture.completedFuture(Settlement.RELEASED);
      }
      try {
        task = decode(record);
        if (!isWanted()) {
          return CompletableFuture.completedFuture(Settlement.SKIPPED);
        }
      } catch (RuntimeException e) {
        return failed(e);
      }
      return failed(new IllegalStateException("the worker was stopping on the last delivery"));
    }

    /** The lock was lost and this worker has been given the task again. */
    private void redelivered(int now) {
      deliveries = now;
      if (policy.isLast(now) && task != null && !isCheck()) {
        CompletableFuture<Void> unused = announceDeath();
      }
    }

    private boolean isWanted() {
      return sweeps.wants(task.getSweep(), task.getEpoch());
    }

    private boolean isCheck() {
      return task != null && RowCheck.is(task);
    }

    private CompletableFuture<Settlement> run(Assignment assignment) {
      return announceDeath()
          .thenCompose(
              announced ->
                  compute(assignment.cell(), assignment.range(), assignment.bytesPerNetwork()))
          .thenCompose(computed -> publish(assignment, computed))
          .thenApply(
              elapsed -> {
                meters.countDone(assignment, elapsed);
                return Settlement.DONE;
              })
          .exceptionallyCompose(this::failed);
    }

    private CompletableFuture<Void> announceDeath() {
      return policy.isLast(deliveries)
          ? write(letter("the last of " + deliveries + " deliveries did not come back"))
          : CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Computed> compute(
        CellSpec cell, NetworkRange range, long bytesPerNetwork) {
      Computation submitted = slots.submit(cell, range, bytesPerNetwork, this::isWanted);
      computations.add(submitted);
      if (cancelled) {
        submitted.cancel();
      }
      return submitted.result();
    }

    private CompletableFuture<Settlement> check(Assignment assignment) {
      if (task.getComputedBy().equals(worker.id())) {
        return CompletableFuture.completedFuture(ofOwn());
      }
      RowCheck check = RowCheck.of(assignment, worker.numerics());
      checkMemory(check.bytesPerNetwork());
      long start = System.nanoTime();
      return check
          .run(range -> compute(check.cell(), range, check.bytesPerNetwork()))
          .thenCompose(compared -> publish(check, compared, (System.nanoTime() - start) / 1e9))
          .exceptionallyCompose(this::failed);
    }

    private CompletableFuture<Settlement> publish(RowCheck check, Check compared, double seconds) {
      return output
          .results(List.of(check.result(compared, worker.id(), seconds, clock.instant())))
          .thenApply(
              published -> {
                meters.countChecked(compared.getSame().size(), compared.getDifferent().size());
                return Settlement.DONE;
              });
    }

    /** The end of a check of this worker's own rows, which another one shall do. */
    private Settlement ofOwn() {
      if (!policy.isLast(deliveries) && ownChecks.isForAnother(deliveries)) {
        return Settlement.RELEASED;
      }
      log.info(
          "check_passed_over record={} networks={} reason=\"no other worker took it\"",
          RecordId.of(record),
          task.getExpected().size());
      return Settlement.SKIPPED;
    }

    /** Publishes the rows, and tells how long it took to compute them. */
    private CompletableFuture<Duration> publish(Assignment assignment, Computed computed) {
      return output
          .results(ResultRecords.of(assignment, computed, worker.id(), clock.instant()))
          .thenApply(published -> computed.elapsed());
    }

    private CompletableFuture<Settlement> failed(Throwable wrapped) {
      Throwable failure = AcknowledgementPolicy.cause(wrapped);
      Settlement end = afterFailure(failure);
      if (failure instanceof NoLongerWantedException || failure instanceof CancellationException) {
        log.info(
            "task_given_back record={} settlement={} reason={}",
            RecordId.of(record),
            end,
            failure.getMessage());
        return CompletableFuture.completedFuture(end);
      }
      meters.countFailure();
      log.warn(
          "task_failed record={} delivery={} settlement={} error={}",
          RecordId.of(record),
          deliveries,
          end,
          failure.toString());
      log.debug("task_failed_at record={}", RecordId.of(record), failure);
      return end == Settlement.DEAD
          ? write(letter(failure.toString()))
              .handle((written, e) -> e == null ? Settlement.DEAD : Settlement.RELEASED)
          : CompletableFuture.completedFuture(end);
    }

    private Settlement afterFailure(Throwable failure) {
      Settlement end = policy.afterFailure(failure, deliveries);
      return end == Settlement.DEAD && isCheck() ? Settlement.SKIPPED : end;
    }

    private DeadLetter letter(String error) {
      return letters.of(record, task, error, deliveries);
    }

    /** Writes a letter, however long it takes: the broker itself keeps no trace of the dead. */
    private CompletableFuture<Void> write(DeadLetter letter) {
      return output
          .deadLetter(letter)
          .exceptionallyCompose(
              failure -> {
                log.error(
                    "dead_letter_failed task={} retry_seconds={} error={}",
                    letter.getTask(),
                    LETTER_RETRY.toSeconds(),
                    AcknowledgementPolicy.cause(failure).toString());
                return cancelled
                    ? CompletableFuture.failedFuture(failure)
                    : later(LETTER_RETRY).thenCompose(nothing -> write(letter));
              });
    }

    private CompletableFuture<Void> later(Duration pause) {
      Executor delayed = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
      return CompletableFuture.runAsync(() -> {}, delayed);
    }

    private void cancel() {
      cancelled = true;
      computations.forEach(Computation::cancel);
    }
  }
}
