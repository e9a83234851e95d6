package onestep.contract.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import onestep.contract.cell.Activation;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReluGradientLawTest {

  private static ReluGradientLaw law(List<Integer> widths, int dimension, double gain) {
    return ReluGradientLaw.of(model(Activation.RELU, widths, dimension, gain)).orElseThrow();
  }

  private static ModelSpec model(
      Activation activation, List<Integer> widths, int dimension, double gain) {
    return new ModelSpec(widths, dimension, activation, gain, Sampler.DENSE, 1);
  }

  /** Sums over all binomial outcomes by mpmath 1.2.1 with 30 digits. */
  @Test
  void shouldHaveTheMeanOfItsDefinition() {
    assertThat(law(List.of(1), 1, 1).mean()).isCloseTo(0.398942280401433, within(1e-14));
    assertThat(law(List.of(10), 10, 1).mean()).isCloseTo(0.67990732557222, within(1e-14));
    assertThat(law(List.of(7, 7, 7), 5, 2).mean()).isCloseTo(0.765451670959157, within(1e-14));
    assertThat(law(List.of(11, 4, 9), 3, 1.5).mean()).isCloseTo(0.464902810969353, within(1e-14));
    assertThat(law(Collections.nCopies(6, 1000), 1000, 1).mean())
        .isCloseTo(0.124563015402313, within(1e-13));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000_000, 100_000_000})
  void shouldApproachTheLimitOfLargeWidths(int width) {
    ReluGradientLaw law = law(List.of(width, width), 1_000_000, 2);

    // E √(1 + ε) = 1 - var(ε) / 8, with variances 2/d, 5/k and 1/k of the three factors
    double variance = 2e-6 + 6.0 / width;
    assertThat(1 - law.mean()).isCloseTo(variance / 8, within(1e-10));
    assertThat(law.deviation()).isCloseTo(Math.sqrt(variance) / 2, within(1e-6));
  }

  @Test
  void shouldCountLayersThatAreOff() {
    assertThat(law(List.of(1, 2), 3, 2).dead()).isCloseTo(1 - 0.5 * 0.75, within(1e-15));
    assertThat(law(List.of(1, 2), 3, 2).meanSquare()).isEqualTo(1);
  }

  @Test
  void shouldKnowNoOtherActivation() {
    assertThat(ReluGradientLaw.of(model(Activation.LEAKY_RELU, List.of(3), 3, 1))).isEmpty();
  }
}
