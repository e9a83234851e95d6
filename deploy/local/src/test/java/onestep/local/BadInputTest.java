package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import onestep.aggregator.export.ResultFolder;
import onestep.aggregator.statistics.CellState;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.aggregator.statistics.TheoryValues;
import onestep.aggregator.statistics.Trial;
import onestep.aggregator.statistics.TrialOutcome;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Input that its author can mend: exit code 2, one line that says what is wrong, nothing started
 * and nothing written.
 */
class BadInputTest {

  private static final String SWEEP =
      """
      name: small
      seed: 1
      points: 2
      activation: relu
      attack:
        name: smallest-step
        max_step: 20
        resolution: 0.5
      cells:
        - depth: 1
          width: 10
          dimension: 5
          gain: 1
          networks: 4
      """;

  @TempDir private Path directory;
  private Path results;
  private Path data;

  @BeforeEach
  void nameFolders() {
    results = directory.resolve("results");
    data = directory.resolve("data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          seed: 1            | seed: [1             | small.yaml, line 3
          seed: 1            | sede: 1              | seed
          width: 10          | width: 0             | width
          gain: 1            | gain: -1             | gain
          points: 2          | points: 0            | points
          activation: relu   | activation: rule     | relu
          depth: 1           | depth: []            | depth
          networks: 4        | networks: 2000000000 | networks
          depth: 1           | depth: 101           | depth
          width: 10          | width: ten           | width
          """)
  void shouldRefuseASweepThatIsNotRight(String right, String wrong, String named)
      throws IOException {
    Outcome outcome = run(sweep(SWEEP.replace(right, wrong)));

    assertRefused(outcome, named);
  }

  @Test
  void shouldRefuseASweepThatIsNowhere() throws IOException {
    Outcome outcome = run(directory.resolve("missing.yaml").toString());

    assertRefused(outcome, "missing.yaml");
  }

  @Test
  void shouldRefuseAResultsFolderThatIsAFile() throws IOException {
    Files.writeString(results, "mine");

    Outcome outcome = run(sweep(SWEEP));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.error()).hasLineCount(1).contains(results.toString());
    assertThat(results).hasContent("mine");
    assertThat(data).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"--port", "--web-port"})
  void shouldRefuseAPortInUse(String option) throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(other.getLocalPort());

      Outcome outcome = run(sweep(SWEEP), option, port);

      assertRefused(outcome, option + ": port " + port + " is in use");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--slots,        0,     --slots must be at least 1",
    "--slots,        two,   --slots",
    "--memory,       lots,  --memory",
    "--memory,       900t,  --memory",
    "--task-seconds, 0,     --task-seconds must be",
    "--port,         70000, --port",
    "--frobnicate,   1,     --frobnicate",
  })
  void shouldRefuseAnOptionThatIsNotRight(String option, String value, String named)
      throws IOException {
    Outcome outcome = run(sweep(SWEEP), option, value);

    assertRefused(outcome, named);
  }

  @Test
  void shouldRefuseADiskThatTheSweepWouldFill() throws IOException {
    String large =
        SWEEP.replace("networks: 4", "networks: 10000000").replace("points: 2", "points: 10000");

    Outcome outcome = run(sweep(large));

    assertRefused(outcome, "MiB free and the run needs");
  }

  @Test
  void shouldRefuseADataDirectoryThatIsAFile() throws IOException {
    Files.writeString(data, "mine");

    Outcome outcome = run(sweep(SWEEP));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.error()).hasLineCount(1).contains(data + " is not a directory");
    assertThat(data).hasContent("mine");
    assertThat(results).doesNotExist();
  }

  @Test
  void shouldRefuseAClusterThatDoesNotAnswer() throws IOException {
    String address = "127.0.0.1:" + Ports.free(1).get(0);

    Outcome outcome =
        run(sweep(SWEEP), "--bootstrap-servers", address, "--kafka-timeout-seconds", "1");

    assertRefused(outcome, "no Kafka broker answers at " + address);
  }

  @Test
  void shouldRefuseDataThatAnotherRunUses() throws IOException {
    try (DataDirectory held = DataDirectory.open(data, 0)) {
      Outcome outcome = run(sweep(SWEEP));

      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(outcome.error()).hasLineCount(1).contains("another run uses " + held.path());
      assertThat(held.holdsData()).isFalse();
      assertThat(results).doesNotExist();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--format,     gif,  'must be svg, png, pdf, got gif'",
    "--figure,     none, '--figure: there is no none; there are figure-1, figure-2'",
    "--depth,      2,    '--depth: no cell has 2; there are 1'",
    "--depth,      deep, --depth",
    "--dimension,  7,    '--dimension: no cell has 7; there are 5'",
    "--width,      7,    '--width: no cell has 7; there are 10'",
    "--gain,       3,    '--gain: no cell has 3; there are 1'",
    "--activation, tanh, '--activation: no cell has tanh; there are relu'",
    "--dpi,        0,    '--dpi must be 36 to 1200, got 0'",
    "--dpi,        fine, --dpi",
    "--size,       1,    --size",
  })
  void shouldRefuseFiguresThatThereAreNot(String option, String value, String named)
      throws IOException {
    Path figures = directory.resolve("figures");
    writeCells();

    Outcome outcome =
        execute("figures", results.toString(), "--out", figures.toString(), option, value);

    assertThat(outcome.exitCode()).as(outcome.error()).isEqualTo(2);
    assertThat(outcome.error()).hasLineCount(1).startsWith("onestep: ").contains(named);
    assertThat(figures).doesNotExist();
  }

  @Test
  void shouldRefuseFiguresOfNoResults() {
    Outcome outcome = execute("figures", results.toString());

    assertRefused(outcome, "there is no " + results.resolve("cells.csv"));
  }

  @Test
  void shouldRefuseFiguresOfATableThatIsNotRight() throws IOException {
    writeCells();
    Path cells = results.resolve("cells.csv");
    Files.writeString(cells, Files.readString(cells).replace(",relu,", ",rule,"));

    Outcome outcome = execute("figures", results.toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.error())
        .hasLineCount(1)
        .contains(cells + ", line 2, column activation: activation must be one of relu, ");
    assertThat(results.resolve("figures")).doesNotExist();
  }

  @Test
  void shouldRefuseFiguresInAFolderThatIsAFile() throws IOException {
    writeCells();
    Path file = Files.writeString(directory.resolve("mine"), "mine");

    Outcome outcome = execute("figures", results.toString(), "--out", file.toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.error()).hasLineCount(1).contains(file + " is a file");
    assertThat(file).hasContent("mine");
  }

  @Test
  void shouldRefuseACommandThatDoesNotExist() {
    Outcome outcome = execute("fly");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.error()).hasLineCount(1).startsWith("onestep: ").contains("fly");
  }

  private void assertRefused(Outcome outcome, String named) {
    assertThat(outcome.exitCode()).as(outcome.error()).isEqualTo(2);
    assertThat(outcome.error()).hasLineCount(1).startsWith("onestep: ").contains(named);
    assertThat(results).doesNotExist();
    assertThat(data).doesNotExist();
  }

  /** A table of one cell of one network. */
  private void writeCells() {
    CellState state = new CellState();
    state.add(new NetworkTrials(0, List.of(new Trial(0.5, 0.7, TrialOutcome.FLIPPED, 1.1))));
    CellSpec spec =
        new CellSpec(
            new ModelSpec(List.of(10), 5, Activation.RELU, 1, Sampler.DENSE, 1),
            new SmallestStep(20, StepUnit.ETA, 0.5),
            1,
            CellSpec.CPU_NUMERICS);
    new ResultFolder(results).writeCells(List.of(state.summary(spec, TheoryValues.NONE)));
  }

  private String sweep(String text) throws IOException {
    return Files.writeString(directory.resolve("small.yaml"), text).toString();
  }

  private Outcome run(String sweep, String... options) {
    List<String> arguments = new ArrayList<>(List.of("run", sweep));
    arguments.addAll(List.of("--results", results.toString(), "--data", data.toString()));
    Stream.of(options).forEach(arguments::add);
    return execute(arguments.toArray(String[]::new));
  }

  private static Outcome execute(String... arguments) {
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(error, true, StandardCharsets.UTF_8);
    int exitCode = OnestepCli.execute(stream, arguments);
    return new Outcome(exitCode, error.toString(StandardCharsets.UTF_8));
  }

  private record Outcome(int exitCode, String error) {}
}
