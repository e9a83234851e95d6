package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import onestep.aggregator.Aggregator;
import onestep.aggregator.AggregatorConfig;
import onestep.aggregator.export.ResultFolder;
import onestep.aggregator.view.SweepStatus;
import onestep.aggregator.web.FigureSource;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.Topics;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What must hold for worker processes on any cluster. Their tasks take several times as long as a
 * worker may hold one without renewing it.
 */
abstract class WorkersContract {

  /** Shortest lock that the cluster is told to allow. */
  static final Duration LOCK = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final TaskCutter CUTTER = new TaskCutter(Duration.ofSeconds(4));

  @TempDir private Path directory;

  private final List<Program> workers = new ArrayList<>();
  private KafkaConnection connection;
  private Aggregator aggregator;
  private Sweep sweep;

  /** Starts a cluster whose data lie in the directory, if anywhere. */
  abstract KafkaConnection startCluster(Path directory);

  /** Stops it. */
  abstract void stopCluster();

  @BeforeEach
  void submitTheSweep() {
    connection = startCluster(directory.resolve("cluster"));
    Topics.ensure(connection, new Topics.Settings(4, (short) 1, LOCK));
    aggregator =
        Aggregator.start(
            AggregatorConfig.onOneMachine(
                connection,
                directory.resolve("streams"),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            view -> FigureSource.NONE);
    sweep = SweepFiles.load(TestSweep.write(directory).toString(), Limits.DEFAULT);
    SweepPublisher.submit(connection, sweep, CUTTER, SubmitListener.NONE);
  }

  @AfterEach
  void stopEverything() {
    workers.forEach(Program::close);
    if (aggregator != null) {
      aggregator.close();
    }
    stopCluster();
  }

  @Test
  void shouldComputeEveryNetworkOnceWithTasksLongerThanTheLock() {
    startWorkers(3);

    awaitTheEnd();

    List<Result> results = results();
    assertThat(results.stream().mapToDouble(Result::getSeconds).max().orElse(0))
        .as("seconds of the longest task")
        .isGreaterThan(LOCK.toMillis() / 1000.0);
    assertThat(results.stream().map(Result::getWorker).distinct()).hasSize(3);
    assertThat(rows(results)).doesNotHaveDuplicates().hasSize(TestSweep.NETWORKS);
  }

  @Test
  void shouldGiveTheSameStatisticsWhenAWorkerIsKilled() throws Exception {
    startWorkers(2);
    await().atMost(PATIENCE).until(() -> status().done() > 0);

    workers.get(0).kill();
    awaitTheEnd();

    ResultFolder folder = new ResultFolder(directory.resolve("results"));
    folder.writeCells(aggregator.view().summaries(sweep.name()));
    assertThat(folder.path().resolve("cells.csv"))
        .hasSameBinaryContentAs(undisturbed(directory.resolve("undisturbed")));
  }

  /** The statistics of a run in one process without a disturbance. */
  private static Path undisturbed(Path home) throws Exception {
    Files.createDirectories(home);
    int exitCode =
        OnestepCli.execute(
            "run",
            TestSweep.write(home).toString(),
            "--data",
            home.resolve("data").toString(),
            "--results",
            home.resolve("results").toString());
    assertThat(exitCode).isZero();
    return home.resolve("results/cells.csv");
  }

  private void startWorkers(int count) {
    for (int i = 0; i < count; i++) {
      workers.add(
          Program.start(
              directory,
              "worker-" + i,
              "worker",
              "--bootstrap-servers",
              connection.bootstrapServers(),
              "--slots",
              "1",
              "--name",
              "worker-" + i,
              "--task-lock",
              LOCK.toString()));
    }
  }

  private SweepStatus status() {
    return aggregator.view().sweep(sweep.name()).orElseThrow();
  }

  private void awaitTheEnd() {
    await().atMost(PATIENCE).until(() -> aggregator.view().sweep(sweep.name()).isPresent());
    await()
        .atMost(PATIENCE)
        .failFast("every worker has ended", () -> workers.stream().noneMatch(Program::isAlive))
        .until(() -> status().settled());
    assertThat(status().dead()).isZero();
  }

  private static List<String> rows(List<Result> results) {
    List<String> rows = new ArrayList<>();
    for (Result result : results) {
      for (NetworkRow row : result.getRows()) {
        rows.add(result.getCell() + ":" + row.getNetwork());
      }
    }
    return rows;
  }

  private List<Result> results() {
    List<Result> results = new ArrayList<>();
    try (KafkaConsumer<String, Result> consumer = connection.consumer(Result.class, Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topic.RESULTS.topicName()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofSeconds(1)).forEach(message -> results.add(message.value()));
      }
    }
    return results;
  }
}
