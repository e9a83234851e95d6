package onestep.aggregator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.aggregator.statistics.Trial;
import onestep.aggregator.statistics.TrialOutcome;
import onestep.contract.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {

  private static final List<CellSummary> CELLS =
      SampleCells.grid(List.of(1), List.of(10, 100), List.of(20, 200), 1);

  private static final Manifest MANIFEST =
      new Manifest("1", "", "quick", "{}", Machine.current(), Instant.EPOCH, Instant.EPOCH, 4, 400);

  @TempDir private Path temporary;

  @Test
  void shouldWriteEveryFile() throws IOException {
    // Given
    Path path = temporary.resolve("results/quick");
    ResultFolder folder = new ResultFolder(path);

    // When
    folder.write(CELLS, Map.of(), MANIFEST);
    folder.writeTrials(
        table ->
            table.add(
                "c", new NetworkTrials(0, List.of(new Trial(1, 1, TrialOutcome.FLIPPED, 1)))));

    // Then
    try (Stream<Path> files = Files.walk(path)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> path.relativize(file).toString()))
          .containsExactlyInAnyOrder(
              "cells.csv",
              "table.txt",
              "manifest.json",
              "trials.csv.gz",
              "figures/figure-1.svg",
              "figures/figure-1.png",
              "figures/figure-1.pdf",
              "figures/figure-2.svg",
              "figures/figure-2.png",
              "figures/figure-2.pdf",
              "figures/linearity-k.svg",
              "figures/linearity-k.png",
              "figures/linearity-k.pdf",
              "figures/linearity-d.svg",
              "figures/linearity-d.png",
              "figures/linearity-d.pdf",
              "figures/deviation-eta.svg",
              "figures/deviation-eta.png",
              "figures/deviation-eta.pdf",
              "figures/deviation-gradient-norm.svg",
              "figures/deviation-gradient-norm.png",
              "figures/deviation-gradient-norm.pdf",
              "figures/gradient-law.svg",
              "figures/gradient-law.png",
              "figures/gradient-law.pdf");
    }
  }

  @Test
  void shouldWriteDisagreementsOnlyWhereThereAreAny() throws IOException {
    // Given
    Path path = temporary.resolve("quick");
    ResultFolder folder = new ResultFolder(path);

    // When
    folder.writeDisagreements(List.of());
    boolean before = Files.exists(path.resolve("disagreements.csv"));
    folder.writeDisagreements(List.of(new Disagreement("c", 4, "a", "b", "step, at point 1")));

    // Then
    assertThat(before).isFalse();
    assertThat(path.resolve("disagreements.csv"))
        .content()
        .isEqualTo("cell,network,computed_by,checked_by,what\nc,4,a,b,\"step, at point 1\"\n");
  }

  @Test
  void shouldWriteTheSameBytesTwice() throws IOException {
    // Given
    Path first = temporary.resolve("first");
    Path second = temporary.resolve("second");

    // When
    new ResultFolder(first).write(CELLS, Map.of(), MANIFEST);
    new ResultFolder(second).write(CELLS, Map.of(), MANIFEST);

    // Then
    try (Stream<Path> files = Files.walk(first)) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(file).hasSameBinaryContentAs(second.resolve(first.relativize(file))));
    }
  }

  @Test
  void shouldReadTheCellsThatItHolds() {
    // Given
    ResultFolder folder = new ResultFolder(temporary.resolve("quick"));
    folder.writeCells(CELLS);

    // When
    List<CellSummary> cells = folder.readCells();

    // Then
    assertThat(cells).isEqualTo(CELLS);
  }

  @Test
  void shouldRefuseAFolderThatIsAFile() throws IOException {
    // Given
    Path file = Files.createFile(temporary.resolve("results"));

    // When
    assertThatThrownBy(new ResultFolder(file)::check)
        // Then
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "folder %s: %s is a file; name a folder, or move the file away".formatted(file, file));
  }

  @Test
  void shouldRefuseAFolderBelowAFile() throws IOException {
    // Given
    Path file = Files.createFile(temporary.resolve("file"));

    // When
    assertThatThrownBy(new ResultFolder(file.resolve("results/quick"))::check)
        // Then
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(file + " is a file");
  }

  @Test
  void shouldRefuseAFolderThatIsNotWritable() {
    // Given
    assumeThat(temporary.toFile().setWritable(false)).isTrue();
    assumeThat(Files.isWritable(temporary)).as("the superuser may write anywhere").isFalse();

    // When
    assertThatThrownBy(new ResultFolder(temporary.resolve("quick"))::check)
        // Then
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void shouldLeaveNothingBehindWhenChecking() {
    // When
    new ResultFolder(temporary.resolve("results/quick")).check();

    // Then
    assertThat(temporary).isEmptyDirectory();
  }
}
