package onestep.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Sweep;
import onestep.contract.record.SweepState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SweepFollowerTest {

  private static final String NAME = Topic.SWEEPS.topicName();
  private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);

  private final MockConsumer<String, Sweep> consumer = new MockConsumer<>("earliest");
  private final SweepStates states = new SweepStates(name -> {});
  private final StopSignal stop = new StopSignal();
  private final List<Throwable> fatal = new ArrayList<>();
  private final SweepFollower follower =
      new SweepFollower(() -> consumer, states, stop, fatal::add);
  private final Thread thread = new Thread(follower);

  @AfterEach
  void end() throws InterruptedException {
    stop.tell();
    thread.join();
  }

  @Test
  void shouldHaveTheLatestStateOnceItHasCaughtUp() throws Exception {
    // Given
    topicWith(
        TestTasks.sweep(1, SweepState.RUNNING),
        TestTasks.sweep(2, SweepState.RUNNING),
        TestTasks.sweep(2, SweepState.CANCELLED));

    // When
    thread.start();
    follower.caughtUp().get(10, TimeUnit.SECONDS);

    // Then
    assertThat(states.wants(TestTasks.SWEEP, 2)).isFalse();
  }

  @Test
  void shouldNotHaveCaughtUpBeforeTheEnd() throws Exception {
    // Given
    topicWith(TestTasks.sweep(1, SweepState.RUNNING));
    consumer.updateEndOffsets(Map.of(PARTITION, 2L));

    // When
    thread.start();
    awaitPolls(2);

    // Then
    assertThat(follower.caughtUp()).isNotDone();
  }

  @Test
  void shouldReportWhatNoRepetitionCures() throws Exception {
    // Given
    topicWith();
    consumer.setPollException(new TopicAuthorizationException("not allowed"));

    // When
    thread.start();
    thread.join();

    // Then
    assertThat(fatal).singleElement().isInstanceOf(KafkaException.class);
  }

  private void topicWith(Sweep... sweeps) {
    consumer.updatePartitions(
        NAME, List.of(new PartitionInfo(NAME, 0, Node.noNode(), new Node[0], new Node[0])));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, (long) sweeps.length));
    consumer.schedulePollTask(
        () -> {
          for (int offset = 0; offset < sweeps.length; offset++) {
            consumer.addRecord(
                new ConsumerRecord<>(NAME, 0, offset, TestTasks.SWEEP, sweeps[offset]));
          }
        });
  }

  /** Returns when the consumer has been polled this many times more. */
  private void awaitPolls(int polls) throws InterruptedException {
    CountDownLatch polled = new CountDownLatch(polls);
    for (int i = 0; i < polls; i++) {
      consumer.schedulePollTask(polled::countDown);
    }
    polled.await();
  }
}
