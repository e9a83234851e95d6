package onestep.aggregator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.Sampler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellTableReaderTest {

  private static final CellSummary CELL = SampleCells.cell(2, 10, 20);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("cells.csv");
  }

  @Test
  void shouldReadWhatWasWritten() throws IOException {
    // Given: gains, an unseen cell, layers that differ, samplers, activations, numbers of all sizes
    List<CellSummary> cells =
        new ArrayList<>(
            SampleCells.grid(List.of(1, 3), List.of(10, 1000), List.of(20, 1_000_000), 2));
    cells.add(SampleCells.unseen(2, 10, 50));
    cells.add(SampleCells.cell(List.of(20, 50, 10), 7));
    cells.add(SampleCells.with(CELL, Sampler.CONDITIONED));
    cells.add(SampleCells.with(CELL, Activation.LEAKY_RELU));
    cells.add(SampleCells.with(CELL, AttackSpec.FixedStep.failingAtMost(0.01)));
    cells.add(SampleCells.withFailures(CELL, 5, 7));
    cells.add(SampleCells.cell(1, 10, 20, 1e-300));

    // When
    List<CellSummary> read = CellTableReader.read(write(table(cells)));

    // Then
    assertThat(read).isEqualTo(cells);
    assertThat(table(read)).isEqualTo(table(cells));
  }

  @Test
  void shouldReadATableOfNoCell() throws IOException {
    assertThat(CellTableReader.read(write(table(List.of())))).isEmpty();
  }

  @Test
  void shouldIgnoreColumnsThatItDoesNotKnow() throws IOException {
    // Given
    String wider =
        table(List.of(CELL)).lines().map(line -> line + ",mine").collect(Collectors.joining("\n"));

    // When
    List<CellSummary> read = CellTableReader.read(write(wider));

    // Then
    assertThat(read).containsExactly(CELL);
  }

  @Test
  void shouldSayWhichColumnIsMissing() throws IOException {
    assertRefused(
        table(List.of(CELL)).replace(",eta_sd,", ",eta_spread,"),
        "line 1: there is no column eta_sd;");
  }

  @Test
  void shouldSayWhichColumnIsThereTwice() throws IOException {
    assertRefused(table(List.of(CELL)).replace(",eta_sd,", ",eta_low,"), "line 1: ", "eta_low");
  }

  @ParameterizedTest
  @CsvSource({
    "',100,10000,', ',100,many,', 'column trials: \"many\" is not a whole number'",
    "',0.5,,dense,', ',half,,dense,', 'column resolution: \"half\" is not a number'",
    "',0.5,,dense,', ',NaN,,dense,', 'column resolution: \"NaN\" is not a number'",
    "',0.5,,dense,', ',0.5,count,dense,', 'column parameters: \"count\" is not name=value'",
    "',relu,', ',rule,', 'column activation: activation must be one of relu'",
    "',dense,', ',dens,', 'column sampler: sampler must be dense or'",
    "',eta,0.5,', ',ell,0.5,', 'column max_step_unit: unit must be one of eta'",
    "',smallest-step,', ',jump,', 'column attack: \"jump\" must be one of smallest-step, fixed-step,'",
    "',2,20,10,', ',2,20-20-20,10,', 'column width: \"20-20-20\" must have a width for each'",
    "',2,20,10,', ',2,twenty,10,', 'column width: \"twenty\" is not a whole number'",
    "',relu,1.0,', ',relu,-1.0,', 'gain must be positive and finite, got -1.0'",
    "',2,20,10,', ',2,30,10,', 'is not the id of the cell that the row describes'",
    "',2,20,10,', ',2,20,10,10,', 'has '",
  })
  void shouldSayWhatIsWrongInWhichLine(String right, String wrong, String message)
      throws IOException {
    // Given: the second of two rows is wrong
    String row = table(List.of(CELL)).lines().skip(1).collect(Collectors.joining());
    String table = table(List.of(SampleCells.cell(1, 50, 100))) + row.replace(right, wrong);

    assertRefused(table, "line 3", message);
  }

  @Test
  void shouldSayThatAQuoteIsOpen() throws IOException {
    write("cell,depth\n\"c,1\n");

    assertThatThrownBy(() -> CellTableReader.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageEndingWith("; write the table anew with onestep run");
  }

  @Test
  void shouldSayThatThereIsNoFile() {
    assertThatThrownBy(() -> CellTableReader.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("there is no " + file + "; name the results folder of a finished run");
  }

  @Test
  void shouldSayThatItIsNoText() throws IOException {
    Files.write(file, new byte[] {'c', 'e', 'l', 'l', '\n', (byte) 0xff, '\n'});

    assertThatThrownBy(() -> CellTableReader.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file + " is not UTF-8 text; ");
  }

  private void assertRefused(String table, String... messages) throws IOException {
    Path written = write(table);
    assertThatThrownBy(() -> CellTableReader.read(written))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file + ", line ")
        .hasMessageContainingAll(messages)
        .hasMessageEndingWith("; write the table anew with onestep run");
  }

  private Path write(String table) throws IOException {
    return Files.writeString(file, table);
  }

  private static String table(List<CellSummary> cells) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CellTable.write(cells, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
