package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import onestep.aggregator.export.ResultFolder;
import onestep.aggregator.view.Backlog;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.Topics;
import onestep.contract.record.Progress;
import onestep.contract.record.SweepState;
import onestep.contract.record.WorkerState;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepControl;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps under their owner's hands, with worker processes on the embedded broker. */
class ControlIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What people take for at once. */
  private static final Duration SECONDS = Duration.ofSeconds(10);

  private static final TaskCutter CUTTER = new TaskCutter(Duration.ofMillis(200));

  @TempDir private Path directory;

  private EmbeddedBroker broker;
  private KafkaConnection connection;
  private TestPipeline pipeline;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(directory.resolve("broker"), 0, Map.of());
    connection = broker.connection();
    pipeline = new TestPipeline(connection, Topics.Settings.ONE_MACHINE, directory);
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
  void shouldStopAPausedSweepWithinSecondsAndNotTheOneThatSharesItsCells() throws Exception {
    // Given
    pipeline.startWorker();
    submit("long", 20_000);
    await().atMost(PATIENCE).until(() -> pipeline.hasBegun("long"));

    // When
    try (SweepControl control = SweepControl.open(connection, "long")) {
      control.pause();
    }

    // Then
    try (Admin admin = connection.admin()) {
      await().atMost(SECONDS).until(() -> Backlog.of(admin).equals(OptionalLong.of(0)));
    }
    await()
        .atMost(SECONDS)
        .until(
            () ->
                pipeline.view().workers(Instant.now()).stream()
                    .allMatch(worker -> worker.getState() == WorkerState.IDLE));
    assertThat(pipeline.status("long").state()).isEqualTo(SweepState.PAUSED);
    assertThat(pipeline.status("long").done()).isLessThan(pipeline.status("long").wanted());

    submit("short", 40);
    await().atMost(PATIENCE).until(() -> pipeline.isSettled("short"));
    assertThat(pipeline.status("short").done()).isEqualTo(pipeline.status("short").wanted());
    assertThat(pipeline.status("long").settled()).isFalse();
  }

  /**
   * Commands at random on sweeps that share cells, while workers are killed. Every progress record
   * on the way must add up, and the statistics at the end are those of an undisturbed run.
   */
  @Test
  void shouldAddUpAtEveryInstantWhateverIsCommanded() throws Exception {
    Random random = new Random(20_261_125);
    List<String> names = List.of("a", "b", "c");
    int refused = 0;
    pipeline.startWorker();
    pipeline.startWorker();

    for (int step = 0; step < 40; step++) {
      String name = names.get(random.nextInt(names.size()));
      try {
        command(random.nextInt(9), name);
      } catch (InvalidInputException e) {
        refused++; // such as resuming what was purged
      }
    }
    assertThat(refused).isLessThan(30);
    for (String name : names) {
      submit(name, 60);
    }
    await()
        .atMost(PATIENCE)
        .failFast("every worker has ended", pipeline::isWithoutWorkers)
        .until(() -> names.stream().allMatch(pipeline::isSettled));

    assertThat(ProgressRecords.check(pipeline.records(Progress.class, Topic.PROGRESS)))
        .isGreaterThan(20);
    Path undisturbed = undisturbed();
    for (String name : names) {
      assertThat(pipeline.status(name).dead()).isZero();
      ResultFolder folder = new ResultFolder(directory.resolve("results-" + name));
      folder.writeCells(pipeline.view().summaries(name));
      assertThat(folder.path().resolve("cells.csv")).hasSameBinaryContentAs(undisturbed);
    }
  }

  private void command(int number, String name) throws Exception {
    switch (number) {
      case 0, 1 -> submit(name, 20);
      case 2 -> submit(name, 60);
      case 3 -> {
        pipeline.killAWorker();
        pipeline.startWorker();
      }
      default -> {
        try (SweepControl control = SweepControl.open(connection, name)) {
          switch (number) {
            case 4 -> control.pause();
            case 5 -> control.cancel();
            case 6 -> control.resume(CUTTER);
            case 7 -> control.retry(CUTTER);
            default -> control.purge(true);
          }
        }
      }
    }
  }

  private Path undisturbed() throws IOException {
    Path home = Files.createDirectories(directory.resolve("undisturbed"));
    int exitCode =
        OnestepCli.execute(
            "run",
            write(home, "a", 60).toString(),
            "--data",
            home.resolve("data").toString(),
            "--results",
            home.resolve("results").toString());
    assertThat(exitCode).isZero();
    return home.resolve("results/cells.csv");
  }

  private void submit(String name, int networks) throws IOException {
    SweepPublisher.submit(
        connection,
        SweepFiles.load(write(directory, name, networks).toString(), Limits.DEFAULT),
        CUTTER,
        SubmitListener.NONE);
  }

  private static Path write(Path folder, String name, int networks) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        name: %s
        seed: 7
        networks: %d
        cells:
          - {depth: [1, 3], width: [10, 40], dimension: [5, 20]}
          - {depth: 6, width: 5000, dimension: 100, gain: 2}
        """
            .formatted(name, networks));
  }
}
