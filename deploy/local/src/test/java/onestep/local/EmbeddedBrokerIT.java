package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.SchemaDirectory;
import onestep.contract.kafka.ShareGroups;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.Topics;
import onestep.contract.kafka.UnknownSchemaException;
import onestep.contract.record.Progress;
import onestep.contract.record.SweepState;
import onestep.contract.record.Task;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddedBrokerIT {

  private static final Topics.Settings SETTINGS =
      new Topics.Settings(1, (short) 1, Duration.ofSeconds(30));

  private static final long TASK = SchemaNormalization.parsingFingerprint64(Task.getClassSchema());

  @TempDir private Path directory;

  @Test
  void shouldKeepItsRecordsWhenStartedAgainOnAnotherPort() throws Exception {
    // Given
    Progress written = progress();
    String first;
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0, Map.of())) {
      first = broker.connection().bootstrapServers();
      Topics.ensure(broker.connection(), SETTINGS);
      try (KafkaProducer<String, Progress> producer = broker.connection().producer(Map.of())) {
        producer.send(new ProducerRecord<>(Topic.PROGRESS.topicName(), "sweep", written)).get();
      }
    }

    // When
    try (EmbeddedBroker again = EmbeddedBroker.start(directory, 0, Map.of())) {
      // Then
      assertThat(again.connection().bootstrapServers()).isNotEqualTo(first);
      assertThat(read(again.connection())).isEqualTo(written);
    }
  }

  @ParameterizedTest
  @EnumSource(TaskQueue.class)
  void shouldLetTheGroupOfAQueueDeliverATaskManyTimes(TaskQueue queue) {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0, Map.of())) {
      Topics.ensure(broker.connection(), SETTINGS);

      try (Admin admin = broker.connection().admin()) {
        // The broker answers from its copy of the metadata, which follows a moment later.
        Awaitility.await()
            .untilAsserted(() -> assertThat(ShareGroups.deliveryLimit(admin, queue)).isEqualTo(25));
      }
    }
  }

  @Test
  void shouldRefuseAPortInUse() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedBroker.start(directory, other.getLocalPort(), Map.of()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("--port: port " + other.getLocalPort() + " is in use");
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void shouldTakeARecordForABadOneIfNobodyPublishesItsSchema() {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0, Map.of())) {
      // Given
      Topics.ensure(broker.connection(), SETTINGS);
      // A broker that has just started may take a second for the first answer.
      SchemaDirectory schemas =
          new SchemaDirectory(broker.connection(), Duration.ofMillis(100), Duration.ofSeconds(4));

      // When
      assertThatThrownBy(() -> schemas.findByFingerprint(17))
          .isInstanceOf(UnknownSchemaException.class);

      // Then
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> schemas.findByFingerprint(17))
                      .isExactlyInstanceOf(SerializationException.class)
                      .hasMessageContaining("0000000000000011"));
      assertThat(schemas.findByFingerprint(TASK)).isEqualTo(Task.getClassSchema());
    }
  }

  private static Progress read(KafkaConnection connection) {
    TopicPartition partition = new TopicPartition(Topic.PROGRESS.topicName(), 0);
    try (KafkaConsumer<String, Progress> consumer =
        connection.consumer(Progress.class, connection.schemas(), Map.of())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      return Awaitility.await()
          .until(() -> consumer.poll(Duration.ofSeconds(1)), records -> !records.isEmpty())
          .iterator()
          .next()
          .value();
    }
  }

  private static Progress progress() {
    return Progress.newBuilder()
        .setSweep("sweep")
        .setEpoch(1)
        .setState(SweepState.RUNNING)
        .setCells(1)
        .setCompleteCells(0)
        .setWanted(2)
        .setPublished(2)
        .setDone(1)
        .setDead(0)
        .setTrials(1)
        .setSeconds(0.5)
        .setUpdatedAt(Instant.ofEpochMilli(1))
        .build();
  }
}
