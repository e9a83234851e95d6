package onestep.worker.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One share consumer and its thread: poll a record, wait for a third of its lock, then acknowledge
 * it: with RENEW if it is not settled yet, with its {@link Settlement} if it is. A renewed record
 * comes back from the next poll and is recognised among the {@link Handlings}; the broker hands out
 * nothing new until the record is finally acknowledged.
 *
 * <p>Every acknowledgement is committed at once. If it went with the next poll instead, which is
 * what the consumer's own documentation shows, locks would expire with several workers, and tasks
 * would run twice.
 *
 * <p>A trouble with the broker makes the loop begin again with a new consumer; what it holds goes
 * on meanwhile. Only a failure that no repetition can cure ends it, and is reported.
 */
final class TaskLoop implements TaskLoops.Loop {

  /**
   * A poll that meets the end mark of a transaction comes back empty, and only when this is over
   * (kafka-clients 4.3.1: it asks the broker once a poll). Polls of 20 ms are slower all the same.
   */
  static final Duration POLL = Duration.ofMillis(250);

  private static final Logger log = LoggerFactory.getLogger(TaskLoop.class);
  private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(10);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

  private final Settings settings;
  private final Supplier<? extends ShareConsumer<byte[], byte[]>> consumers;
  private final TaskHandler handler;
  private final Handlings handlings;
  private final WorkerMeters meters;
  private final StopSignal stop;
  private final Consumer<Throwable> onFatal;
  private volatile boolean holding;
  private volatile boolean member;
  private volatile long dueNanos;
  private long lastTask;
  private int failures;

  /**
   * Settings of a loop.
   *
   * @param topic topic of the tasks
   * @param lock how long a task may be held without renewing it, until the broker says so itself
   * @param patience it ends when no task has come for so long
   */
  record Settings(String topic, Duration lock, Duration patience) {}

  TaskLoop(
      Settings settings,
      Supplier<? extends ShareConsumer<byte[], byte[]>> consumers,
      TaskHandler handler,
      Handlings handlings,
      WorkerMeters meters,
      StopSignal stop,
      Consumer<Throwable> onFatal) {
    this.settings = settings;
    this.consumers = consumers;
    this.handler = handler;
    this.handlings = handlings;
    this.meters = meters;
    this.stop = stop;
    this.onFatal = onFatal;
    expect(POLL);
  }

  @Override
  public boolean isHolding() {
    return holding;
  }

  @Override
  public boolean isMember() {
    return member;
  }

  @Override
  public Duration overdue() {
    return Duration.ofNanos(Math.max(0, System.nanoTime() - dueNanos));
  }

  /** Runs until told to stop; what is held then is still finished. */
  @Override
  public void run() {
    lastTask = System.nanoTime();
    try {
      while (!isOver()) {
        try {
          serve();
        } catch (KafkaException | IllegalStateException | OutOfMemoryError e) {
          if (Faults.isFatal(e)) {
            throw e;
          }
          failures++;
          log.warn(
              "consumer_failed failures={} retry_ms={} error={}",
              failures,
              Backoff.after(failures).toMillis(),
              e.toString());
          expect(Backoff.after(failures));
          stop.pause(Backoff.after(failures));
        }
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt(); // the grace period is over
    } catch (RuntimeException | Error e) {
      onFatal.accept(e);
    }
  }

  private boolean isOver() {
    Duration without = Duration.ofNanos(System.nanoTime() - lastTask);
    return stop.isTold() || without.compareTo(settings.patience()) > 0;
  }

  private void serve() throws InterruptedException {
    ShareConsumer<byte[], byte[]> consumer = consumers.get();
    try {
      consumer.subscribe(List.of(settings.topic()));
      while (holding || !isOver()) {
        expect(POLL);
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        failures = 0;
        member = member || Membership.isIn(consumer.metrics());
        holding = !records.isEmpty();
        if (holding) {
          boolean renewed = false;
          for (ConsumerRecord<byte[], byte[]> record : records) {
            renewed |= !settle(consumer, record);
          }
          holding = renewed;
          lastTask = System.nanoTime();
        }
      }
    } finally {
      holding = false;
      member = false;
      consumer.close(CLOSE_PATIENCE);
    }
  }

  /** It is about to wait, and will have come round by then unless something is wrong. */
  private void expect(Duration wait) {
    dueNanos = System.nanoTime() + wait.toNanos();
  }

  /** Acknowledges a delivery; false if it was only renewed. */
  private boolean settle(
      ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record)
      throws InterruptedException {
    RecordId id = RecordId.of(record);
    Optional<Handling> known =
        handlings.of(id).filter(handling -> handling.goOn(TaskHandler.deliveries(record)));
    Handling handling = known.isPresent() ? known.get() : begin(id, record);
    Duration lock =
        consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(settings.lock());
    expect(lock.dividedBy(3));
    Optional<Settlement> settlement = handling.await(lock.dividedBy(3));
    if (settlement.isEmpty()) {
      meters.countRenewal();
      acknowledge(consumer, record, AcknowledgeType.RENEW);
      return false;
    }
    finish(consumer, record, settlement.get());
    return true;
  }

  private Handling begin(RecordId id, ConsumerRecord<byte[], byte[]> record) {
    Handling handling = stop.isTold() ? handler.decline(record) : handler.handle(record);
    handlings.add(id, handling);
    return handling;
  }

  private void finish(
      ShareConsumer<byte[], byte[]> consumer,
      ConsumerRecord<byte[], byte[]> record,
      Settlement settlement)
      throws InterruptedException {
    RecordId id = RecordId.of(record);
    if (settlement == Settlement.RELEASED) {
      handlings.forget(id); // its next delivery may come to another loop at once
    }
    if (acknowledge(consumer, record, settlement.acknowledgement())) {
      handlings.forget(id);
    } else {
      handlings.trim();
    }
    if (settlement == Settlement.RELEASED) {
      // Room for another worker to take what this one could not do.
      stop.pause(Backoff.after(TaskHandler.deliveries(record)));
    }
  }

  /** Tells the broker; false if it refused. */
  private boolean acknowledge(
      ShareConsumer<byte[], byte[]> consumer,
      ConsumerRecord<byte[], byte[]> record,
      AcknowledgeType type) {
    consumer.acknowledge(record, type);
    List<KafkaException> refusals =
        consumer.commitSync(COMMIT_PATIENCE).values().stream().flatMap(Optional::stream).toList();
    for (KafkaException refusal : refusals) {
      meters.countAcknowledgementFailure();
      log.warn(
          "acknowledgement_failed record={} type={} error={}",
          RecordId.of(record),
          type,
          refusal.toString());
    }
    return refusals.isEmpty();
  }
}
