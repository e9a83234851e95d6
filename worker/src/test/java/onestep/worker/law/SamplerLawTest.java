package onestep.worker.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.worker.attack.CellTrials;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.matrix.GaussianMatrix;
import onestep.worker.matrix.MatrixFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Dense and conditioned networks have the same law.
 *
 * <p>Every comparison of a statistic counts twice, as a Kolmogorov–Smirnov and as a rank-sum test.
 * There are 13 cells with 5 statistics at one point a network and 13 with 9 at several: 364 tests
 * in all, each at level {@value #LEVEL}, so with new seeds correct samplers would fail with
 * probability at most 5e-5 (Bonferroni). The seeds are fixed.
 *
 * <p>Power: the planted errors below are found. A variance of the weights that is off by 3 % moves
 * the gradient norm at L = 1, d = k = 150 by 1.5 %, a quarter of its standard deviation; with 3000
 * networks the rank-sum statistic is then near 9.5 where 5.2 rejects, so it goes unseen with
 * probability 1e-5.
 */
class SamplerLawTest {

  private static final double LEVEL = 1.3e-7;

  private static final MatrixFactory BY_SAMPLER = MatrixFactory.bySampler(1L << 30);

  private static final int NETWORKS = 3000;
  private static final int JOINT_NETWORKS = 500;
  private static final int POINTS = 6;

  /** The smallest p-value of each statistic. */
  private static Map<String, Double> compare(Map<String, double[]> a, Map<String, double[]> b) {
    Map<String, Double> smallest = new LinkedHashMap<>();
    a.forEach(
        (name, sample) ->
            smallest.put(
                name,
                Math.min(
                    TwoSample.kolmogorovSmirnov(sample, b.get(name)),
                    TwoSample.rankSum(sample, b.get(name)))));
    return smallest;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8, 20, 1",
    "1, 30, 10, 2",
    "1, 150, 150, 2",
    "2, 10, 25, 2",
    "2, 24, 9, 1",
    "3, 12, 30, 1",
    "3, 20, 10, 2",
    "4, 10, 20, 2",
    "4, 24, 12, 1",
    "5, 12, 24, 1",
    "5, 20, 12, 2",
    "6, 10, 25, 2",
    "6, 30, 16, 1"
  })
  void shouldHaveTheSameLawAtOnePoint(int depth, int d, int k, double gain) {
    // When
    Map<String, Double> compared =
        compare(
            Samples.of(Samples.cell(depth, d, k, gain, Sampler.DENSE, 1), NETWORKS),
            Samples.of(Samples.cell(depth, d, k, gain, Sampler.CONDITIONED, 1), NETWORKS));
    // Then
    assertThat(compared).allSatisfy((name, p) -> assertThat(p).as(name).isGreaterThan(LEVEL));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8, 20, 1",
    "1, 30, 10, 2",
    "2, 10, 25, 2",
    "2, 24, 9, 1",
    "3, 12, 30, 1",
    "3, 20, 10, 2",
    "4, 10, 20, 2",
    "4, 24, 12, 1",
    "5, 12, 24, 1",
    "5, 20, 12, 2",
    "6, 10, 25, 2",
    "6, 30, 16, 1",
    "2, 4, 40, 2"
  })
  void shouldHaveTheSameJointLawAtSeveralPoints(int depth, int d, int k, double gain) {
    // When
    Map<String, Double> compared =
        compare(
            Samples.of(Samples.cell(depth, d, k, gain, Sampler.DENSE, POINTS), JOINT_NETWORKS),
            Samples.of(
                Samples.cell(depth, d, k, gain, Sampler.CONDITIONED, POINTS), JOINT_NETWORKS));
    // Then
    assertThat(compared).allSatisfy((name, p) -> assertThat(p).as(name).isGreaterThan(LEVEL));
  }

  @Test
  void shouldFindAVarianceThatIsThreePercentOff() {
    // When
    Map<String, Double> compared =
        compare(
            Samples.of(Samples.cell(1, 150, 150, 2, Sampler.DENSE, 1), NETWORKS),
            Samples.of(Samples.cell(1, 150, 150, 2 * 1.03, Sampler.CONDITIONED, 1), NETWORKS));
    // Then
    assertThat(compared.get("gradient norm")).isLessThan(LEVEL);
  }

  @Test
  void shouldFindAForgottenCorrectionForTransposedQueries() {
    // Given
    CellSpec cell = Samples.cell(2, 10, 25, 2, Sampler.CONDITIONED, 1);
    CellTrials forgetful = new CellTrials(SamplerLawTest::forgetful, 0);
    // When
    Map<String, Double> compared =
        compare(
            Samples.of(Samples.cell(2, 10, 25, 2, Sampler.DENSE, 1), NETWORKS),
            Samples.of(cell, NETWORKS, forgetful));
    // Then
    assertThat(compared.get("step")).isLessThan(LEVEL);
    assertThat(compared.get("linearity")).isLessThan(LEVEL);
  }

  /** Two matrices, one for each side, that know nothing of each other. */
  private static GaussianMatrix forgetful(
      Backend backend, ModelSpec model, String modelId, int network, int layer) {
    GaussianMatrix forward = BY_SAMPLER.create(backend, model, modelId, network, layer);
    GaussianMatrix transposed = BY_SAMPLER.create(backend, model, modelId, network, layer);
    return new GaussianMatrix() {
      @Override
      public int rows() {
        return forward.rows();
      }

      @Override
      public int columns() {
        return forward.columns();
      }

      @Override
      public void multiply(Block v, Block out) {
        forward.multiply(v, out);
      }

      @Override
      public void multiplyTransposed(Block b, Block out) {
        transposed.multiplyTransposed(b, out);
      }

      @Override
      public double roundingVariance() {
        return forward.roundingVariance();
      }

      @Override
      public void close() {
        forward.close();
        transposed.close();
      }
    };
  }

  @Test
  void shouldTestAtTheLevelItStates() {
    // Given: 2000 pairs of samples of one law; each test rejects 5 % of them ± 4 standard errors
    Random random = new Random(8);
    int distance = 0;
    int ranks = 0;
    for (int repeat = 0; repeat < 2000; repeat++) {
      double[] x = random.doubles(300).toArray();
      double[] y = random.doubles(300).toArray();
      // When
      distance += TwoSample.kolmogorovSmirnov(x, y) < 0.05 ? 1 : 0;
      ranks += TwoSample.rankSum(x, y) < 0.05 ? 1 : 0;
    }
    // Then
    assertThat(distance / 2000.0).isBetween(0.02, 0.07);
    assertThat(ranks / 2000.0).isCloseTo(0.05, within(0.02));
  }
}
