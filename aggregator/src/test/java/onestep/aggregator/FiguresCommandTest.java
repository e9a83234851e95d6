package onestep.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import onestep.aggregator.export.ResultFolder;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import onestep.contract.cell.Activation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FiguresCommandTest {

  @TempDir private Path temporary;
  private Path results;
  private Path out;

  @BeforeEach
  void writeResults() {
    results = temporary.resolve("results");
    out = temporary.resolve("out");
    List<CellSummary> cells = new ArrayList<>();
    for (double gain : new double[] {1, 2}) {
      cells.addAll(SampleCells.grid(List.of(1, 2), List.of(10, 100), List.of(20, 200), gain));
    }
    cells.add(SampleCells.with(SampleCells.cell(1, 10, 20), Activation.TANH));
    new ResultFolder(results).writeCells(cells);
  }

  @Test
  void shouldDrawEveryFigureInEveryFormatBesideTheCells() throws IOException {
    // When
    Outcome outcome = run("--dpi", "50");

    // Then
    assertThat(outcome.exitCode()).isZero();
    assertThat(files(results.resolve("figures")))
        .contains(
            "figure-1-activation-relu-gain-1.svg",
            "figure-1-activation-relu-gain-1.png",
            "figure-1-activation-relu-gain-1.pdf",
            "figure-1-activation-tanh-gain-1.svg",
            "threshold-activation-relu-gain-2.svg");
    assertThat(outcome.output())
        .isEqualTo("22 figures of 17 cells in %s%n", results.resolve("figures"));
  }

  @Test
  void shouldDrawTheSameBytesAsTheRunItself() throws IOException {
    // Given
    ResultFolder folder = new ResultFolder(results);
    folder.writeCells(SampleCells.grid(List.of(1), List.of(10, 100), List.of(20), 1));
    folder.writeFigures(folder.readCells());

    // When
    run("--out", out.toString());

    // Then
    assertThat(files(out)).isNotEmpty().isEqualTo(files(results.resolve("figures")));
    for (String file : files(out)) {
      assertThat(out.resolve(file))
          .hasSameBinaryContentAs(results.resolve("figures").resolve(file));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // A kind is that figure of all variants, a name that of one.
    "--figure=figure-2, 'figure-2-activation-relu-gain-1,figure-2-activation-relu-gain-2,"
        + "figure-2-activation-tanh-gain-1'",
    "--figure=figure-3-activation-relu-gain-2, figure-3-activation-relu-gain-2",
    // What is left need not be told apart.
    "--figure=figure-2 --gain=2, figure-2",
    "--figure=figure-1 --activation=tanh, figure-1",
    "--figure=figure-2 --gain=1, 'figure-2-activation-relu,figure-2-activation-tanh'",
    "--gain=2 --depth=2 --width=20 --dimension=10, 'figure-2,figure-3'",
    "'--gain=2 --depth=2 --width=20 --dimension=10,100 --figure=linearity-d', linearity-d",
    "--gain=2.0 --figure=figure-1 --figure=figure-3, 'figure-1,figure-3'",
  })
  void shouldDrawWhatIsAskedFor(String options, String figures) throws IOException {
    // When
    run((options + " --format=svg --out=" + out).split(" ", -1));

    // Then
    assertThat(files(out))
        .containsExactlyElementsOf(
            Stream.of(figures.split(",", -1)).map(name -> name + ".svg").toList());
  }

  @Test
  void shouldWriteTheFormatsAskedFor() throws IOException {
    // When
    run("--gain", "2", "--figure", "figure-1", "--format", "pdf,svg", "--out", out.toString());

    // Then
    assertThat(files(out)).containsExactly("figure-1.pdf", "figure-1.svg");
  }

  @Test
  void shouldLeaveCaptionsToThePaper() throws IOException {
    // Given
    List<String> options = List.of("--gain", "2", "--figure", "figure-1", "--format", "png");
    run(with(options, "--out", out.toString()));

    // When
    run(with(options, "--no-title", "--out", out + "-untitled"));

    // Then: fewer pixels, and so fewer bytes
    assertThat(Files.size(temporary.resolve("out-untitled/figure-1.png")))
        .isLessThan(Files.size(out.resolve("figure-1.png")));
  }

  @Test
  void shouldDrawAsManyPixelsAsAskedFor() throws IOException {
    // Given
    List<String> options = List.of("--gain", "2", "--figure", "figure-1", "--format", "png");
    run(with(options, "--out", out.toString()));

    // When
    run(with(options, "--dpi", "150", "--out", out + "-coarse"));

    // Then
    assertThat(Files.size(temporary.resolve("out-coarse/figure-1.png")))
        .isLessThan(Files.size(out.resolve("figure-1.png")));
  }

  private static String[] with(List<String> options, String... more) {
    return Stream.concat(options.stream(), Arrays.stream(more)).toArray(String[]::new);
  }

  private Outcome run(String... options) {
    StringWriter output = new StringWriter();
    int exitCode =
        new CommandLine(new FiguresCommand())
            .setOut(new PrintWriter(output))
            .execute(with(List.of(results.toString()), options));
    return new Outcome(exitCode, output.toString());
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private record Outcome(int exitCode, String output) {}
}
