package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import onestep.aggregator.export.ResultFolder;
import onestep.aggregator.topology.AggregatorTopology;
import onestep.aggregator.view.StatisticsView;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.Topics;
import onestep.contract.kafka.WrittenSchemas;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rolling upgrades in the middle of a sweep, with processes of this version and of one whose
 * records are the {@link NextVersion}'s: whatever the order, the statistics are those of a run of
 * one version. The sweep grows in stages, so that there is work to do whenever something is
 * replaced, on a machine of any speed.
 */
class UpgradeIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SWEEP = "upgraded";

  private static final Duration TASK = Duration.ofMillis(50);
  private static final int CELLS = 9;
  private static final int NETWORKS_OF_A_STAGE = 20;
  private static final int STAGES = 3;

  @TempDir private static Path home;

  private static Path nextClasses;
  private static Path undisturbed;

  @TempDir private Path directory;

  private final List<Program> programs = new ArrayList<>();
  private EmbeddedBroker broker;
  private KafkaConnection connection;
  private StatisticsView view;

  private enum Version {
    OLD,
    NEW
  }

  @BeforeAll
  static void prepare() throws IOException {
    nextClasses = NextVersion.compile(home.resolve("next"));
    undisturbed = home.resolve("undisturbed/cells.csv");
    int exitCode =
        OnestepCli.execute(
            "run",
            writeSweep(home, STAGES).toString(),
            "--data",
            home.resolve("data").toString(),
            "--results",
            undisturbed.getParent().toString());
    assertThat(exitCode).isZero();
  }

  /** A cluster that has worked with this version before. */
  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(directory.resolve("broker"), 0, Map.of());
    connection = broker.connection();
    Topics.ensure(connection, Topics.Settings.ONE_MACHINE);
    view = StatisticsView.open(connection);
  }

  @AfterEach
  void stop() {
    programs.forEach(Program::close);
    if (view != null) {
      view.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void shouldUpgradeWorkersFirstAndThenTheAggregatorBesideTheOldOne() throws Exception {
    // Given a sweep that this version has begun
    Program oldAggregator = startAggregator(Version.OLD, "blue");
    Program oldWorker = startWorker(Version.OLD, "old");
    submit(1, Version.OLD);
    startWorker(Version.NEW, "new");
    await().atMost(PATIENCE).until(() -> hasWorker("new"));
    awaitTheEndOf(1);

    // When its next stages are worked on while everything is upgraded
    submit(2, Version.OLD);
    awaitRecordOf(Topic.RESULTS, Version.NEW);
    end(oldWorker);
    startAggregator(Version.NEW, "green");
    await().atMost(PATIENCE).until(() -> aggregators() == 2);
    awaitTheEndOf(2);
    submit(3, Version.NEW);
    awaitRecordOf(Topic.STATISTICS, Version.NEW);
    end(oldAggregator);
    awaitTheEndOf(3);

    // Then
    assertThat(versions(Topic.RESULTS)).containsExactlyInAnyOrder(Version.values());
    assertThat(versions(Topic.STATISTICS)).containsExactlyInAnyOrder(Version.values());
    checkNothingWasLost();
  }

  @Test
  void shouldUpgradeTheAggregatorFirstAndTakeEverythingBack() throws Exception {
    // Given a sweep that the next version has begun, with a worker of this one
    Program newAggregator = startAggregator(Version.NEW, "aggregator");
    startWorker(Version.OLD, "old");
    submit(1, Version.NEW);
    awaitRecordOf(Topic.RESULTS, Version.OLD);
    Program newWorker = startWorker(Version.NEW, "new");
    await().atMost(PATIENCE).until(() -> hasWorker("new"));
    awaitTheEndOf(1);
    assertThat(versions(Topic.STATISTICS)).containsExactly(Version.NEW);

    // When its next stages are worked on while everything is taken back
    submit(2, Version.OLD);
    awaitRecordOf(Topic.RESULTS, Version.NEW);
    end(newAggregator);
    end(newWorker);
    startAggregator(Version.OLD, "aggregator");
    awaitTheEndOf(2);
    submit(3, Version.OLD);
    awaitTheEndOf(3);

    // Then
    assertThat(versions(Topic.RESULTS)).containsExactlyInAnyOrder(Version.values());
    assertThat(versions(Topic.STATISTICS)).containsExactlyInAnyOrder(Version.values());
    checkNothingWasLost();
  }

  private Program start(Version version, String name, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--bootstrap-servers", connection.bootstrapServers()));
    String[] command = all.toArray(String[]::new);
    Program program =
        version == Version.NEW
            ? Program.Launch.ONESTEP.withClasses(nextClasses).start(directory, name, command)
            : Program.start(directory, name, command);
    programs.add(program);
    return program;
  }

  private Program startWorker(Version version, String name) {
    return start(version, name, "worker", "--slots", "1", "--name", name);
  }

  private Program startAggregator(Version version, String instance) {
    String name = instance + "-" + version;
    String state = directory.resolve(name).toString();
    return start(
        version,
        name,
        "aggregator",
        "--instance-id",
        instance,
        "--state-dir",
        state,
        "--web-address",
        "127.0.0.1:0");
  }

  /** Submits as many networks of every cell as there are up to a stage. */
  private void submit(int stage, Version version) throws Exception {
    Path file = writeSweep(directory, stage);
    if (version == Version.OLD) {
      SweepPublisher.submit(
          connection,
          SweepFiles.load(file.toString(), Limits.DEFAULT),
          new TaskCutter(TASK),
          SubmitListener.NONE);
    } else {
      String seconds = Double.toString(TASK.toMillis() / 1000.0);
      Program submit =
          start(version, "submit", "submit", file.toString(), "--task-seconds", seconds);
      assertThat(submit.await(PATIENCE)).as(submit.output()).isZero();
    }
  }

  private static void end(Program program) throws InterruptedException {
    assertThat(program.isAlive()).as(program.output()).isTrue();
    program.terminate();
    program.await(PATIENCE);
  }

  private void awaitRecordOf(Topic topic, Version version) {
    await().atMost(PATIENCE).until(() -> versions(topic).contains(version));
  }

  private void awaitTheEndOf(int stage) {
    await().atMost(PATIENCE).until(() -> isSettled(networks(stage)));
  }

  private boolean isSettled(long wanted) {
    return view.sweep(SWEEP)
        .filter(status -> status.wanted() == wanted && status.settled())
        .isPresent();
  }

  private boolean hasWorker(String name) {
    return view.workers(Instant.now()).stream().anyMatch(worker -> worker.getWorker().equals(name));
  }

  /** Aggregators that have their share of the partitions. */
  private long aggregators() throws Exception {
    String group = "onestep-aggregator-" + AggregatorTopology.STATE_VERSION;
    try (Admin admin = connection.admin()) {
      return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
          .filter(member -> !member.assignment().topicPartitions().isEmpty())
          .count();
    }
  }

  private void checkNothingWasLost() throws IOException {
    ResultFolder folder = new ResultFolder(directory.resolve("results"));
    folder.writeCells(view.summaries(SWEEP));
    assertThat(folder.path().resolve("cells.csv")).hasSameBinaryContentAs(undisturbed);
    assertThat(raw(Topic.DEAD_LETTERS)).isEmpty();
    // Whoever was asked to end has finished and acknowledged what it held.
    assertThat(rows()).doesNotHaveDuplicates().hasSize(networks(STAGES));
    assertThat(programs)
        .allSatisfy(
            program ->
                assertThat(program.output())
                    .doesNotContain("rejected", "failed", "replaced", "unreadable"));
  }

  private List<String> rows() {
    List<String> rows = new ArrayList<>();
    try (KafkaConsumer<String, Result> consumer =
        connection.consumer(Result.class, connection.schemas(), Map.of())) {
      for (ConsumerRecord<String, Result> result : TopicContent.of(Topic.RESULTS, consumer)) {
        for (NetworkRow row : result.value().getRows()) {
          rows.add(result.key() + ":" + row.getNetwork());
        }
      }
    }
    return rows;
  }

  private List<ConsumerRecord<String, byte[]>> raw(Topic topic) {
    try (KafkaConsumer<String, byte[]> consumer = connection.rawConsumer(Map.of())) {
      return TopicContent.of(topic, consumer);
    }
  }

  /** Which versions have written to a topic. */
  private List<Version> versions(Topic topic) {
    return raw(topic).stream()
        .map(record -> ByteBuffer.wrap(record.value()).order(ByteOrder.LITTLE_ENDIAN).getLong(2))
        .distinct()
        .map(UpgradeIT::version)
        .toList();
  }

  private static Version version(long fingerprint) {
    return WrittenSchemas.all().stream()
            .anyMatch(schema -> SchemaNormalization.parsingFingerprint64(schema) == fingerprint)
        ? Version.OLD
        : Version.NEW;
  }

  private static int networks(int stage) {
    return CELLS * NETWORKS_OF_A_STAGE * stage;
  }

  private static Path writeSweep(Path folder, int stage) throws IOException {
    return Files.writeString(
        folder.resolve("stage-" + stage + ".yaml"),
        """
        name: %s
        seed: 7
        points: 2
        networks: %d
        cells:
          - {depth: [1, 3], width: [10, 40], dimension: [5, 20]}
          - {depth: 6, width: 20000, dimension: 100, gain: 2}
        """
            .formatted(SWEEP, NETWORKS_OF_A_STAGE * stage));
  }
}
