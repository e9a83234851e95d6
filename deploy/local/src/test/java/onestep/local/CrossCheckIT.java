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
import onestep.aggregator.Aggregator;
import onestep.aggregator.AggregatorConfig;
import onestep.aggregator.export.ResultFolder;
import onestep.aggregator.statistics.Disagreement;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two workers that compute all of each other's networks again. They have a consumer each, so that
 * one that hands back a check of its own rows leaves it to the other.
 */
class CrossCheckIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String NAME = "checked";
  private static final int NETWORKS = 24;
  private static final int LIED_ABOUT = 17;
  private static final int WIDTH_LIED_ABOUT = 40;

  @TempDir private Path directory;

  private EmbeddedBroker broker;
  private Aggregator aggregator;
  private final List<Worker> workers = new ArrayList<>();

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(directory.resolve("cluster"), 0, Map.of());
    KafkaConnection connection = broker.connection();
    Topics.ensure(connection, Topics.Settings.ONE_MACHINE);
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
    assertThat(workers).allSatisfy(worker -> assertThat(worker.meters().checked()).isPositive());
    assertThat(workers.stream().mapToLong(worker -> worker.meters().checked()).sum())
        .isEqualTo(status.wanted());
    ResultFolder folder = new ResultFolder(directory.resolve("results"));
    folder.writeCells(aggregator.view().summaries(NAME));
    assertThat(folder.path().resolve("cells.csv")).hasSameBinaryContentAs(unchecked());
    assertThat(checks()).isZero();
  }

  @Test
  void shouldNameTheNetworkThatAWorkerLiesAboutAndBothWorkers() throws Exception {
    // Given
    start("honest", new CellTrials());
    start("liar", new Liar());

    // When
    submit();
    SweepStatus status = awaitChecks();

    // Then
    assertThat(status.disagreeing()).isEqualTo(1);
    List<Disagreement> disagreements = aggregator.view().disagreements(NAME);
    assertThat(disagreements).hasSize(1);
    Disagreement disagreement = disagreements.get(0);
    assertThat(disagreement.network()).isEqualTo(LIED_ABOUT);
    assertThat(disagreement.what()).startsWith("f at point 1: ").contains("bits");
    assertThat(List.of(disagreement.computedBy(), disagreement.checkedBy()))
        .containsExactlyInAnyOrder("honest", "liar");
    assertThat(
            aggregator.view().summaries(NAME).stream()
                .filter(cell -> cell.spec().id().equals(disagreement.cell()))
                .map(cell -> cell.spec().model().fanOut(1)))
        .containsExactly(WIDTH_LIED_ABOUT);
    assertThat(checks()).isEqualTo(1);
  }

  /** Computes as others do, but for a bit of one number. */
  private static final class Liar implements TrialRunner {

    private final TrialRunner sound = new CellTrials();

    @Override
    public NetworkTrials run(CellSpec cell, int network, Backend backend) {
      NetworkTrials trials = sound.run(cell, network, backend);
      if (network == LIED_ABOUT && cell.model().fanOut(1) == WIDTH_LIED_ABOUT) {
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
    SweepPublisher.submit(
        broker.connection(),
        SweepFiles.load(write(directory).toString(), Limits.DEFAULT),
        new TaskCutter(Duration.ofMillis(1)),
        SubmitListener.NONE);
  }

  private SweepStatus awaitChecks() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                aggregator
                    .view()
                    .sweep(NAME)
                    .filter(SweepStatus::settled)
                    .filter(status -> status.checked() == status.wanted())
                    .isPresent());
    return aggregator.view().sweep(NAME).orElseThrow();
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
