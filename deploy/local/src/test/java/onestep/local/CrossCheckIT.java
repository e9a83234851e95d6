package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import onestep.aggregator.Aggregator;
import onestep.aggregator.AggregatorConfig;
import onestep.aggregator.export.ResultFolder;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.view.Backlog;
import onestep.aggregator.view.SweepStatus;
import onestep.aggregator.web.FigureSource;
import onestep.contract.cell.CellSpec;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topics;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import onestep.worker.Worker;
import onestep.worker.WorkerConfig;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.TrialRunner;
import onestep.worker.backend.Backend;
import onestep.worker.backend.cpu.CpuBackend;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two workers that compute each other's networks again. A check that comes back to the worker that
 * computed its rows time and again is passed over, so it is not told how many are done.
 */
class CrossCheckIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String NAME = "checked";
  private static final int NETWORKS = 12;
  private static final int WIDTH_LIED_ABOUT = 40;

  @TempDir private Path directory;

  private EmbeddedBroker broker;
  private Aggregator aggregator;
  private final List<Worker> workers = new ArrayList<>();

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(directory.resolve("cluster"), 0, Map.of());
    KafkaConnection connection = broker.connection();
    Topics.ensure(connection, new Topics.Settings(1, (short) 1, null));
    aggregator =
        Aggregator.start(
            AggregatorConfig.onOneMachine(
                    connection,
                    directory.resolve("streams"),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withCrossCheck(1),
            view -> FigureSource.NONE);
  }

  @AfterEach
  void stop() {
    workers.forEach(Worker::close);
    aggregator.close();
    broker.close();
  }

  @Test
  void shouldFindThatTwoSoundWorkersComputeTheSameBits() throws Exception {
    // Given
    start("a", new CellTrials());
    start("b", new CellTrials());

    // When
    submit();
    SweepStatus status = awaitChecks();

    // Then
    assertThat(status.disagreeing()).isZero();
    assertThat(aggregator.view().disagreements(NAME)).isEmpty();
    ResultFolder folder = new ResultFolder(directory.resolve("results"));
    folder.writeCells(aggregator.view().summaries(NAME));
    assertThat(folder.path().resolve("cells.csv")).hasSameBinaryContentAs(unchecked());
    assertThat(checks()).isZero();
  }

  @Test
  void shouldNameTheNetworksThatAWorkerLiesAboutAndBothWorkers() throws Exception {
    // Given
    start("honest", new CellTrials());
    start("liar", new Liar());

    // When
    submit();
    SweepStatus status = awaitChecks();

    // Then
    List<Disagreement> disagreements = aggregator.view().disagreements(NAME);
    assertThat(disagreements)
        .isNotEmpty()
        .hasSize((int) status.disagreeing())
        .allSatisfy(
            each -> {
              assertThat(width(each.cell())).isEqualTo(WIDTH_LIED_ABOUT);
              assertThat(each.what()).startsWith("f at point 1: ").contains("bits");
              assertThat(List.of(each.computedBy(), each.checkedBy()))
                  .containsExactlyInAnyOrder("honest", "liar");
            });
    assertThat(checks()).isEqualTo(1);
  }

  /** Computes as others do, but for a bit of one number. */
  private static final class Liar implements TrialRunner {

    private final TrialRunner sound = new CellTrials();

    @Override
    public NetworkTrials run(CellSpec cell, int network, Backend backend) {
      NetworkTrials trials = sound.run(cell, network, backend);
      if (cell.model().fanOut(1) == WIDTH_LIED_ABOUT) {
        trials.values()[1] = Math.nextUp(trials.values()[1]);
      }
      return trials;
    }
  }

  private void start(String name, TrialRunner runner) {
    WorkerConfig config = WorkerConfig.defaults().withName(name).withSlots(1).withMostTasks(1);
    workers.add(Worker.start(broker.connection(), config, runner, CpuBackend::new));
  }

  private void submit() throws IOException {
    await().atMost(PATIENCE).until(() -> workers.stream().allMatch(Worker::isReady));
    SweepPublisher.submit(
        broker.connection(),
        SweepFiles.load(write(directory).toString(), Limits.DEFAULT),
        new TaskCutter(Duration.ofNanos(1)), // one network a task
        SubmitListener.NONE);
  }

  private SweepStatus awaitChecks() {
    try (Admin admin = broker.connection().admin()) {
      await().atMost(PATIENCE).until(() -> isSettled() && hasEmptyQueues(admin));
    }
    await().atMost(PATIENCE).until(this::isTold);
    return aggregator.view().sweep(NAME).orElseThrow();
  }

  private boolean isSettled() {
    return aggregator.view().sweep(NAME).map(SweepStatus::settled).orElse(false);
  }

  private static boolean hasEmptyQueues(Admin admin) throws InterruptedException {
    return Backlog.of(admin).equals(OptionalLong.of(0));
  }

  /** Whether all that the workers have checked is in progress and statistics. */
  private boolean isTold() {
    SweepStatus status = aggregator.view().sweep(NAME).orElseThrow();
    long checked = workers.stream().mapToLong(worker -> worker.meters().checked()).sum();
    return checked > 0
        && status.checked() == checked
        && status.disagreeing() == aggregator.view().disagreements(NAME).size();
  }

  private int width(String cell) {
    return aggregator.view().summaries(NAME).stream()
        .map(CellSummary::spec)
        .filter(spec -> spec.id().equals(cell))
        .mapToInt(spec -> spec.model().fanOut(1))
        .findFirst()
        .orElseThrow();
  }

  /** The exit code of the command that reports. */
  private int checks() {
    return OnestepCli.execute(
        "checks", NAME, "--bootstrap-servers", broker.connection().bootstrapServers());
  }

  /** The statistics of a run in one process, which nobody checks. */
  private Path unchecked() throws IOException {
    Path home = Files.createDirectories(directory.resolve("unchecked"));
    int exitCode =
        OnestepCli.execute(
            "run",
            write(home).toString(),
            "--data",
            home.resolve("data").toString(),
            "--results",
            home.resolve("results").toString());
    assertThat(exitCode).isZero();
    return home.resolve("results/cells.csv");
  }

  private static Path write(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve(NAME + ".yaml"),
        """
        name: %s
        seed: 7
        points: 3
        networks: %d
        cells:
          - {depth: 1, width: [10, %d], dimension: 20}
        """
            .formatted(NAME, NETWORKS, WIDTH_LIED_ABOUT));
  }
}
