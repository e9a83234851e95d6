package onestep.aggregator.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import onestep.aggregator.figures.plot.Guide;
import onestep.aggregator.figures.plot.Key;
import onestep.aggregator.figures.plot.LinearScale;
import onestep.aggregator.figures.plot.LogScale;
import onestep.aggregator.figures.plot.Point;
import onestep.aggregator.figures.plot.Scale;
import onestep.aggregator.figures.plot.SymmetricLogScale;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import onestep.contract.theory.ReluGradientLaw;
import org.junit.jupiter.api.Test;

class MeasureTest {

  private static final CellSummary CELL = SampleCells.cell(1, 100, 1000);

  @Test
  void shouldSpreadAStepByOneStandardDeviation() {
    assertThat(Measure.SMALLEST_STEP.at(1000, CELL))
        .isEqualTo(
            new Point(
                1000,
                CELL.eta().mean(),
                CELL.eta().mean() - CELL.eta().sd(),
                CELL.eta().mean() + CELL.eta().sd()));
  }

  @Test
  void shouldShowTheFractionInPercentWithItsInterval() {
    assertThat(Measure.FLIPPED.at(1000, CELL))
        .isEqualTo(
            new Point(
                1000,
                100 * CELL.flippedFraction().mean(),
                100 * CELL.flippedFraction().low(),
                100 * CELL.flippedFraction().high()));
  }

  @Test
  void shouldMeasureDeviationsInStandardErrors() {
    // When
    Point point = Measure.GRADIENT_DEVIATION.at(7, CELL);

    // Then: sd / √n_eff is half of half the interval of the samples
    double error = (CELL.gradientNorm().high() - CELL.gradientNorm().low()) / 4;
    assertThat(point.x()).isEqualTo(7);
    assertThat(point.y())
        .isCloseTo(
            (CELL.gradientNorm().mean() - CELL.theory().gradientNorm()) / error, within(1e-9));
    assertThat(point.low()).isEqualTo(point.y());
  }

  @Test
  void shouldLeaveDeviationsUndefinedWhereTrialsDoNotDiffer() {
    assertThat(Measure.STEP_DEVIATION.at(1, SampleCells.unseen(1, 10, 20)).isDefined()).isFalse();
  }

  @Test
  void shouldShowTheGradientNormOverItsLimit() {
    // When
    Point point = Measure.GRADIENT_RATIO.at(1000, CELL);

    // Then
    assertThat(point.y()).isCloseTo(CELL.gradientNorm().mean() / Math.sqrt(0.5), within(1e-12));
    assertThat(point.high()).isCloseTo(CELL.gradientNorm().high() / Math.sqrt(0.5), within(1e-12));
  }

  @Test
  void shouldShowTheLengthOfAStepOverThatOfTheInput() {
    // When
    Point point = Measure.PERTURBATION.at(1000, CELL);

    // Then: inputs of dimension 100 have length 10
    assertThat(point.y()).isCloseTo(CELL.perturbation().mean() / 10, within(1e-12));
  }

  @Test
  void shouldShareATheoryThatIsTheSameForAll() {
    // Given
    List<CellSummary> cells = List.of(SampleCells.cell(1, 10, 20), SampleCells.cell(1, 20, 50));

    // When
    List<Guide> guides = Measure.GRADIENT_NORM.guides(cells, keys(cells));

    // Then
    assertThat(guides)
        .containsExactly(new Guide.Level("theory, k, d → ∞", Math.sqrt(0.5), Optional.empty()));
  }

  @Test
  void shouldShowEachTheoryWhereTheyDiffer() {
    // Given: gains, told apart by dimensions
    List<CellSummary> cells =
        List.of(
            SampleCells.cell(1, 10, 20, 1),
            SampleCells.cell(1, 10, 50, 1),
            SampleCells.cell(1, 20, 50, 2));

    // When
    List<Guide> guides = Measure.GRADIENT_NORM.guides(cells, keys(cells));

    // Then: one for each key
    assertThat(guides)
        .containsExactly(
            new Guide.Level(
                "theory, k, d → ∞", Math.sqrt(0.5), Optional.of(keys(cells).apply(cells.get(0)))),
            new Guide.Level("theory, k, d → ∞", 1.0, Optional.of(keys(cells).apply(cells.get(2)))));
  }

  @Test
  void shouldShowNoTheoryWhereThereIsNone() {
    assertThat(Measure.STEP_DEVIATION.guides(List.of(CELL), keys(List.of(CELL))))
        .containsExactly(new Guide.Zone("within ±2 standard errors", -2, 2));
  }

  @Test
  void shouldDrawTheExactLawAtManyWidths() {
    // Given
    List<CellSummary> cells = List.of(SampleCells.cell(3, 10, 20), SampleCells.cell(3, 10, 2000));

    // When
    List<Guide> guides = Measure.GRADIENT_RATIO.guides(cells, keys(cells));

    // Then: the limit, and a line from the first to the last width
    assertThat(guides).hasSize(2).first().isInstanceOf(Guide.Level.class);
    Guide.Line line = (Guide.Line) guides.get(1);
    assertThat(line.points()).hasSizeGreaterThan(50);
    Point first = line.points().get(0);
    ReluGradientLaw law = ReluGradientLaw.of(cells.get(0).spec().model()).orElseThrow();
    assertThat(first.x()).isEqualTo(20);
    assertThat(first.y()).isCloseTo(law.mean() / Math.sqrt(0.125), within(1e-12));
    assertThat(line.points().get(line.points().size() - 1).x()).isEqualTo(2000);
  }

  @Test
  void shouldShowSpreadsAsFarAsTheyLeavePointsRoom() {
    // Given: an interval that is a thousand times as long as what the points span
    Extent extent = new Extent(1, 2, -1000, 1000);

    // When
    Scale around = Scaling.AROUND.of(extent);
    Scale logarithmic = Scaling.LOGARITHMIC.of(extent);
    Scale fromZero = Scaling.FROM_ZERO.of(extent);

    // Then
    assertThat(around.share(2) - around.share(1)).isGreaterThan(0.3);
    assertThat(logarithmic.share(2) - logarithmic.share(1)).isGreaterThan(0.3);
    assertThat(fromZero.share(2)).isBetween(0.3, 0.5);
    assertThat(fromZero.share(0)).isZero();
  }

  @Test
  void shouldChooseTheScaleThatAMeasureNeeds() {
    // Given
    Extent extent = new Extent(1, 2, 0.9, 2.1);

    // When, Then
    assertThat(Measure.FLIPPED.scale(extent)).isEqualTo(LinearScale.of(-4, 104));
    assertThat(Measure.LINEARITY.scale(extent)).isInstanceOf(LogScale.class);
    assertThat(Measure.STEP_DEVIATION.scale(extent)).isInstanceOf(SymmetricLogScale.class);
  }

  private static Function<CellSummary, Key> keys(List<CellSummary> cells) {
    Keys keys = new Keys(cells);
    return cell -> keys.of(Variable.DIMENSION, Variable.DIMENSION.of(cell));
  }
}
