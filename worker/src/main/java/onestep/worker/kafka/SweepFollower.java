package onestep.worker.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import onestep.contract.kafka.Poll;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Sweep;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the sweeps topic from its beginning, for as long as the worker runs. */
final class SweepFollower implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(SweepFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

  private final Supplier<? extends Consumer<String, Sweep>> consumers;
  private final SweepStates states;
  private final StopSignal stop;
  private final java.util.function.Consumer<Throwable> onFatal;
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private int failures;

  SweepFollower(
      Supplier<? extends Consumer<String, Sweep>> consumers,
      SweepStates states,
      StopSignal stop,
      java.util.function.Consumer<Throwable> onFatal) {
    this.consumers = consumers;
    this.states = states;
    this.stop = stop;
    this.onFatal = onFatal;
  }

  /** Completes when everything has been read that was there at the start. */
  CompletableFuture<Void> caughtUp() {
    return caughtUp;
  }

  @Override
  public void run() {
    try {
      while (!stop.isTold()) {
        try {
          follow();
        } catch (KafkaException e) {
          if (Faults.isFatal(e)) {
            throw e;
          }
          failures++;
          log.warn("sweeps_unreadable failures={} error={}", failures, e.toString());
          stop.pause(Backoff.after(failures));
        }
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt(); // told to end
    } catch (RuntimeException | Error e) {
      onFatal.accept(e);
    }
  }

  private void follow() throws InterruptedException {
    Consumer<String, Sweep> consumer = consumers.get();
    try {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Set<TopicPartition> behind = new HashSet<>(partitions);
      while (!stop.isTold()) {
        read(consumer);
        if (!behind.isEmpty()) {
          behind.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
          if (behind.isEmpty()) {
            failures = 0;
            caughtUp.complete(null);
          }
        }
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
    }
  }

  private List<TopicPartition> partitions(Consumer<String, Sweep> consumer)
      throws InterruptedException {
    String topic = Topic.SWEEPS.topicName();
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    while (found.isEmpty() && !stop.pause(Backoff.after(++failures))) {
      log.warn("topic_missing topic={}", topic);
      found = consumer.partitionsFor(topic);
    }
    return found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  private void read(Consumer<String, Sweep> consumer) {
    for (ConsumerRecord<String, Sweep> record : Poll.readable(consumer, POLL)) {
      states.update(record.key(), record.value());
    }
  }
}
