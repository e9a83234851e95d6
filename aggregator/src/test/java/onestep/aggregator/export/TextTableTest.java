package onestep.aggregator.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.Sampler;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void shouldAlignNumbersUnderTheirHeaders() {
    // Given
    List<CellSummary> cells =
        List.of(SampleCells.cell(1, 10, 1_000_000), SampleCells.unseen(1, 1000, 20));

    // When
    String table = TextTable.format(cells, Map.of());

    // Then
    assertThat(table)
        .isEqualTo(
            """
                                       networks          flipped %              η       η           ‖∇f‖    ‖∇f‖
            L      d          k  gain  × points    [95 % interval]         mean ±  theory         mean ±  theory  linearity

            1     10  1,000,000     1   100×100  91.0 [87.6, 94.4]  1.298 ± 0.078   1.128  0.672 ± 0.008   0.707      1.050
            1  1,000         20     1     0×100                  –              –   1.128              –   0.707          –
            """);
  }

  @Test
  void shouldSeparateDepthsAndGains() {
    // Given
    List<CellSummary> cells =
        List.of(
            SampleCells.cell(1, 10, 20),
            SampleCells.cell(1, 10, 50),
            SampleCells.cell(2, 10, 50),
            SampleCells.cell(2, 10, 50, 2));

    // When
    List<String> lines = TextTable.format(cells, Map.of()).lines().toList();

    // Then
    assertThat(lines.stream().map(line -> line.isEmpty() ? "" : line.substring(0, 1)))
        .containsExactly(" ", "L", "", "1", "1", "", "2", "", "2");
  }

  @Test
  void shouldKeepTheRowsOfACurveTogether() {
    // Given: the order of a plan, in which dimension and gain change fastest
    List<CellSummary> cells = new ArrayList<>();
    for (int width : List.of(20, 100)) {
      for (int dimension : List.of(10, 30)) {
        for (int gain : List.of(1, 2)) {
          cells.add(SampleCells.cell(1, dimension, width, gain));
        }
      }
    }

    // When
    List<String> lines = TextTable.format(cells, Map.of()).lines().skip(2).toList();

    // Then
    assertThat(lines.stream().map(line -> line.replaceAll("  +", " ").replaceAll(" 100×100.*", "")))
        .containsExactly(
            "",
            "1 10 20 1",
            "1 10 100 1",
            "1 30 20 1",
            "1 30 100 1",
            "",
            "1 10 20 2",
            "1 10 100 2",
            "1 30 20 2",
            "1 30 100 2");
  }

  @Test
  void shouldShowWhatTellsCellsApart() {
    // Given
    CellSummary dense = SampleCells.cell(1, 10, 20);
    CellSummary conditioned = SampleCells.with(dense, Sampler.CONDITIONED);
    CellSummary wide = SampleCells.with(SampleCells.cell(1, 10, 30), Sampler.CONDITIONED);

    // When, Then
    assertThat(TextTable.format(List.of(dense, conditioned), Map.of()).lines())
        .anySatisfy(line -> assertThat(line).startsWith("1  10  20     1        dense   100×100"))
        .anySatisfy(line -> assertThat(line).startsWith("1  10  20     1  conditioned   100×100"));
    assertThat(TextTable.format(List.of(dense, wide), Map.of())).doesNotContain("sampler");
  }

  @Test
  void shouldShowTheSuccessThatIsPredictedOfFixedSteps() {
    // Given: theory of the flipped fraction 1, of the theorems 1 - 0.1
    CellSummary search = SampleCells.cell(1, 10, 20);
    CellSummary fixed = SampleCells.with(search, AttackSpec.FixedStep.failingAtMost(0.1));

    // When
    List<String> lines = TextTable.format(List.of(search, fixed), Map.of()).lines().toList();

    // Then
    assertThat(lines.get(0)).containsSubsequence("flipped %", "flipped %", "theorem");
    assertThat(lines.get(3)).contains("  η ≤ 20  ").containsSubsequence("]", "100.0", "–");
    assertThat(lines.get(4))
        .contains("  η = 2.14597 σ  ")
        .containsSubsequence("]", "100.0", "90.0");
    assertThat(TextTable.format(List.of(search), Map.of())).doesNotContain("theorem", "attack");
  }

  @Test
  void shouldKeepTheDigitsOfNumbersFarFromOne() {
    // Given: theory of ‖∇f‖ 5e-14, of η 1.6e13
    CellSummary cell = SampleCells.cell(2, 10, 20, 1e-13);

    // When, Then
    assertThat(TextTable.format(List.of(cell), Map.of()))
        .contains("  1.596e+13  ", "  5.000e-14  ")
        .doesNotContain(" 0.0000000000000 ");
  }

  @Test
  void shouldShowTheFirstDigitOfASmallError() {
    // Given
    CellSummary cell =
        SampleCells.withGradientNorm(
            SampleCells.cell(1, 10, 20), new Estimate(0.12512, 0.12472, 0.12552, 0.01, 100));

    // When, Then
    assertThat(TextTable.format(List.of(cell), Map.of())).contains("  0.1251 ± 0.0004  ");
  }

  @Test
  void shouldShowNotesBelowTheirRow() {
    // Given
    CellSummary first = SampleCells.cell(6, 10, 1_000_000);
    CellSummary second = SampleCells.cell(6, 100, 1_000_000);

    // When
    String table =
        TextTable.format(
            List.of(first, second), Map.of(first.spec().id(), "20 TB of weights, never stored"));

    // Then
    List<String> lines = table.lines().toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(4).strip()).isEqualTo("20 TB of weights, never stored");
  }

  @Test
  void shouldTellDegenerateAndUnresolvedTrials() {
    // Given
    CellSummary cell = SampleCells.withFailures(SampleCells.cell(6, 10, 10), 1234, 5);

    // When
    String table = TextTable.format(List.of(cell), Map.of());

    // Then
    assertThat(table)
        .endsWith(
            "1,234 degenerate (f or its gradient is 0); 5 unresolved (sign within rounding)\n");
  }

  @Test
  void shouldFitATerminal() {
    // Given: the largest numbers of the paper's grid
    List<CellSummary> cells = new ArrayList<>();
    cells.addAll(SampleCells.grid(List.of(1, 6), List.of(10, 10_000), List.of(10, 1_000_000), 1));

    // When
    String table = TextTable.format(cells, Map.of());

    // Then
    assertThat(table.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(125));
  }
}
