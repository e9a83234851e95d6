package onestep.worker.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.worker.backend.Block;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.matrix.MatrixFactory;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Network;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gradient norm of a ReLU network has its exact law at any size: ‖∇f‖² is distributed as gain^L
 * (n_L / k_L) Π_{l &lt; L} (χ²_{n_l} / k_l) χ²_d / d with independent n_l ~ Binomial(k_l, ½), where
 * a layer with n_l = 0 makes it 0.
 *
 * <p>Each of 8 cells and 2 samplers takes a Kolmogorov–Smirnov and a rank-sum test of 10,000
 * networks against 200,000 draws of that law, and a test of the number of degenerate networks: 48
 * tests at level {@value #LEVEL}; the mean is tested at 4 × 2e-7. With new seeds a correct sampler
 * fails with probability below 3e-5. Power: at L = 1, d = k = 100 a variance of the weights that is
 * 3 % off moves the mean by 17 standard errors, where 5.2 reject.
 */
class GradientNormLawTest {

  private static final double LEVEL = 5e-7;
  private static final double STANDARD_ERRORS = 5.2;
  private static final int NETWORKS = 10_000;
  private static final int REFERENCE = 200_000;

  static Stream<Arguments> cells() {
    return Stream.of(
            new double[] {1, 8, 3, 1},
            new double[] {1, 30, 60, 2},
            new double[] {2, 10, 5, 2},
            new double[] {3, 40, 15, 1},
            new double[] {4, 6, 12, 2},
            new double[] {5, 20, 10, 1},
            new double[] {6, 12, 20, 2},
            new double[] {6, 30, 4, 1})
        .flatMap(
            c ->
                Arrays.stream(Sampler.values())
                    .map(s -> Arguments.of((int) c[0], (int) c[1], (int) c[2], c[3], s)));
  }

  private static ModelSpec model(int depth, int d, int k, double gain, Sampler sampler) {
    return Samples.cell(depth, d, k, gain, sampler, 1).model();
  }

  private static double[] squaredNorms(ModelSpec model) {
    double[] squares = new double[NETWORKS];
    String id = model.id();
    MatrixFactory matrices = MatrixFactory.bySampler(Footprint.KEPT_WEIGHT_BYTES);
    double[] square = new double[1];
    try (CpuBackend backend = new CpuBackend();
        Block x = backend.allocate(model.dimension(), 1);
        Block g = backend.allocate(model.dimension(), 1)) {
      for (int i = 0; i < NETWORKS; i++) {
        try (Network network = new Network(backend, model, id, i, matrices)) {
          network.drawPoints(0, x);
          try (ForwardPass pass = network.forward(x)) {
            network.backward(pass, g, new double[1]);
          }
          backend.dot(g, g, square);
          squares[i] = square[0];
        }
      }
    }
    return squares;
  }

  /** Independent draws of the exact law. */
  private static double[] reference(int depth, int d, int k, double gain) {
    SplittableRandom random = new SplittableRandom(31L * depth + k);
    UniformRandomProvider source = random::nextLong;
    Map<Integer, ContinuousDistribution.Sampler> chiSquared = new HashMap<>();
    double[] draws = new double[REFERENCE];
    for (int i = 0; i < draws.length; i++) {
      double product = Math.pow(gain, depth) * chiSquared(chiSquared, d, source) / d;
      for (int layer = 1; layer < depth; layer++) {
        product *= chiSquared(chiSquared, half(random, k), source) / k;
      }
      draws[i] = product * half(random, k) / k;
    }
    return draws;
  }

  private static double chiSquared(
      Map<Integer, ContinuousDistribution.Sampler> samplers,
      int freedom,
      UniformRandomProvider source) {
    return freedom == 0
        ? 0
        : samplers
            .computeIfAbsent(freedom, n -> ChiSquaredDistribution.of(n).createSampler(source))
            .sample();
  }

  private static int half(SplittableRandom random, int k) {
    int heads = 0;
    for (int left = k; left > 0; left -= Long.SIZE) {
      heads += Long.bitCount(random.nextLong() & (left < Long.SIZE ? (1L << left) - 1 : -1L));
    }
    return heads;
  }

  @ParameterizedTest
  @MethodSource("cells")
  void shouldHaveTheExactLaw(int depth, int d, int k, double gain, Sampler sampler) {
    // When
    double[] squares = squaredNorms(model(depth, d, k, gain, sampler));
    // Then
    double[] exact = reference(depth, d, k, gain);
    assertThat(TwoSample.kolmogorovSmirnov(squares, exact)).isGreaterThan(LEVEL);
    assertThat(TwoSample.rankSum(squares, exact)).isGreaterThan(LEVEL);
    double dead = 1 - Math.pow(1 - Math.pow(2, -k), depth);
    double zeros = Arrays.stream(squares).filter(s -> s == 0).count();
    assertThat(zeros / NETWORKS)
        .isCloseTo(dead, within(5.5 * Math.sqrt(dead / NETWORKS) + 5.5 / NETWORKS));
  }

  @ParameterizedTest
  @CsvSource({"1, 2, DENSE", "1, 1, CONDITIONED", "2, 1, DENSE", "2, 2, CONDITIONED"})
  void shouldReachTheExactMean(int depth, double gain, Sampler sampler) {
    // When
    double[] squares = squaredNorms(model(depth, 100, 100, gain, sampler));
    // Then
    assertThat(standardErrorsOff(squares, Math.pow(gain / 2, depth)))
        .isBetween(-STANDARD_ERRORS, STANDARD_ERRORS);
  }

  @Test
  void shouldFindAVarianceThatIsThreePercentOff() {
    // When
    double[] squares = squaredNorms(model(1, 100, 100, 1.03, Sampler.CONDITIONED));
    // Then
    assertThat(standardErrorsOff(squares, 0.5)).isGreaterThan(STANDARD_ERRORS);
  }

  private static double standardErrorsOff(double[] sample, double mean) {
    double average = Arrays.stream(sample).average().orElseThrow();
    double squares = Arrays.stream(sample).map(t -> (t - average) * (t - average)).sum();
    return (average - mean) / Math.sqrt(squares / (sample.length - 1) / sample.length);
  }
}
