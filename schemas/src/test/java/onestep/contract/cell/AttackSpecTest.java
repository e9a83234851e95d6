package onestep.contract.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.theory.WideLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttackSpecTest {

  /** |η| = C √log(1/γ) with C = √2 √q_L / ‖∇f‖², which is 2 for one hidden layer of ReLUs. */
  @Test
  void shouldTakeTheSharpConstantOfTheTheorems() {
    ModelSpec model = new ModelSpec(List.of(50), 20, Activation.RELU, 1, Sampler.DENSE, 1);

    FixedStep step = FixedStep.failingAtMost(0.01);

    assertThat(step.unit()).isEqualTo(StepUnit.SIGMA);
    assertThat(step.step() * WideLimit.of(model).stepDeviation())
        .isCloseTo(2 * Math.sqrt(Math.log(100)), within(1e-12));
  }

  @Test
  void shouldMeasureStepsInDeviations() {
    // ReLU, L = 1, gain 1: q_1 = ‖∇f‖² = 1/2, σ = √2
    WideLimit limit = WideLimit.of(Activation.RELU, 1, 1);

    assertThat(limit.inDeviations(3, StepUnit.ETA, 50)).isCloseTo(3 / Math.sqrt(2), within(1e-12));
    assertThat(limit.inDeviations(0.1, StepUnit.RADIUS, 50))
        .isCloseTo(0.1 * 10 / Math.sqrt(2), within(1e-12));
    assertThat(limit.inDeviations(3, StepUnit.LENGTH, 50)).isCloseTo(3, within(1e-12));
    assertThat(limit.inDeviations(3, StepUnit.SIGMA, 50)).isEqualTo(3);
    assertThat(limit.inDeviations(3, StepUnit.LINEAR, 50)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, 1.5, Double.NaN})
  void shouldRefuseAFailureThatIsNoProbability(double failure) {
    assertThatThrownBy(() -> FixedStep.failingAtMost(failure))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("failure must be above 0 and below 1, got " + failure);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.POSITIVE_INFINITY, Double.NaN})
  void shouldRefuseAStepThatIsNone(double step) {
    assertThatThrownBy(() -> new FixedStep(step, StepUnit.ETA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("step must be positive and finite, got " + step);
  }

  @Test
  void shouldBeTheSameProbeWhenReadBack() {
    Probe probe = new Probe(0.05, 2);

    AttackSpec read =
        AttackSpec.of(
            probe.label(), probe.maxStep(), probe.unit(), probe.resolution(), probe.parameters());

    assertThat(read).isEqualTo(probe);
    assertThat(probe.maxStep()).isEqualTo(2);
    assertThat(probe.unit()).isEqualTo(StepUnit.LENGTH);
    assertThat(probe.quantities()).hasSameSizeAs(ProbeQuantity.values());
    assertThat(probe.quantities().get(ProbeQuantity.DRIFT_LARGEST.index()).name())
        .isEqualTo("drift_largest");
  }

  @Test
  void shouldRefuseAProbeThatIsNone() {
    assertThatThrownBy(() -> new Probe(1, 1))
        .hasMessage("failure must be above 0 and below 1, got 1.0");
    assertThatThrownBy(() -> new Probe(0.1, 0))
        .hasMessage("radius must be positive and finite, got 0.0");
    assertThatThrownBy(() -> AttackSpec.of("probe", 1, StepUnit.ETA, 0, Map.of("failure", 0.1)))
        .hasMessage("unit of probe must be length, got eta");
    assertThatThrownBy(() -> AttackSpec.of("probe", 1, StepUnit.LENGTH, 0, Map.of()))
        .hasMessage("failure must be above 0 and below 1, got NaN");
  }
}
