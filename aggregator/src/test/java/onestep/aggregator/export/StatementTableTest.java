package onestep.aggregator.export;

import static onestep.aggregator.samples.ProbedCells.about;
import static onestep.aggregator.samples.ProbedCells.share;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import onestep.aggregator.samples.ProbedCells;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.theory.Statements;
import org.junit.jupiter.api.Test;

class StatementTableTest {

  private static final Probe PROBE = new Probe(0.05, 1);

  private static CellSummary cell(int dimension, double low, double high) {
    return ProbedCells.cell(
        Activation.RELU,
        dimension,
        3000,
        PROBE,
        Map.of(
            ProbeQuantity.VALUE_ABS, about(0.56),
            ProbeQuantity.VALUE_BEYOND_LEMMA_8, share(low, high)));
  }

  @Test
  void shouldGiveEachStatementARowWithItsVerdictOverAllCells() {
    String table =
        StatementTable.format(
            List.of(cell(100, 0, 0.02), cell(200, 0.1, 0.2), SampleCells.cell(1, 10, 10)));

    assertThat(table.lines()).hasSize(3 + Statements.ALL.size() + 5);
    assertThat(table)
        .startsWith("The paper's statements, at d = 200, k = 3,000, R = 1, γ = 0.05; ");
    assertThat(table.lines().toList().get(2).strip()).startsWith("statement");
    assertThat(table.lines().map(line -> line.strip().replaceAll(" +", " ")))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("Lemma 8 value_abs relu 0.560 ± 0.056 ≤ 2.811 0.564")
                    .endsWith(" 0.150 1 of 2 fails"))
        .anySatisfy(line -> assertThat(line).isEqualTo("relu 1 1 3,000 0.00002295 0.06885 – –"))
        .anySatisfy(line -> assertThat(line).endsWith("needs ψ' Lipschitz: relu has a kink"));
  }

  @Test
  void shouldBeEmptyWithoutAProbe() {
    assertThat(StatementTable.format(List.of(SampleCells.cell(1, 10, 10)))).isEmpty();
  }

  @Test
  void shouldWriteARowForEachCellAndStatement() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    StatementTable.write(List.of(cell(100, 0, 0.02), cell(200, 0.1, 0.2)), out);

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(1 + 2 * Statements.ALL.size());
    assertThat(lines.get(0)).startsWith("cell,statement,version,activation,depth,dimension,width,");
    assertThat(lines)
        .filteredOn(line -> line.contains(",Lemma 8,") && line.contains(",value_abs,"))
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).contains(",relu,1,100,3000,0.05,1.0,").endsWith(",holds,"),
            second -> assertThat(second).contains(",relu,1,200,3000,").endsWith(",fails,"));
  }
}
