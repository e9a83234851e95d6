package onestep.producer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import org.junit.jupiter.api.Test;

class TheoryTest {

  @Test
  void shouldGiveTheClosedFormsOfOneReluLayer() {
    Theory theory = Theory.of(cell(1, 1, 20, StepUnit.ETA));

    assertThat(theory.gradientNorm()).hasValueCloseTo(Math.sqrt(0.5), within(1e-15));
    assertThat(theory.flippedFraction()).hasValueCloseTo(1.0, within(1e-15));
    assertThat(theory.etaMean()).hasValueCloseTo(2 / Math.sqrt(Math.PI), within(1e-14));
    assertThat(theory.etaSd()).hasValueCloseTo(Math.sqrt(2 - 4 / Math.PI), within(1e-14));
    assertThat(theory.valueSd()).hasValueCloseTo(Math.sqrt(0.5), within(1e-15));
    assertThat(theory.valueAbsMean()).hasValueCloseTo(Math.sqrt(1 / Math.PI), within(1e-15));
    assertThat(theory.perturbationMean()).hasValueCloseTo(Math.sqrt(2 / Math.PI), within(1e-14));
  }

  @Test
  void shouldTruncateTheStepsOfSixReluLayers() {
    Theory theory = Theory.of(cell(6, 1, 20, StepUnit.ETA));

    // σ = 8 and m = 2.5: 2Φ(2.5) - 1 and the mean of the design's formula.
    double fraction = 0.987580669348448;
    double mean = 8 * Math.sqrt(2 / Math.PI) * -Math.expm1(-2.5 * 2.5 / 2) / fraction;
    double density = Math.exp(-2.5 * 2.5 / 2) / Math.sqrt(2 * Math.PI);
    double second = 64 * (1 - 2 * 2.5 * density / fraction);
    assertThat(theory.flippedFraction()).hasValueCloseTo(fraction, within(1e-14));
    assertThat(theory.etaMean()).hasValueCloseTo(mean, within(1e-12));
    assertThat(theory.etaSd()).hasValueCloseTo(Math.sqrt(second - mean * mean), within(1e-12));
    assertThat(theory.gradientNorm()).hasValueCloseTo(0.125, within(1e-15));
  }

  @Test
  void shouldTendToUniformStepsWhenTheLargestIsTiny() {
    Theory theory = Theory.of(cell(1, 1, 1e-6, StepUnit.ETA));

    assertThat(theory.etaMean()).hasValueCloseTo(5e-7, within(1e-15));
    assertThat(theory.etaSd()).hasValueCloseTo(1e-6 / Math.sqrt(12), within(1e-15));
  }

  @Test
  void shouldGiveTheSpreadWithoutAStepWhereItsFormulaChanges() {
    double sigma = Math.sqrt(2);
    double below =
        Theory.of(cell(1, 1, 0.01 * sigma * (1 - 1e-9), StepUnit.ETA)).etaSd().orElseThrow();
    double above =
        Theory.of(cell(1, 1, 0.01 * sigma * (1 + 1e-9), StepUnit.ETA)).etaSd().orElseThrow();

    assertThat(above / below).isCloseTo(1, within(1e-8));
  }

  @Test
  void shouldNotTruncateLinearStepsFromOneOn() {
    Theory theory = Theory.of(cell(6, 1, 1, StepUnit.LINEAR));

    assertThat(theory.flippedFraction()).hasValue(1);
    assertThat(theory.etaMean()).hasValueCloseTo(8 * Math.sqrt(2 / Math.PI), within(1e-12));
  }

  @Test
  void shouldLeaveStepsEmptyWhenNoneFlips() {
    Theory theory = Theory.of(cell(6, 1, 0.9, StepUnit.LINEAR));

    assertThat(theory.flippedFraction()).hasValue(0);
    assertThat(theory.etaMean()).isEmpty();
    assertThat(theory.etaSd()).isEmpty();
    assertThat(theory.perturbationMean()).isEmpty();
    assertThat(theory.gradientNorm()).isPresent();
  }

  @Test
  void shouldConvertRadiusToTheStepOfTheLimit() {
    // d = 100 and ‖∇f‖ = 1/8: a tenth of the radius is a step of 0.1 · 10 · 8 = 8.
    Theory radius = Theory.of(cell(6, 1, 0.1, StepUnit.RADIUS));

    assertThat(radius).isEqualTo(Theory.of(cell(6, 1, 8, StepUnit.ETA)));
  }

  @Test
  void shouldLeaveWhatOverflowsEmpty() {
    Theory theory = Theory.of(cell(6, 1e300, 20, StepUnit.ETA));

    assertThat(theory.gradientNorm()).isEmpty();
    assertThat(theory.etaMean()).isEmpty();
  }

  /** ReLU, L = 1, gain 1: σ = √2, ‖∇f‖ = 1/√2, and P(|Z| ≤ 1) = 0.6827. */
  @Test
  void shouldPredictTheSuccessOfAFixedStep() {
    Theory theory = Theory.of(fixed(Math.sqrt(2), StepUnit.ETA));

    assertThat(theory.flippedFraction().orElseThrow()).isCloseTo(0.682689492, within(1e-9));
    assertThat(theory.etaMean().orElseThrow()).isCloseTo(Math.sqrt(2), within(1e-12));
    assertThat(theory.etaSd()).hasValue(0);
    assertThat(theory.perturbationMean().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(Theory.of(fixed(1, StepUnit.SIGMA)).flippedFraction().orElseThrow())
        .isCloseTo(0.682689492, within(1e-9));
    // d = 100: a step of 0.1 √d has length 1
    assertThat(Theory.of(fixed(0.1, StepUnit.RADIUS)).flippedFraction().orElseThrow())
        .isCloseTo(0.682689492, within(1e-9));
  }

  @Test
  void shouldPredictTheStepsOfLinearFixedSteps() {
    Theory theory = Theory.of(fixed(1.5, StepUnit.LINEAR));

    assertThat(theory.flippedFraction()).hasValue(1);
    assertThat(theory.etaMean().orElseThrow())
        .isCloseTo(1.5 * 2 / Math.sqrt(Math.PI), within(1e-9));
    assertThat(Theory.of(fixed(0.9, StepUnit.LINEAR)).flippedFraction()).hasValue(0);
    assertThat(Theory.of(fixed(0.9, StepUnit.LINEAR)).etaMean()).isEmpty();
  }

  private static CellSpec fixed(double step, StepUnit unit) {
    return new CellSpec(
        cell(1, 1, 20, StepUnit.ETA).model(),
        new AttackSpec.FixedStep(step, unit),
        1,
        CellSpec.CPU_NUMERICS);
  }

  private static CellSpec cell(int depth, double gain, double maxStep, StepUnit unit) {
    return new CellSpec(
        new ModelSpec(
            Collections.nCopies(depth, 1000), 100, Activation.RELU, gain, Sampler.DENSE, 1),
        new AttackSpec.SmallestStep(maxStep, unit, maxStep / 100),
        1,
        CellSpec.CPU_NUMERICS);
  }
}
