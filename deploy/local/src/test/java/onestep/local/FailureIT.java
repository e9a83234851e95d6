package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.cell.CellSpec;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.ShareGroups;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.Topics;
import onestep.contract.record.DeadLetter;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepControl;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong ends as a dead letter and stops nothing: a sweep with tasks that throw, kill
 * their worker, never end or have too large a result, amid records that nothing can decode on every
 * topic.
 */
class FailureIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final TaskCutter CUTTER = new TaskCutter(Duration.ofMillis(200));
  private static final int TOO_LARGE = 104;
  private static final int DELIVERIES = 2;
  private static final String POISON = "poison";
  private static final long GOOD_NETWORKS = 16;
  private static final int BAD_NETWORKS = 4 * 2;

  @TempDir private Path directory;

  private EmbeddedBroker broker;
  private KafkaConnection connection;
  private TestPipeline pipeline;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(directory.resolve("broker"), 0, Map.of());
    connection = broker.connection();
    pipeline = new TestPipeline(connection, Topics.Settings.ONE_MACHINE, directory);
    limit();
  }

  /** Two deliveries of a task, and results of at most 100 kB. */
  private void limit() throws Exception {
    try (Admin admin = connection.admin()) {
      for (TaskQueue queue : TaskQueue.values()) {
        set(
            admin,
            new ConfigResource(ConfigResource.Type.GROUP, queue.group()),
            new ConfigEntry("share.delivery.count.limit", Integer.toString(DELIVERIES)));
        await().until(() -> ShareGroups.deliveryLimit(admin, queue) == DELIVERIES);
      }
      set(
          admin,
          new ConfigResource(ConfigResource.Type.TOPIC, Topic.RESULTS.topicName()),
          new ConfigEntry("max.message.bytes", "100000"));
    }
  }

  private static void set(Admin admin, ConfigResource of, ConfigEntry entry) throws Exception {
    AlterConfigOp set = new AlterConfigOp(entry, AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(of, List.of(set))).all().get();
  }

  @AfterEach
  void stop() {
    if (pipeline != null) {
      pipeline.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void shouldGiveUpWhatFailsAndNothingElseAndRebuildTheSameBytesFromTheLog() throws Exception {
    poison();
    submit();
    pipeline.startWorker(TreacherousWorker.class);
    int[] ended = new int[1];
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              ended[0] += pipeline.replaceEndedWorkers(TreacherousWorker.class);
              return pipeline.isSettled("failing");
            });

    SweepStatus status = pipeline.status("failing");
    assertThat(status.done()).isEqualTo(GOOD_NETWORKS);
    assertThat(status.dead()).isEqualTo(BAD_NETWORKS);
    assertThat(ended[0]).as("workers killed").isEqualTo(DELIVERIES);
    checkDeadLetters();

    pipeline.closeWorkers();
    pipeline.startWorker();
    try (SweepControl control = SweepControl.open(connection, "failing")) {
      control.retry(CUTTER);
    }
    await().atMost(PATIENCE).until(() -> pipeline.isSettled("failing"));
    assertThat(pipeline.status("failing").dead()).as("still too large").isEqualTo(2);
    assertThat(pipeline.status("failing").done()).isEqualTo(GOOD_NETWORKS + BAD_NETWORKS - 2);

    rebuild(Topic.STATISTICS, Topic.PROGRESS);
  }

  /** Records that nothing can decode, on every topic that anything reads. */
  private void poison() throws IOException {
    byte[] text = "not a record".getBytes(StandardCharsets.UTF_8);
    byte[] truncated = Arrays.copyOf(DeadLetter.getEncoder().encode(letter()).array(), 11);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            connection.with(Map.of()), new StringSerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (Topic topic : Topic.values()) {
        for (byte[] value : List.of(text, truncated, new byte[0])) {
          sent.add(producer.send(new ProducerRecord<>(topic.topicName(), POISON, value)));
        }
      }
      sent.add(producer.send(new ProducerRecord<>(Topic.TASKS.topicName(), null, null)));
      for (Future<RecordMetadata> each : sent) {
        await().until(each::isDone);
      }
    }
  }

  private static DeadLetter letter() {
    return DeadLetter.newBuilder()
        .setTask("task")
        .setSweep("sweep")
        .setEpoch(1)
        .setCell("cell")
        .setFirst(0)
        .setCount(1)
        .setError("error")
        .setAttempts(1)
        .setWorker("worker")
        .setAt(Instant.EPOCH)
        .build();
  }

  private void submit() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("failing.yaml"),
            """
            name: failing
            seed: 7
            networks: 2
            cells:
              - {depth: [1, 3], width: [10, 20], dimension: [5, 20]}
              - {depth: 1, width: [%d, %d, %d], dimension: 5}
              - {depth: 1, width: %d, dimension: 5, points: 9000}
            """
                .formatted(
                    TreacherousWorker.THROWS,
                    TreacherousWorker.KILLS,
                    TreacherousWorker.NEVER_ENDS,
                    TOO_LARGE));
    SweepPublisher.submit(
        connection, SweepFiles.load(file.toString(), Limits.DEFAULT), CUTTER, SubmitListener.NONE);
  }

  private void checkDeadLetters() {
    List<DeadLetter> letters = pipeline.view().deadLetters("failing");
    assertThat(letters).allSatisfy(letter -> assertThat(letter.getWorker()).startsWith("worker-"));
    assertThat(letters.stream().mapToInt(DeadLetter::getCount).sum()).isEqualTo(BAD_NETWORKS);
    assertThat(letters)
        .as("one task of each cell")
        .extracting(letter -> letter.getAttempts() + " " + letter.getError())
        .satisfiesExactlyInAnyOrder(
            error ->
                assertThat(error)
                    .startsWith(DELIVERIES + " java.lang.IllegalStateException: made to"),
            error ->
                assertThat(error)
                    .startsWith(DELIVERIES + " the last of 2 deliveries did not come back"),
            error ->
                assertThat(error)
                    .startsWith("1 ")
                    .contains("takes longer than the time limit of PT5S"),
            error -> assertThat(error).startsWith("1 ").contains("RecordTooLargeException"));
    assertThat(pipeline.view().deadLetters(""))
        .as("records of the task topics that nothing can decode")
        .hasSize(3 * TaskQueue.of(CellSpec.CPU_NUMERICS).size() + 1)
        .allSatisfy(letter -> assertThat(letter.getError()).contains("(record onestep."));
  }

  /** One command forgets the aggregate and counts the log anew: the same bytes in these topics. */
  private void rebuild(Topic... topics) {
    pipeline.closeAggregator();
    Map<Topic, Map<String, String>> before = new EnumMap<>(Topic.class);
    Map<Topic, Map<TopicPartition, Long>> ends = new EnumMap<>(Topic.class);
    for (Topic topic : topics) {
      before.put(topic, last(topic, Map.of()));
      ends.put(topic, pipeline.ends(topic));
    }
    assertThat(before.get(Topic.STATISTICS)).hasSize(8 + 4);
    assertThat(before.get(Topic.PROGRESS)).containsOnlyKeys("failing");
    try (Program aggregator =
        Program.start(
            directory,
            "aggregator",
            "aggregator",
            "--rebuild",
            "--state-store=rocksdb",
            "--web-address=127.0.0.1:0",
            "--bootstrap-servers=" + connection.bootstrapServers())) {
      for (Topic topic : topics) {
        await()
            .atMost(PATIENCE)
            .failFast("the aggregator has ended", () -> !aggregator.isAlive())
            .untilAsserted(
                () -> assertThat(last(topic, ends.get(topic))).isEqualTo(before.get(topic)));
      }
    }
  }

  /** The last value of every key, in hexadecimal, of the records from these offsets on. */
  private Map<String, String> last(Topic topic, Map<TopicPartition, Long> from) {
    Map<String, String> values = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> message : pipeline.records(topic)) {
      TopicPartition partition = new TopicPartition(message.topic(), message.partition());
      if (message.offset() >= from.getOrDefault(partition, 0L) && !message.key().equals(POISON)) {
        values.put(message.key(), HexFormat.of().formatHex(message.value()));
      }
    }
    return values;
  }
}
