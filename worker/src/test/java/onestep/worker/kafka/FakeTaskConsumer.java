package onestep.worker.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidRecordStateException;

/**
 * One partition of a share group with one member: hands out one record at a time, gives a renewed
 * record back from the next poll, delivers a released one again, and drops it at the limit. When it
 * has nothing left it tells the loop to stop.
 */
final class FakeTaskConsumer extends MockShareConsumer<byte[], byte[]> {

  private final int deliveryLimit;
  private final Events events;
  private final StopSignal stop;
  private final Queue<ConsumerRecord<byte[], byte[]>> available = new ArrayDeque<>();
  private final Map<AcknowledgeType, Integer> refusals = new HashMap<>();
  private final Queue<RuntimeException> troubles = new ArrayDeque<>();
  private ConsumerRecord<byte[], byte[]> acquired;
  private AcknowledgeType acknowledgement;
  private boolean open;
  private double rebalances;
  private Consumer<String> onEvent = event -> {};

  /** So long that nothing is renewed that goes on by itself. */
  private Duration lock = Duration.ofMinutes(1);

  FakeTaskConsumer(int deliveryLimit, Events events, StopSignal stop) {
    this.deliveryLimit = deliveryLimit;
    this.events = events;
    this.stop = stop;
  }

  void add(long offset, byte[] value, int deliveries) {
    available.add(TestTasks.record(offset, value, deliveries));
  }

  /** The next acknowledgement of this type is refused, and its lock is lost. */
  void refuse(AcknowledgeType type) {
    refusals.merge(type, 1, Integer::sum);
  }

  /** The next poll fails. */
  void fail(RuntimeException trouble) {
    troubles.add(trouble);
  }

  /** The loop waits for a third of it before it renews. */
  void lock(Duration duration) {
    lock = duration;
  }

  /** The loop is not told to stop when there is nothing left. */
  void keepOpen() {
    open = true;
  }

  /** It has been given partitions. */
  void join() {
    rebalances = 1;
  }

  @Override
  public synchronized Map<MetricName, ? extends Metric> metrics() {
    Metric metric = new StandInMetric(new MetricName("rebalance-total", "", "", Map.of()));
    return Map.of(metric.metricName(), metric);
  }

  private final class StandInMetric implements Metric {
    private final MetricName name;

    StandInMetric(MetricName name) {
      this.name = name;
    }

    @Override
    public MetricName metricName() {
      return name;
    }

    @Override
    public Object metricValue() {
      return rebalances;
    }
  }

  /** Called after each acknowledgement, with its event. */
  void onEvent(Consumer<String> listener) {
    this.onEvent = listener;
  }

  @Override
  public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    if (acquired != null && acknowledgement == null) {
      throw new IllegalStateException("a record was not acknowledged");
    }
    if (!troubles.isEmpty()) {
      throw troubles.remove();
    }
    if (acquired == null) {
      acquired = available.poll();
    }
    acknowledgement = null;
    if (acquired == null) {
      if (!open) {
        stop.tell();
      }
      return ConsumerRecords.empty();
    }
    return new ConsumerRecords<>(
        Map.of(new TopicPartition(TestTasks.TOPIC, 0), List.of(acquired)), Map.of());
  }

  @Override
  public synchronized void acknowledge(
      ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
    if (acquired == null || record.offset() != acquired.offset()) {
      throw new IllegalStateException("the record is not acquired");
    }
    acknowledgement = type;
  }

  @Override
  public synchronized Map<TopicIdPartition, Optional<KafkaException>> commitSync(Duration timeout) {
    TopicIdPartition partition = new TopicIdPartition(Uuid.ONE_UUID, 0, TestTasks.TOPIC);
    if (acknowledgement == null) {
      return Map.of();
    }
    if (refusals.merge(acknowledgement, -1, Integer::sum) >= 0) {
      tell(acknowledgement.name() + " refused");
      redeliver();
      return Map.of(partition, Optional.of(new InvalidRecordStateException("lock lost")));
    }
    tell(acknowledgement.name() + " " + acquired.offset());
    switch (acknowledgement) {
      case RENEW -> {}
      case RELEASE -> redeliver();
      case ACCEPT, REJECT -> acquired = null;
    }
    return Map.of(partition, Optional.empty());
  }

  private void tell(String event) {
    events.add(event);
    onEvent.accept(event);
  }

  private void redeliver() {
    int deliveries = acquired.deliveryCount().orElseThrow();
    if (deliveries < deliveryLimit) {
      add(acquired.offset(), acquired.value(), deliveries + 1);
    } else {
      events.add("dropped " + acquired.offset());
    }
    acquired = null;
  }

  @Override
  public Optional<Integer> acquisitionLockTimeoutMs() {
    return Optional.of((int) lock.toMillis());
  }

  /** Closing a session gives back what it holds. */
  @Override
  public synchronized void close(Duration timeout) {
    if (acquired != null) {
      redeliver();
    }
    acknowledgement = null;
  }
}
