package onestep.aggregator.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import org.junit.jupiter.api.Test;

class PanelTest {

  @Test
  void shouldMakeACurveOfEachDimension() {
    // Given: in an order that is neither that of d nor that of k
    List<CellSummary> cells =
        List.of(
            SampleCells.cell(1, 100, 1000),
            SampleCells.cell(1, 10, 20),
            SampleCells.cell(1, 100, 20));

    // When
    Panel panel = Panel.of("", Measure.SMALLEST_STEP, cells);

    // Then
    assertThat(panel.curves()).extracting(Curve::dimension).containsExactly(10, 100);
    assertThat(panel.curves().get(1).points()).extracting(Point::width).containsExactly(20, 1000);
  }

  @Test
  void shouldSpreadAStepByOneStandardDeviation() {
    // Given
    CellSummary cell = SampleCells.cell(1, 100, 1000);

    // When
    Point point = Measure.SMALLEST_STEP.of(cell);

    // Then
    assertThat(point)
        .isEqualTo(
            new Point(
                1000,
                cell.eta().mean(),
                cell.eta().mean() - cell.eta().sd(),
                cell.eta().mean() + cell.eta().sd(),
                cell.theory().etaMean()));
  }

  @Test
  void shouldShowTheFractionInPercentWithItsInterval() {
    // Given
    CellSummary cell = SampleCells.cell(1, 100, 1000);

    // When
    Point point = Measure.FLIPPED.of(cell);

    // Then
    assertThat(point)
        .isEqualTo(
            new Point(
                1000,
                100 * cell.flippedFraction().mean(),
                100 * cell.flippedFraction().low(),
                100 * cell.flippedFraction().high(),
                100 * cell.theory().flippedFraction()));
  }

  @Test
  void shouldBreakACurveAtAnUndefinedPoint() {
    // Given
    List<CellSummary> cells =
        List.of(
            SampleCells.cell(1, 10, 10),
            SampleCells.cell(1, 10, 20),
            SampleCells.unseen(1, 10, 50),
            SampleCells.cell(1, 10, 100));

    // When
    Panel panel = Panel.of("", Measure.GRADIENT_NORM, cells);

    // Then
    assertThat(panel.curves().get(0).runs())
        .extracting(run -> run.stream().map(Point::width).toList())
        .containsExactly(List.of(10, 20), List.of(100));
  }

  @Test
  void shouldDrawAPointWithoutSpreadWhereTheSpreadIsUndefined() {
    assertThat(new Point(10, 0.7, Double.NaN, Double.NaN, Double.NaN))
        .isEqualTo(new Point(10, 0.7, 0.7, 0.7, Double.NaN));
  }

  @Test
  void shouldPreferTheCellWithMostTrialsAtOnePlace() {
    // Given
    CellSummary cell = SampleCells.cell(1, 10, 20);

    // When
    Panel panel = Panel.of("", Measure.GRADIENT_NORM, List.of(SampleCells.unseen(1, 10, 20), cell));

    // Then
    assertThat(panel.curves().get(0).points()).containsExactly(Measure.GRADIENT_NORM.of(cell));
  }

  @Test
  void shouldShareATheoryThatIsTheSameEverywhere() {
    // Given
    List<CellSummary> cells = List.of(SampleCells.cell(1, 10, 20), SampleCells.cell(1, 20, 50));

    // When
    Panel panel = Panel.of("", Measure.GRADIENT_NORM, cells);

    // Then
    assertThat(panel.commonTheory()).hasValue(Math.sqrt(0.5));
  }

  @Test
  void shouldNotShareATheoryThatDiffers() {
    // Given
    Curve narrow = new Curve(10, List.of(new Point(20, 1, 1, 1, 1.1)));
    Curve wide = new Curve(20, List.of(new Point(20, 1, 1, 1, 1.2)));

    // When
    Panel panel = new Panel("", Measure.SMALLEST_STEP, List.of(narrow, wide));

    // Then
    assertThat(panel.commonTheory()).isEmpty();
  }
}
