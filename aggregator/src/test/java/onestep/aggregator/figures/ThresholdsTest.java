package onestep.aggregator.figures;

import static onestep.aggregator.samples.SampleCells.flipping;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onestep.aggregator.figures.plot.Panel;
import onestep.aggregator.figures.plot.Point;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import org.junit.jupiter.api.Test;

class ThresholdsTest {

  private static final Thresholds OF_WIDTH = new Thresholds(Variable.WIDTH, Variable.DIMENSION);

  @Test
  void shouldFindTheWidthFromWhichOnAllFlip() {
    // Given: 99.4 % is not all, 99.5 % is; at L = 2 a larger width falls back once
    List<CellSummary> cells =
        List.of(
            flipping(1, 10, 20, 0.994),
            flipping(1, 10, 50, 0.995),
            flipping(1, 10, 100, 1),
            flipping(2, 10, 20, 1),
            flipping(2, 10, 50, 0.9),
            flipping(2, 10, 100, 1));

    // When
    Panel panel = panel(OF_WIDTH, cells).orElseThrow();

    // Then
    assertThat(panel.curves()).hasSize(1);
    assertThat(panel.curves().get(0).key().label()).isEqualTo("d = 10");
    assertThat(panel.curves().get(0).points()).containsExactly(Point.of(1, 50), Point.of(2, 100));
    assertThat(panel.beyond()).isEmpty();
  }

  @Test
  void shouldPlaceWhatIsNeverReachedBeyondTheAxis() {
    // Given
    List<CellSummary> cells =
        List.of(
            flipping(1, 10, 20, 1),
            flipping(1, 10, 50, 1),
            flipping(2, 10, 20, 1),
            flipping(2, 10, 50, 0.9));

    // When
    Panel panel = panel(OF_WIDTH, cells).orElseThrow();

    // Then
    assertThat(panel.curves().get(0).points())
        .containsExactly(Point.of(1, 20), Point.of(2, Double.POSITIVE_INFINITY));
    assertThat(panel.beyond()).isEqualTo("not reached");
  }

  @Test
  void shouldFindTheDimensionFromWhichOnAllFlip() {
    // Given
    List<CellSummary> cells =
        List.of(
            flipping(1, 10, 20, 0.9),
            flipping(1, 50, 20, 1),
            flipping(2, 10, 20, 0.8),
            flipping(2, 50, 20, 0.9));

    // When
    Panel panel = panel(new Thresholds(Variable.DIMENSION, Variable.WIDTH), cells).orElseThrow();

    // Then
    assertThat(panel.curves().get(0).key().label()).isEqualTo("k = 20");
    assertThat(panel.curves().get(0).points())
        .containsExactly(Point.of(1, 50), Point.of(2, Double.POSITIVE_INFINITY));
  }

  @Test
  void shouldCompareDepthsOnTheGridThatMostOfThemHave() {
    // Given: L = 1 alone goes on to 1000, where it falls back; L = 4 has but a cell of its own
    List<CellSummary> cells = new ArrayList<>();
    for (int depth : List.of(1, 2, 3)) {
      cells.add(flipping(depth, 10, 20, 0.9));
      cells.add(flipping(depth, 10, 50, 1));
    }
    cells.add(flipping(1, 10, 1000, 0.9));
    cells.add(flipping(4, 10, 1_000_000, 1));

    // When
    Panel panel = panel(OF_WIDTH, cells).orElseThrow();

    // Then
    assertThat(panel.curves().get(0).points())
        .containsExactly(Point.of(1, 50), Point.of(2, 50), Point.of(3, 50));
  }

  @Test
  void shouldWaitForWhatHasNotBeenSeen() {
    // Given: at L = 2 a cell is still to come
    List<CellSummary> cells =
        List.of(
            flipping(1, 10, 20, 1),
            flipping(1, 10, 50, 1),
            flipping(2, 10, 20, 1),
            SampleCells.unseen(2, 10, 50),
            flipping(3, 10, 20, 1),
            flipping(3, 10, 50, 1));

    // When
    Panel panel = panel(OF_WIDTH, cells).orElseThrow();

    // Then
    assertThat(panel.curves().get(0).points()).containsExactly(Point.of(1, 20), Point.of(3, 20));
  }

  @Test
  void shouldNeedTwoDepthsAndTwoValues() {
    assertThat(panel(OF_WIDTH, List.of(flipping(1, 10, 20, 1), flipping(1, 10, 50, 1)))).isEmpty();
    assertThat(panel(OF_WIDTH, List.of(flipping(1, 10, 20, 1), flipping(2, 10, 20, 1)))).isEmpty();
  }

  private static Optional<Panel> panel(Thresholds thresholds, List<CellSummary> cells) {
    return thresholds.panel(
        "", new VariantCells(Variant.of(cells.get(0)), "", cells, new Keys(cells)));
  }
}
