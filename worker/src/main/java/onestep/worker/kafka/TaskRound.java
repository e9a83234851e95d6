package onestep.worker.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link TaskLoop} does with what it has polled: wait for a third of the lock, then
 * acknowledge the record: with RENEW if it is not settled yet, with its {@link Settlement} if it
 * is. A renewed record comes back from the next poll and is recognised among the {@link Handlings};
 * the broker hands out nothing new until the record is finally acknowledged.
 *
 * <p>Every acknowledgement is committed at once. If it went with the next poll instead, which is
 * what the consumer's own documentation shows, locks would expire with several workers, and tasks
 * would run twice.
 */
final class TaskRound {

  private static final Logger log = LoggerFactory.getLogger(TaskRound.class);
  private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(10);

  private final Duration defaultLock;
  private final TaskHandler handler;
  private final Handlings handlings;
  private final WorkerMeters meters;
  private final StopSignal stop;
  private final Consumer<Duration> onWait;

  /**
   * How a round ended.
   *
   * @param isHeld whether a record was only renewed
   * @param pause before the next round: room for another worker to take what this one could not do
   */
  record End(boolean isHeld, Duration pause) {

    private static final End RENEWED = new End(true, Duration.ZERO);
    private static final End SETTLED = new End(false, Duration.ZERO);

    private End and(End other) {
      return new End(
          isHeld || other.isHeld, pause.compareTo(other.pause) > 0 ? pause : other.pause);
    }
  }

  /**
   * Rounds of one loop.
   *
   * @param defaultLock how long a record may be held, until the broker says so itself
   * @param onWait told how long it is about to wait
   */
  TaskRound(
      Duration defaultLock,
      TaskHandler handler,
      Handlings handlings,
      WorkerMeters meters,
      StopSignal stop,
      Consumer<Duration> onWait) {
    this.defaultLock = defaultLock;
    this.handler = handler;
    this.handlings = handlings;
    this.meters = meters;
    this.stop = stop;
    this.onWait = onWait;
  }

  /** Acknowledges everything that a consumer has polled. */
  End settle(ShareConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records)
      throws InterruptedException {
    End end = End.SETTLED;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      end = end.and(settle(consumer, record));
    }
    return end;
  }

  private End settle(ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record)
      throws InterruptedException {
    RecordId id = RecordId.of(record);
    Optional<Handling> known =
        handlings.of(id).filter(handling -> handling.goOn(TaskHandler.deliveries(record)));
    Handling handling = known.isPresent() ? known.get() : begin(id, record);
    Duration lock = consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(defaultLock);
    onWait.accept(lock.dividedBy(3));
    Optional<Settlement> settlement = handling.await(lock.dividedBy(3));
    if (settlement.isEmpty()) {
      meters.countRenewal();
      acknowledge(consumer, record, AcknowledgeType.RENEW);
      return End.RENEWED;
    }
    return finish(consumer, record, settlement.get());
  }

  private Handling begin(RecordId id, ConsumerRecord<byte[], byte[]> record) {
    Handling handling = stop.isTold() ? handler.decline(record) : handler.handle(record);
    handlings.add(id, handling);
    return handling;
  }

  private End finish(
      ShareConsumer<byte[], byte[]> consumer,
      ConsumerRecord<byte[], byte[]> record,
      Settlement settlement) {
    RecordId id = RecordId.of(record);
    if (settlement == Settlement.RELEASED) {
      handlings.forget(id); // its next delivery may come to another loop at once
    }
    if (acknowledge(consumer, record, settlement.acknowledgement())) {
      handlings.forget(id);
    } else {
      handlings.trim();
    }
    return settlement == Settlement.RELEASED
        ? new End(false, Backoff.after(TaskHandler.deliveries(record)))
        : End.SETTLED;
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
