package onestep.worker.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Sampler;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.Outcome;
import onestep.worker.backend.cpu.CpuBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One wide hidden layer, ReLU, gain 1: ‖∇f‖ → 1/√2, η = |f|/‖∇f‖² → √2 |N(0, 1)|, so its mean tends
 * to 2/√π and its standard deviation to √(2 - 4/π).
 *
 * <p>At d = 500, k = 1000 with 300 networks of 4 points the distance to the limit is of order 1/d;
 * it is allowed for. Means are within 5.5 standard errors of their limits, counted over networks;
 * four means for two samplers fail with new seeds with probability below 8 × 4e-8. A mean η off by
 * 22 % would be found in 19 of 20 seeds, a gradient norm off by 2 % always.
 */
class WideLimitLawTest {

  private static final int NETWORKS = 300;
  private static final int POINTS = 4;
  private static final double STANDARD_ERRORS = 5.5;

  @ParameterizedTest
  @EnumSource
  void shouldApproachTheClosedForms(Sampler sampler) {
    // Given
    CellSpec cell = Samples.cell(1, 500, 1000, 1, sampler, POINTS);
    double[] steps = new double[NETWORKS];
    double[] squaredSteps = new double[NETWORKS];
    double[] norms = new double[NETWORKS];
    double[] squaredValues = new double[NETWORKS];
    CellTrials runner = new CellTrials();
    try (CpuBackend backend = new CpuBackend()) {
      for (int network = 0; network < NETWORKS; network++) {
        // When
        NetworkTrials trials = runner.run(cell, network, backend);
        // Then
        assertThat(trials.outcomes()).containsOnly(Outcome.FLIPPED);
        steps[network] = Arrays.stream(trials.steps()).average().orElseThrow();
        squaredSteps[network] = meanSquare(trials.steps());
        norms[network] = Arrays.stream(trials.gradientNorms()).average().orElseThrow();
        squaredValues[network] = meanSquare(trials.values());
      }
    }
    assertMean(norms, 1 / Math.sqrt(2), 1e-3);
    assertMean(squaredValues, 0.5, 0);
    assertMean(steps, 2 / Math.sqrt(Math.PI), 1.5e-2);
    assertMean(squaredSteps, 2, 6e-2);
  }

  private static double meanSquare(double[] numbers) {
    return Arrays.stream(numbers).map(t -> t * t).average().orElseThrow();
  }

  private static void assertMean(double[] sample, double limit, double bias) {
    double mean = Arrays.stream(sample).average().orElseThrow();
    double squares = Arrays.stream(sample).map(t -> (t - mean) * (t - mean)).sum();
    double error = Math.sqrt(squares / (sample.length - 1) / sample.length);
    assertThat(mean).isCloseTo(limit, within(STANDARD_ERRORS * error + bias));
  }
}
