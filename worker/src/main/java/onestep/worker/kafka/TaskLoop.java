package onestep.worker.kafka;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One share consumer and its thread: poll a record, and settle it in a {@link TaskRound}.
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
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

  private final Settings settings;
  private final Supplier<? extends ShareConsumer<byte[], byte[]>> consumers;
  private final TaskRound round;
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
    this.round = new TaskRound(settings.lock(), handler, handlings, meters, stop, this::expect);
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
          TaskRound.End end = round.settle(consumer, records);
          stop.pause(end.pause());
          holding = end.isHeld();
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
}
