package onestep.aggregator.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import onestep.aggregator.figures.plot.Panel;
import onestep.aggregator.figures.plot.Point;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import onestep.contract.cell.Activation;
import org.junit.jupiter.api.Test;

class ChartTest {

  @Test
  void shouldMakeACurveOfEachDimension() {
    // Given: in an order that is neither that of d nor that of k
    List<CellSummary> cells =
        List.of(
            SampleCells.cell(1, 1000, 1000),
            SampleCells.cell(1, 10, 20),
            SampleCells.cell(1, 1000, 20));

    // When
    Panel panel =
        chart(cells, Variable.WIDTH, Variable.DIMENSION, Measure.LINEARITY).panel("", cells);

    // Then
    assertThat(panel.curves())
        .extracting(curve -> curve.key().label())
        .containsExactly("d = 10", "d = 1,000");
    assertThat(panel.curves().get(1).points()).extracting(Point::x).containsExactly(20.0, 1000.0);
    assertThat(panel.x().label()).isEqualTo("hidden width k");
  }

  @Test
  void shouldMakeACurveOfEachWidthAgainstTheDimension() {
    // Given
    List<CellSummary> cells = SampleCells.grid(List.of(1), List.of(10, 50), List.of(20, 200), 1);

    // When
    Panel panel =
        chart(cells, Variable.DIMENSION, Variable.WIDTH, Measure.LINEARITY).panel("", cells);

    // Then
    assertThat(panel.curves())
        .extracting(curve -> curve.key().label())
        .containsExactly("k = 20", "k = 200");
    assertThat(panel.curves().get(0).points()).extracting(Point::x).containsExactly(10.0, 50.0);
    assertThat(panel.x().label()).isEqualTo("input dimension d");
  }

  @Test
  void shouldMakeACurveOfEachActivation() {
    // Given
    List<CellSummary> cells = new ArrayList<>();
    for (Activation activation :
        List.of(Activation.GELU, Activation.RELU, Activation.LEAKY_RELU, Activation.SINE)) {
      cells.add(SampleCells.with(SampleCells.cell(1, 10, 20), activation));
    }

    // When
    Panel panel =
        chart(cells, Variable.WIDTH, Variable.ACTIVATION, Measure.LINEARITY).panel("", cells);

    // Then: in the order of the vocabulary, named as papers do
    assertThat(panel.curves())
        .extracting(curve -> curve.key().label())
        .containsExactly("ReLU", "leaky ReLU", "GELU", "sine");
  }

  @Test
  void shouldLeaveAGapWhereNothingIsKnown() {
    // Given
    List<CellSummary> cells =
        List.of(
            SampleCells.cell(1, 10, 10),
            SampleCells.unseen(1, 10, 50),
            SampleCells.cell(1, 10, 100));

    // When
    Panel panel =
        chart(cells, Variable.WIDTH, Variable.DIMENSION, Measure.GRADIENT_NORM).panel("", cells);

    // Then
    assertThat(panel.curves().get(0).points())
        .extracting(Point::isDefined)
        .containsExactly(true, false, true);
  }

  @Test
  void shouldMakeAPanelOfEachDepthOnOneVerticalAxis() {
    // Given: depths with other widths, and one of which nothing is known
    List<CellSummary> cells =
        new ArrayList<>(SampleCells.grid(List.of(1), List.of(10), List.of(20, 200, 2000), 1));
    cells.addAll(SampleCells.grid(List.of(2, 5), List.of(10), List.of(20, 200), 1));
    cells.add(SampleCells.unseen(3, 10, 20));

    // When
    List<Panel> panels =
        chart(cells, Variable.WIDTH, Variable.DIMENSION, Measure.LINEARITY).panelsByDepth(cells);

    // Then
    assertThat(panels).extracting(Panel::title).containsExactly("L = 1", "L = 2", "L = 5");
    assertThat(panels).extracting(Panel::y).containsOnly(panels.get(0).y());
    assertThat(panels.get(1).x()).isEqualTo(panels.get(2).x()).isNotEqualTo(panels.get(0).x());
  }

  private static Chart chart(List<CellSummary> cells, Variable x, Variable curve, Measure measure) {
    return new Chart(x, curve, measure, new Keys(cells));
  }
}
