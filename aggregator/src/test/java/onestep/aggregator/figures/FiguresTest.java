package onestep.aggregator.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FiguresTest {

  private static final List<Integer> DIMENSIONS = List.of(10, 100);
  private static final List<Integer> WIDTHS = List.of(20, 200);

  @Test
  void shouldNumberFiguresAsThePaperDoes() {
    // Given
    List<CellSummary> cells =
        SampleCells.grid(List.of(1, 2, 3, 4, 5, 6), List.of(10), List.of(20), 1);

    // When
    List<Figure> figures = Figures.of(cells);

    // Then
    assertThat(figures)
        .filteredOn(Figure::isOfThePaper)
        .extracting(Figure::name)
        .containsExactly(
            "figure-1", "figure-2", "figure-3", "figure-4", "figure-5", "figure-6", "figure-7");
    assertThat(figures.get(0).title()).endsWith("L = 1");
    assertThat(figures.get(6).title()).endsWith("L = 6");
  }

  @Test
  void shouldDrawMoreThanThePaperDoes() {
    // Given
    List<CellSummary> cells = SampleCells.grid(List.of(1, 3), DIMENSIONS, WIDTHS, 1);

    // When
    List<Figure> figures = Figures.of(cells);

    // Then
    assertThat(figures)
        .extracting(Figure::name)
        .containsExactly(
            "figure-1",
            "figure-2",
            "figure-4",
            "linearity-k",
            "linearity-d",
            "deviation-eta",
            "deviation-gradient-norm",
            "gradient-law",
            "threshold");
  }

  /** A fixed step has a success, and no smallest step whose size and linearity could be drawn. */
  @Test
  void shouldDrawTheSuccessOfFixedStepsAndNoSmallestSteps() {
    // Given
    AttackSpec fixed = new AttackSpec.FixedStep(2, StepUnit.SIGMA);
    List<CellSummary> cells =
        SampleCells.grid(List.of(1, 3), DIMENSIONS, WIDTHS, 1).stream()
            .map(cell -> SampleCells.with(cell, fixed))
            .toList();

    // When
    List<Figure> figures = Figures.of(cells);

    // Then
    assertThat(figures)
        .extracting(Figure::name)
        .containsExactly(
            "figure-2", "deviation-gradient-norm", "gradient-law", "threshold", "failure");
  }

  @Test
  void shouldLeaveOutWhatHasTooLittleToCompare() {
    // Given, When, Then: one cell; one width; one dimension
    assertThat(names(List.of(SampleCells.cell(2, 10, 20)))).containsExactly("figure-2", "figure-3");
    assertThat(names(SampleCells.grid(List.of(2), DIMENSIONS, List.of(20), 1)))
        .containsExactly("figure-2", "figure-3", "linearity-d");
    assertThat(names(SampleCells.grid(List.of(2), List.of(10), WIDTHS, 1)))
        .containsExactly(
            "figure-2",
            "figure-3",
            "linearity-k",
            "deviation-eta",
            "deviation-gradient-norm",
            "gradient-law");
  }

  @Test
  void shouldDrawEachGainApart() {
    // Given
    List<CellSummary> cells =
        List.of(SampleCells.cell(1, 10, 20, 1), SampleCells.cell(1, 10, 20, 2));

    // When
    List<Figure> figures = Figures.of(cells);

    // Then
    assertThat(figures)
        .extracting(Figure::name)
        .containsExactly(
            "figure-1-gain-1", "figure-2-gain-1", "figure-1-gain-2", "figure-2-gain-2");
    assertThat(figures)
        .extracting(Figure::kind)
        .containsExactly("figure-1", "figure-2", "figure-1", "figure-2");
  }

  @Test
  void shouldCompareActivationsAtTheLargestDimensionThatAllHave() {
    // Given: the largest of one alone is larger
    List<CellSummary> cells =
        new ArrayList<>(SampleCells.grid(List.of(1), List.of(10, 100, 1000), WIDTHS, 1));
    for (CellSummary cell : SampleCells.grid(List.of(1), DIMENSIONS, WIDTHS, 1)) {
      cells.add(SampleCells.with(cell, Activation.TANH));
    }

    // When
    List<Figure> figures = Figures.of(cells);

    // Then
    assertThat(figures)
        .extracting(Figure::name)
        .contains("figure-1-activation-relu", "gradient-law-activation-relu")
        .doesNotContain("gradient-law-activation-tanh")
        .endsWith("activations-perturbation", "activations-linearity");
    assertThat(ActivationFigures.commonDimension(Variable.ACTIVATION.group(cells).values()))
        .hasValue(100);
  }

  @Test
  void shouldKeepFileNamesShort() {
    // Given
    List<CellSummary> cells =
        List.of(SampleCells.cell(1, 10, 20, 1), SampleCells.cell(1, 10, 20, 1e-300));

    // When, Then
    assertThat(names(cells)).contains("figure-1-gain-1", "figure-1-gain-1.0E-300");
  }

  @Test
  void shouldDrawTheCellWithMostTrialsAtOnePlace() {
    // Given
    CellSummary dense = SampleCells.cell(1, 10, 20);
    CellSummary unseen = SampleCells.unseen(1, 10, 20);

    // When, Then: what is seen is drawn, so there are figures
    assertThat(names(List.of(unseen, SampleCells.with(dense, Sampler.CONDITIONED))))
        .containsExactly("figure-1", "figure-2");
  }

  @Test
  void shouldDrawNothingOfNothing() {
    assertThat(Figures.of(List.of())).isEmpty();
    assertThat(Figures.of(List.of(SampleCells.unseen(1, 10, 20)))).isEmpty();
  }

  @Test
  void shouldLeaveCellsOfUnequalWidthsToTheTable() {
    assertThat(Figures.of(List.of(SampleCells.cell(List.of(20, 50), 10)))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void shouldDrawTheSameBytesAgain(FigureFormat format) {
    // Given
    List<CellSummary> cells = SampleCells.grid(List.of(1, 2), DIMENSIONS, WIDTHS, 1);

    // When
    List<Figure> first = Figures.of(cells);
    List<Figure> second = Figures.of(cells);

    // Then
    for (int i = 0; i < first.size(); i++) {
      assertThat(first.get(i).toFile(format, 72)).isEqualTo(second.get(i).toFile(format, 72));
    }
  }

  @Test
  void shouldLeaveTheCaptionOut() {
    // Given
    Figure figure = Figures.of(List.of(SampleCells.cell(1, 10, 20))).get(0);

    // When
    Figure untitled = figure.withoutCaption();

    // Then
    assertThat(untitled.name()).isEqualTo(figure.name());
    assertThat(untitled.toSvg()).hasSizeLessThan(figure.toSvg().length() - 10_000);
  }

  @Test
  void shouldSayHowMuchWasSampled() {
    // Given: 100 networks of 100 points, and none
    List<CellSummary> some = List.of(SampleCells.cell(1, 10, 20), SampleCells.unseen(1, 10, 50));

    // When, Then
    assertThat(SampleSize.of(some)).isEqualTo("up to 100 networks\u00a0×\u00a0100 points");
    assertThat(SampleSize.of(List.of(SampleCells.ofOnePoint(1, 10, 20))))
        .isEqualTo("100 networks\u00a0×\u00a01 point");
  }

  private static List<String> names(List<CellSummary> cells) {
    return Figures.of(cells).stream().map(Figure::name).toList();
  }
}
