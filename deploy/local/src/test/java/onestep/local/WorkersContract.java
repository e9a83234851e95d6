package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import onestep.aggregator.export.ResultFolder;
import onestep.aggregator.view.SweepStatus;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
  private static final int WIDE = 120;
  private static final TaskCutter CUTTER = new TaskCutter(Duration.ofSeconds(4));

  @TempDir private Path directory;

  private TestPipeline pipeline;
  private Sweep sweep;

  /** Starts a cluster whose data lie in the directory, if anywhere. */
  abstract KafkaConnection startCluster(Path directory);

  /** Stops it. */
  abstract void stopCluster();

  @BeforeEach
  void submitTheSweep() {
    KafkaConnection connection = startCluster(directory.resolve("cluster"));
    pipeline = new TestPipeline(connection, new Topics.Settings(4, (short) 1, LOCK), directory);
    sweep = SweepFiles.load(TestSweep.write(directory, WIDE).toString(), Limits.DEFAULT);
    SweepPublisher.submit(connection, sweep, CUTTER, SubmitListener.NONE);
  }

  @AfterEach
  void stopEverything() {
    if (pipeline != null) {
      pipeline.close();
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
    assertThat(rows(results)).doesNotHaveDuplicates().hasSize(TestSweep.SMALL_NETWORKS + WIDE);
  }

  @Test
  void shouldGiveTheSameStatisticsWhenAWorkerIsKilled() throws Exception {
    startWorkers(2);
    await().atMost(PATIENCE).until(() -> status().done() > 0);

    pipeline.killAWorker();
    awaitTheEnd();

    ResultFolder folder = new ResultFolder(directory.resolve("results"));
    folder.writeCells(pipeline.view().summaries(sweep.name()));
    assertThat(folder.path().resolve("cells.csv"))
        .hasSameBinaryContentAs(undisturbed(directory.resolve("undisturbed")));
  }

  /** The statistics of a run in one process without a disturbance. */
  private static Path undisturbed(Path home) throws Exception {
    Files.createDirectories(home);
    int exitCode =
        OnestepCli.execute(
            "run",
            TestSweep.write(home, WIDE).toString(),
            "--data",
            home.resolve("data").toString(),
            "--results",
            home.resolve("results").toString());
    assertThat(exitCode).isZero();
    return home.resolve("results/cells.csv");
  }

  private void startWorkers(int count) {
    for (int i = 0; i < count; i++) {
      pipeline.startWorker("--task-lock", LOCK.toString());
    }
  }

  private SweepStatus status() {
    return pipeline.status(sweep.name());
  }

  private void awaitTheEnd() {
    await().atMost(PATIENCE).until(() -> pipeline.view().sweep(sweep.name()).isPresent());
    await()
        .atMost(PATIENCE)
        .failFast("every worker has ended", pipeline::isWithoutWorkers)
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
    return pipeline.records(Result.class, Topic.RESULTS).stream()
        .map(ConsumerRecord::value)
        .toList();
  }
}
