package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import onestep.contract.kafka.CellPartitioner;
import onestep.contract.kafka.SchemaDirectory;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.Topics;
import onestep.contract.record.Cell;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A record that comes before its schema. */
class LateSchemaIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int NETWORKS = 20;

  @TempDir private Path directory;

  private final Logger logger = (Logger) LoggerFactory.getLogger(SchemaDirectory.class);
  private final ListAppender<ILoggingEvent> waiting = new ListAppender<>();
  private EmbeddedBroker broker;
  private TestPipeline pipeline;

  @BeforeEach
  void start() {
    logger.setLevel(Level.INFO);
    waiting.start();
    logger.addAppender(waiting);
    broker = EmbeddedBroker.start(directory.resolve("broker"), 0, Map.of());
    pipeline = new TestPipeline(broker.connection(), Topics.Settings.ONE_MACHINE, directory);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(waiting);
    logger.setLevel(null);
    if (pipeline != null) {
      pipeline.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void shouldKeepTheAggregatorWaitingAndCountOnceItsSchemaIsThere() throws Exception {
    // Given a cell of which the next version has results, before it has told anybody its schemas
    Path sweep = writeSweep();
    submit(sweep);
    await().atMost(PATIENCE).until(() -> pipeline.view().sweep("late").isPresent());
    send(NextVersion.bytes(result(cell())));
    await().atMost(PATIENCE).until(() -> !waiting.list.isEmpty());
    assertThat(pipeline.status("late").done()).isZero();

    // When a program of the next version starts
    Path classes = NextVersion.compile(directory.resolve("next"));
    try (Program program =
        Program.Launch.ONESTEP.withClasses(classes).start(directory, "next", submission(sweep))) {
      assertThat(program.await(PATIENCE)).as(program.output()).isZero();
    }

    // Then
    await().atMost(PATIENCE).until(() -> pipeline.isSettled("late"));
    assertThat(pipeline.status("late").done()).isEqualTo(NETWORKS);
    assertThat(pipeline.status("late").dead()).isZero();
  }

  private Path writeSweep() throws IOException {
    return Files.writeString(
        directory.resolve("late.yaml"),
        """
        name: late
        seed: 7
        points: 1
        cells:
          - {depth: 1, width: 10, dimension: 5, networks: %d}
        """
            .formatted(NETWORKS));
  }

  private void submit(Path sweep) {
    SweepPublisher.submit(
        broker.connection(),
        SweepFiles.load(sweep.toString(), Limits.DEFAULT),
        TaskCutter.DEFAULT,
        SubmitListener.NONE);
  }

  private String[] submission(Path sweep) {
    return new String[] {
      "submit", sweep.toString(), "--bootstrap-servers", broker.connection().bootstrapServers()
    };
  }

  private Cell cell() {
    return pipeline.records(Cell.class, Topic.CELLS).get(0).value();
  }

  private static Result result(Cell cell) {
    return Result.newBuilder()
        .setCell(cell.getDefinition().getCell())
        .setSweep(cell.getSweep())
        .setEpoch(cell.getEpoch())
        .setRows(IntStream.range(0, NETWORKS).mapToObj(LateSchemaIT::row).toList())
        .setWorker("worker")
        .setSeconds(1)
        .setCompletedAt(Instant.EPOCH)
        .build();
  }

  private static NetworkRow row(int network) {
    return NetworkRow.newBuilder()
        .setNetwork(network)
        .setValues(List.of(1.0))
        .setGradientNorms(List.of(2.0))
        .setOutcomes(ByteBuffer.wrap(new byte[] {1}))
        .setSteps(List.of(0.25))
        .build();
  }

  private void send(byte[] result) throws ExecutionException, InterruptedException {
    Map<String, Object> settings =
        broker
            .connection()
            .with(Map.of(ProducerConfig.PARTITIONER_CLASS_CONFIG, CellPartitioner.class.getName()));
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      String cell = cell().getDefinition().getCell();
      producer.send(new ProducerRecord<>(Topic.RESULTS.topicName(), cell, result)).get();
    }
  }
}
