package onestep.contract.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import onestep.contract.cell.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WideLimitTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 2", "6, 1", "6, 1.7"})
  void shouldHalveReluNetworksLayerByLayer(int depth, double gain) {
    WideLimit limit = WideLimit.of(Activation.RELU, gain, depth);

    double expected = Math.pow(gain / 2, depth);
    assertThat(limit.valueVariance()).isCloseTo(expected, within(1e-14 * expected));
    assertThat(limit.gradientSquared()).isCloseTo(expected, within(1e-14 * expected));
    assertThat(limit.stepDeviation() * Math.sqrt(expected)).isCloseTo(1, within(1e-14));
  }

  @Test
  void shouldFeedTheActivityOfALayerToTheNext() {
    // Two layers of erf in closed form
    double first = 2 / Math.PI * Math.asin(2 * 1.5 / (1 + 2 * 1.5));
    double second = 2 / Math.PI * Math.asin(2 * 1.5 * first / (1 + 2 * 1.5 * first));
    double slopes =
        1.5
            * 4
            / Math.PI
            / Math.sqrt(1 + 4 * 1.5)
            * (1.5 * 4 / Math.PI / Math.sqrt(1 + 4 * 1.5 * first));

    WideLimit limit = WideLimit.of(Activation.ERF, 1.5, 2);

    assertThat(limit.valueVariance()).isCloseTo(second, within(1e-15));
    assertThat(limit.gradientSquared()).isCloseTo(slopes, within(1e-15));
  }

  @Test
  void shouldNotDependOnWhatWasAskedBefore() {
    WideLimit deep = WideLimit.of(Activation.TANH, 1.25, 7);
    WideLimit shallow = WideLimit.of(Activation.TANH, 1.25, 2);
    WideLimit again = WideLimit.of(Activation.TANH, 1.25, 7);

    assertThat(shallow.layers()).isEqualTo(deep.layers().subList(0, 2));
    assertThat(again.layers()).isEqualTo(deep.layers());
  }
}
