package onestep.aggregator.figures;

import static onestep.aggregator.samples.ProbedCells.about;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import onestep.aggregator.samples.ProbedCells;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.AttackSpec.RandomDirection;
import onestep.contract.cell.ProbeQuantity;
import org.junit.jupiter.api.Test;

class StatementFiguresTest {

  private static CellSummary probed(Activation activation, int dimension, double radius) {
    Map<ProbeQuantity, Estimate> known = new EnumMap<>(ProbeQuantity.class);
    known.put(ProbeQuantity.DRIFT_RANDOM_SQUARED, about(radius / dimension));
    known.put(ProbeQuantity.DRIFT_RELATIVE, about(radius / Math.sqrt(dimension)));
    known.put(ProbeQuantity.CHANGED_SIGNS, about(radius / 3 / Math.sqrt(dimension)));
    if (activation.isSmooth()) {
      known.put(ProbeQuantity.HESSIAN_NORM, about(1 / Math.sqrt(dimension)));
    }
    return ProbedCells.cell(activation, dimension, 3000, new Probe(0.05, radius), known);
  }

  private static List<CellSummary> probed(Activation activation) {
    List<CellSummary> cells = new ArrayList<>();
    for (int dimension : List.of(100, 400)) {
      for (double radius : List.of(0.5, 1.0, 3.0)) {
        cells.add(probed(activation, dimension, radius));
      }
    }
    return cells;
  }

  private static List<String> kinds(List<CellSummary> cells) {
    return StatementFigures.of(cells).stream().map(Figure::kind).toList();
  }

  @Test
  void shouldDrawTheRatesOfProbes() {
    assertThat(kinds(probed(Activation.TANH)))
        .containsExactly("hessian-norm", "drift-random", "drift-largest", "changed-signs");
    assertThat(kinds(probed(Activation.RELU)))
        .containsExactly("drift-random", "drift-largest", "changed-signs");
  }

  @Test
  void shouldLeaveOutWhatHasNothingToJoin() {
    assertThat(kinds(List.of(probed(Activation.RELU, 100, 1)))).isEmpty();
    assertThat(kinds(SampleCells.grid(List.of(1), List.of(10, 100), List.of(10, 100), 1)))
        .isEmpty();
  }

  @Test
  void shouldDrawSuccessAgainstTheStepAndItsFailureOverGamma() {
    List<CellSummary> cells = new ArrayList<>();
    for (double failure : List.of(0.5, 0.1)) {
      for (int width : List.of(10, 100)) {
        cells.add(
            SampleCells.with(SampleCells.cell(1, 100, width), FixedStep.failingAtMost(failure)));
      }
    }

    List<Figure> figures = StatementFigures.of(cells);

    assertThat(figures).extracting(Figure::kind).containsExactly("success", "failure");
    // A panel for all steps, and one for each γ
    assertThat(panels(figures.get(0))).isEqualTo(1);
    assertThat(panels(figures.get(1))).isEqualTo(2);
  }

  @Test
  void shouldDrawHowManyFlipAlongARandomLine() {
    RandomDirection attack = new RandomDirection(10, 0.05);
    CellSummary cell =
        SampleCells.with(SampleCells.cell(1, 100, 100), attack)
            .withQuantities(attack.quantities().stream().map(quantity -> about(0.1)).toList());

    assertThat(kinds(List.of(cell))).containsExactly("random-direction");
  }

  /** Panels that curves are clipped to. */
  private static int panels(Figure figure) {
    return figure.toSvg().split("<clipPath", -1).length - 1;
  }
}
