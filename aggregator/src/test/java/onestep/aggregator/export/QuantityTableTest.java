package onestep.aggregator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.ProbeQuantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantityTableTest {

  private static final CellSummary SEARCH = SampleCells.cell(1, 10, 20);

  @TempDir private Path folder;

  private static CellSummary probe(double failure) {
    CellSummary cell = SampleCells.with(SEARCH, new Probe(failure, 1.5));
    List<Estimate> estimates = new ArrayList<>();
    for (ProbeQuantity quantity : ProbeQuantity.values()) {
      double mean = 0.1 * (1 + quantity.index());
      estimates.add(
          quantity == ProbeQuantity.HESSIAN_NORM
              ? Estimate.UNDEFINED
              : new Estimate(mean, mean / 3, mean * 1.1, 1 / mean, 70.25));
    }
    return cell.withQuantities(estimates);
  }

  private static byte[] table(List<CellSummary> cells) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    QuantityTable.write(cells, out);
    return out.toByteArray();
  }

  @Test
  void shouldReadWhatWasWritten() throws IOException {
    // Given two probes that differ in γ alone, and a cell without quantities
    List<CellSummary> cells = List.of(probe(0.05), SEARCH, probe(0.01));
    Path quantities = Files.write(folder.resolve("quantities.csv"), table(cells));
    Path file = folder.resolve("cells.csv");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CellTable.write(cells, out);
    Files.write(file, out.toByteArray());

    // When
    List<CellSummary> read = QuantityTable.join(CellTableReader.read(file), quantities);

    // Then
    assertThat(read).isEqualTo(cells);
    assertThat(table(read)).isEqualTo(table(cells));
    assertThat(read.get(2).quantity("drift_largest").mean())
        .isEqualTo(0.1 * (1 + ProbeQuantity.DRIFT_LARGEST.index()));
    assertThat(read.get(1).quantity("drift_largest")).isEqualTo(Estimate.UNDEFINED);
  }

  @Test
  void shouldHaveARowForEachQuantityOfEachProbe() throws IOException {
    List<String> lines =
        new String(table(List.of(probe(0.05), SEARCH, probe(0.01))), StandardCharsets.UTF_8)
            .lines()
            .toList();

    assertThat(lines).hasSize(1 + 2 * ProbeQuantity.values().length);
    assertThat(lines.get(1)).startsWith(probe(0.05).spec().id() + ",value_abs,f,");
    assertThat(QuantityTable.concerns(List.of(SEARCH))).isFalse();
  }

  @Test
  void shouldLeaveWhatATableDoesNotTellUndefined() throws IOException {
    Path quantities = Files.write(folder.resolve("quantities.csv"), table(List.of(probe(0.05))));

    List<CellSummary> read = QuantityTable.join(List.of(probe(0.01)), quantities);

    assertThat(read.get(0).quantities())
        .isEqualTo(Collections.nCopies(ProbeQuantity.values().length, Estimate.UNDEFINED));
  }

  @Test
  void shouldNameFileLineAndColumnOfWhatIsNoNumber() throws IOException {
    String bad =
        new String(table(List.of(probe(0.05))), StandardCharsets.UTF_8)
            .replaceFirst(",value_abs,f,[^,]*", ",value_abs,f,many");
    Path quantities = Files.writeString(folder.resolve("quantities.csv"), bad);

    assertThatThrownBy(() -> QuantityTable.join(List.of(probe(0.05)), quantities))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("quantities.csv, line 2, column mean: \"many\" is not a number");
  }
}
