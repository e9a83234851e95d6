package onestep.contract.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTest {

  /** Values at t = -1.5 and t = 0.75, from mpmath 1.2.1 with 30 digits. */
  @ParameterizedTest
  @CsvSource({
    "relu, 0, 0.75",
    "leaky-relu, -0.0149999996647239, 0.75",
    "tanh, -0.905148253644866, 0.635148952387287",
    "erf, -0.966105146475311, 0.711155633653515",
    "sigmoid, 0.182425523806356, 0.679178699175393",
    "softplus, 0.201413277982752, 1.1368710061149",
    "gelu, -0.100210801903287, 0.580029485717349",
    "swish, -0.273638285709535, 0.509384024381545",
    "sine, -0.997494986604054, 0.681638760023334"
  })
  void shouldHaveTheValuesOfItsDefinition(String label, double atMinus, double atPlus) {
    Activation activation = Activation.of(label);

    assertThat(activation.value(-1.5)).isCloseTo(atMinus, within(1e-14));
    assertThat(activation.value(0.75)).isCloseTo(atPlus, within(1e-14));
  }

  @ParameterizedTest
  @EnumSource
  void shouldHaveTheDerivativeOfItsValue(Activation activation) {
    for (double t = -9.03; t < 9; t += 0.17) {
      double difference = (activation.value(t + 1e-6) - activation.value(t - 1e-6)) / 2e-6;

      assertThat(activation.derivative(t)).as("at %s", t).isCloseTo(difference, within(1e-8));
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RELU", "LEAKY_RELU"},
      mode = EnumSource.Mode.EXCLUDE)
  void shouldHaveTheSecondDerivativeOfItsDerivative(Activation activation) {
    for (double t = -9.03; t < 9; t += 0.17) {
      double difference =
          (activation.derivative(t + 1e-6) - activation.derivative(t - 1e-6)) / 2e-6;

      assertThat(activation.secondDerivative(t)).as("at %s", t).isCloseTo(difference, within(1e-8));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RELU", "LEAKY_RELU"})
  void shouldBeLinearOnBothSidesOfItsKink(Activation activation) {
    assertThat(activation.isPiecewiseLinear()).isTrue();
    assertThat(activation.value(-3)).isEqualTo(-3 * activation.slopeBelow());
    assertThat(activation.derivative(-3)).isEqualTo(activation.slopeBelow());
    assertThat(activation.derivative(0)).isEqualTo(activation.slopeBelow());
    assertThat(activation.slopeBelow()).isEqualTo((float) activation.slopeBelow());
    assertThat(activation.derivative(1e-300)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void shouldPassNaNsOn(Activation activation) {
    assertThat(activation.value(Double.NaN)).isNaN();
  }

  @Test
  void shouldRefuseTheSecondDerivativeAtAKinkAndNameTheSmoothOnes() {
    assertThatThrownBy(() -> Activation.RELU.secondDerivative(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the second derivative of relu is 0 apart from its kink, where it does not exist: take"
                + " one of tanh, erf, sigmoid, softplus, gelu, swish, sine");
  }

  @Test
  void shouldNameTheKnownOnesForAnUnknownLabel() {
    assertThatThrownBy(() -> Activation.of("step"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "activation must be one of relu, leaky-relu, tanh, erf, sigmoid, softplus, gelu, swish,"
                + " sine, got step");
  }
}
