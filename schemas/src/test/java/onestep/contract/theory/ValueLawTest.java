package onestep.contract.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import onestep.contract.cell.Activation;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import org.apache.commons.numbers.gamma.Erfc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueLawTest {

  private static double normal(double x) {
    return Erfc.value(-x / Math.sqrt(2)) / 2;
  }

  private static ModelSpec model(Activation activation, int width, int depth) {
    return new ModelSpec(Collections.nCopies(depth, width), 10, activation, 1, Sampler.DENSE, 1);
  }

  /** f of k ReLUs is N(0, n/k) given that n are on, n ~ Binomial(k, ½). */
  private static double reluProbability(int k, double x) {
    double sum = 0;
    double weight = Math.pow(0.5, k);
    for (int n = 0; n <= k; n++) {
      sum += weight * (n == 0 ? (x >= 0 ? 1 : 0) : normal(x / Math.sqrt((double) n / k)));
      weight *= (double) (k - n) / (n + 1);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 40})
  void shouldBeTheMixtureOverActiveNeuronsForReluWithItsAtom(int width) {
    ValueLaw law = ValueLaw.of(Activation.RELU, 1, width);

    for (double x : new double[] {-2, -0.3, -0.01, 0, 0.01, 0.5, 1, 3}) {
      assertThat(law.probability(x))
          .as("x = %s", x)
          .isCloseTo(reluProbability(width, x), within(1e-7));
    }
  }

  /** One leaky ReLU is N(0, 1) on one side of its kink and N(0, 0.01²) on the other. */
  @Test
  void shouldBeTheLawOfASingleNeuron() {
    ValueLaw law = ValueLaw.of(Activation.LEAKY_RELU, 1, 1);

    for (double x : new double[] {-2, -0.02, -0.003, 0.005, 0.6, 1.5}) {
      assertThat(law.probability(x))
          .isCloseTo(
              (normal(x) + normal(x / Activation.LEAKY_RELU.slopeBelow())) / 2, within(1e-7));
    }
  }

  /** 200,000 sums with a fixed seed: farther off than this with probability 2e-10 (DKW). */
  @ParameterizedTest
  @CsvSource({"TANH, 3, 1", "SIGMOID, 5, 2", "GELU, 6, 1", "LEAKY_RELU, 4, 1"})
  void shouldBeTheLawOfSimulatedNetworks(Activation activation, int width, double gain) {
    ValueLaw law = ValueLaw.of(activation, gain, width);
    Random random = new Random(17);
    double[] samples = new double[200_000];
    for (int i = 0; i < samples.length; i++) {
      for (int neuron = 0; neuron < width; neuron++) {
        double value = activation.value(Math.sqrt(gain) * random.nextGaussian());
        samples[i] += (random.nextBoolean() ? value : -value) / Math.sqrt(width);
      }
    }
    Arrays.sort(samples);

    double farthest = 0;
    for (int i = 0; i < samples.length; i += 500) {
      farthest =
          Math.max(farthest, Math.abs(law.probability(samples[i]) - (double) i / samples.length));
    }

    assertThat(farthest).isLessThan(Math.sqrt(Math.log(1e10) / (2 * samples.length)) + 1e-5);
  }

  /** The first term of Edgeworth's expansion: κ / (24 k) sup |(u³ - 3u) φ(u)|. */
  @ParameterizedTest
  @CsvSource({"RELU, 3", "TANH, 0", "SOFTPLUS, 0"})
  void shouldApproachTheNormalLawAsTheKurtosisSays(Activation activation, double kurtosis) {
    double second = NormalIntegral.expectation(t -> Math.pow(activation.value(t), 2), 1);
    double fourth = NormalIntegral.expectation(t -> Math.pow(activation.value(t), 4), 1);
    double excess = fourth / (second * second) - 3;
    if (kurtosis != 0) {
      assertThat(excess).isCloseTo(kurtosis, within(1e-9));
    }

    double distance = ValueLaw.distanceToNormal(model(activation, 2000, 1)).orElseThrow();

    double largest = 0;
    for (double u = 0; u < 5; u += 0.001) {
      double density = Math.exp(-u * u / 2) / Math.sqrt(2 * Math.PI);
      largest = Math.max(largest, Math.abs(u * u * u - 3 * u) * density);
    }
    assertThat(distance * 2000).isCloseTo(Math.abs(excess) / 24 * largest, within(2e-4));
  }

  @Test
  void shouldBeSevenHundredthsOverTheWidthForRelu() {
    double distance = ValueLaw.distanceToNormal(model(Activation.RELU, 1000, 1)).orElseThrow();

    assertThat(distance * 1000).isCloseTo(0.069, within(0.0005));
  }

  @Test
  void shouldLookBothSidesOfTheAtom() {
    // A single ReLU is off half of the time
    assertThat(ValueLaw.distanceToNormal(model(Activation.RELU, 1, 1)).orElseThrow())
        .isCloseTo(0.25, within(1e-12));
  }

  @Test
  void shouldSayNothingWhereItCannot() {
    assertThat(ValueLaw.distanceToNormal(model(Activation.RELU, 10, 2))).isEmpty();
    // The density of sin Z has poles at ±1, so φ falls as t^(-1/2)
    assertThat(ValueLaw.distanceToNormal(model(Activation.SINE, 1, 1))).isEmpty();
    assertThat(ValueLaw.distanceToNormal(model(Activation.SINE, 60, 1))).isPresent();
  }

  @Test
  void shouldIntegrateAsTheClosedFormsDo() {
    for (double c : List.of(0.1, 1.0, 8.0)) {
      double byQuadrature =
          NormalIntegral.expectation(
              z -> Math.pow(Math.sin(c * Activation.LEAKY_RELU.value(z)), 2), 1.3);

      assertThat(ValueLaw.squaredSine(Activation.LEAKY_RELU, 1.3, c))
          .isCloseTo(byQuadrature, within(1e-10));
    }
  }
}
