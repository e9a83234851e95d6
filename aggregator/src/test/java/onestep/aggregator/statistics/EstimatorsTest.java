package onestep.aggregator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimatorsTest {

  private static final double TIGHT = 1e-8;

  @Test
  void shouldEstimateAMeanOverUnequalClustersByHand() {
    // Given networks (1, 3), (5), (): y = 4, 5, 0 and m = 2, 1, 0
    RatioSums sums = sums(new double[] {1, 3}, new double[] {5}, new double[0]);

    // When
    Estimate estimate = Estimators.mean(sums);

    // Then R = 3, s² = 4, residuals -2 and 2, var(R) = 2/1 · 8 / 9 = 16/9, t_1 = 12.7062047362,
    // n_eff = 4 / (16/9) = 2.25
    double half = 12.706204736174698 * 4 / 3;
    assertThat(estimate.mean()).isEqualTo(3);
    assertThat(estimate.sd()).isEqualTo(2);
    assertThat(estimate.low()).isCloseTo(3 - half, within(1e-6));
    assertThat(estimate.high()).isCloseTo(3 + half, within(1e-6));
    assertThat(estimate.effectiveTrials()).isCloseTo(2.25, within(1e-12));
  }

  @Test
  void shouldCountEveryTrialWhenANetworkHasOne() {
    // Given ten networks of one trial, two of which were not counted
    RatioSums sums = new RatioSums();
    for (double value : new double[] {2, 3, 5, 7, 11, 13, 17, 19}) {
      sums.addNetwork(value);
    }
    sums.addNetwork();
    sums.addNetwork();

    // When
    Estimate estimate = Estimators.mean(sums);

    // Then
    assertThat(estimate.effectiveTrials()).isCloseTo(8, within(TIGHT));
    assertThat(estimate.sd()).isCloseTo(Math.sqrt(285.875 / 7), within(1e-12));
  }

  @Test
  void shouldGiveTheTextbookIntervalWhereNetworksAreSymmetric() {
    // Given
    RatioSums sums = new RatioSums();
    for (double value : new double[] {2, 3, 4, 6, 8, 9, 10}) {
      sums.addNetwork(value);
    }

    // When
    Estimate estimate = Estimators.mean(sums);

    // Then s² = 58/6 and t_6 = 2.4469118511449692
    double half = 2.4469118511449692 * Math.sqrt(58.0 / 6 / 7);
    assertThat(estimate.low()).isCloseTo(6 - half, within(1e-7));
    assertThat(estimate.high()).isCloseTo(6 + half, within(1e-7));
  }

  @Test
  void shouldReachFurtherToTheSideOfALongTail() {
    // Given
    RatioSums sums = new RatioSums();
    for (double value : new double[] {2, 3, 5, 7, 11, 13, 17, 19}) {
      sums.addNetwork(value);
    }

    // When
    Estimate estimate = Estimators.mean(sums);

    // Then γ = 0.242863 and t_7 = 2.364624251592785 in Hall's transformation, solved by hand
    assertThat(sums.skewness()).isCloseTo(0.24286309509616752, within(1e-13));
    assertThat(estimate.low()).isCloseTo(4.63656236429473, within(1e-7));
    assertThat(estimate.high()).isCloseTo(15.414151583284339, within(1e-7));
  }

  @Test
  void shouldTakeTheSkewnessOfNetworksOfUnequalSize() {
    // Given networks y = 4, 5, 9, 1 of m = 2, 1, 4, 1: R = 19/8, residuals -0.75, 2.625, -0.5,
    // -1.375
    RatioSums sums =
        sums(new double[] {1, 3}, new double[] {5}, new double[] {2, 2, 2, 3}, new double[] {1});

    // When, Then
    double[] e = {-0.75, 2.625, -0.5, -1.375};
    double cubes = Arrays.stream(e).map(x -> x * x * x).sum();
    double squares = Arrays.stream(e).map(x -> x * x).sum();
    assertThat(sums.skewness()).isCloseTo(2 * cubes / Math.pow(squares, 1.5), within(1e-14));
  }

  @Test
  void shouldKeepTheSkewnessOfASmallSpreadOnALargeMean() {
    // Given
    RatioSums sums = sums(new double[] {1e8}, new double[] {1e8 + 1}, new double[] {1e8 + 5});

    // When, Then: residuals -2, -1 and 3
    assertThat(sums.skewness()).isCloseTo(Math.sqrt(3) * 18 / Math.pow(14, 1.5), within(1e-14));
  }

  @Test
  void shouldHaveNoIntervalForAMeanOfOneNetwork() {
    // Given
    RatioSums sums = sums(new double[] {1, 2, 3});

    // When
    Estimate estimate = Estimators.mean(sums);

    // Then
    assertThat(estimate.mean()).isEqualTo(2);
    assertThat(estimate.sd()).isEqualTo(1);
    assertThat(estimate.hasInterval()).isFalse();
    assertThat(estimate.effectiveTrials()).isNaN();
  }

  @Test
  void shouldBeUndefinedWithoutACountedTrial() {
    // Given
    RatioSums sums = sums(new double[0], new double[0]);

    // When, Then
    assertThat(Estimators.mean(sums)).isEqualTo(Estimate.UNDEFINED);
  }

  @Test
  void shouldSeeNoVarianceWhereNetworksAgreeExactly() {
    // Given values whose squares and sums round in doubles
    RatioSums sums =
        sums(new double[] {0.1, 0.7}, new double[] {0.7, 0.1}, new double[] {0.1, 0.7});

    // When
    Estimate estimate = Estimators.mean(sums);

    // Then: a mean known as well as by three networks, no better
    assertThat(estimate.effectiveTrials()).isEqualTo(3);
    assertThat(estimate.high() - estimate.low()).isCloseTo(0, within(1e-15));
  }

  @Test
  void shouldNotLoseASmallSpreadOnALargeMean() {
    // Given a spread of 1e-7 of the mean: squares in doubles would lose it
    RatioSums sums = sums(new double[] {1e8}, new double[] {1e8 + 1}, new double[] {1e8 + 2});

    // When
    Estimate estimate = Estimators.mean(sums);

    // Then
    assertThat(estimate.sd()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    // successes of n networks of one trial; Clopper–Pearson by scipy 1.10, binomtest(k,
    // n).proportion_ci
    "0, 10, 0.0, 0.3084971078187608",
    "3, 10, 0.06673951117773447, 0.6524528500599972",
    "10, 10, 0.6915028921812392, 1.0",
    "95, 100, 0.8871650888945293, 0.9835681208135454"
  })
  void shouldGiveClopperPearsonWhenANetworkHasOneTrial(
      int successes, int networks, double low, double high) {
    // Given
    RatioSums sums = new RatioSums();
    for (int i = 0; i < networks; i++) {
      sums.addNetwork(i < successes ? 1 : 0);
    }

    // When
    Estimate estimate = Estimators.proportion(sums);

    // Then
    assertThat(estimate.effectiveTrials()).isCloseTo(networks, within(1e-9));
    assertThat(estimate.low()).isCloseTo(low, within(TIGHT));
    assertThat(estimate.high()).isCloseTo(high, within(TIGHT));
  }

  @Test
  void shouldCountNetworksWhereEveryTrialFlipped() {
    // Given ten networks of a hundred trials, all successes
    RatioSums sums = new RatioSums();
    double[] ones = new double[100];
    Arrays.fill(ones, 1);
    for (int i = 0; i < 10; i++) {
      sums.addNetwork(ones);
    }

    // When
    Estimate estimate = Estimators.proportion(sums);

    // Then
    assertThat(estimate.effectiveTrials()).isEqualTo(10);
    assertThat(estimate.low()).isCloseTo(0.6915028921812392, within(TIGHT));
    assertThat(estimate.high()).isEqualTo(1);
  }

  @Test
  void shouldExpectAWholeNetworkAfterAFewFailures() {
    // Given a hundred networks of a hundred trials, three of which fail in one network
    RatioSums sums = new RatioSums();
    double[] ones = new double[100];
    Arrays.fill(ones, 1);
    double[] some = ones.clone();
    Arrays.fill(some, 0, 3, 0);
    sums.addNetwork(some);
    for (int i = 1; i < 100; i++) {
      sums.addNetwork(ones);
    }

    // When
    Estimate estimate = Estimators.proportion(sums);

    // Then: those three are worth one event in 3,300 trials, but the next may come with a network
    assertThat(sums.effectiveFailedNetworks()).isCloseTo(1, within(1e-12));
    assertThat(estimate.effectiveTrials()).isBetween(3200.0, 3340.0);
    assertThat(1 - estimate.low()).isBetween(0.015, 0.025);
    assertThat(1 - estimate.high()).isBetween(0.0, 1e-4);
  }

  @Test
  void shouldCountSuccessfulAndFailedNetworksByTheirShare() {
    // Given 3, 1 and 0 successes of 3, 2 and 4 trials
    RatioSums sums = sums(new double[] {1, 1, 1}, new double[] {1, 0}, new double[] {0, 0, 0, 0});

    // When, Then
    assertThat(sums.effectiveSuccessfulNetworks()).isCloseTo(16.0 / 10, within(1e-15));
    assertThat(sums.effectiveFailedNetworks()).isCloseTo(25.0 / 17, within(1e-15));
  }

  @Test
  void shouldDiscountTrialsThatAgreeWithinTheirNetwork() {
    // Given networks whose five trials all have the same outcome: 4 of 8 flip
    RatioSums sums = new RatioSums();
    for (int i = 0; i < 8; i++) {
      double x = i % 2;
      sums.addNetwork(x, x, x, x, x);
    }

    // When
    Estimate estimate = Estimators.proportion(sums);

    // Then s² = 40/39 · 1/4, var = 8/7 · 8 · 2.5² / 40² = 1/28, n / deff = 7.179487 with
    // (t_39 / t_7)² = (2.022690920036762 / 2.364624251592785)²
    double adjustment = Math.pow(2.022690920036762 / 2.364624251592785, 2);
    assertThat(estimate.effectiveTrials()).isCloseTo(40.0 / 39 / 4 * 28 * adjustment, within(1e-6));
  }

  @Test
  void shouldCoverTheTruthAboutAsOftenAsItSays() {
    // Given 2000 simulated cells of 30 networks of 20 trials N(0, 1) that share a fifth of their
    // variance within a network; those above -1 are counted for the mean (an unequal share of each
    // network), those above 0 are successes (probability 1/2).
    int cells = 2000;
    double shared = Math.sqrt(0.2);
    double own = Math.sqrt(0.8);
    double truth = Math.exp(-0.5) / Math.sqrt(2 * Math.PI) / 0.8413447460685429;
    Random random = new Random(20260101);
    int meanCovered = 0;
    int proportionCovered = 0;

    // When
    for (int cell = 0; cell < cells; cell++) {
      RatioSums counted = new RatioSums();
      RatioSums indicator = new RatioSums();
      for (int network = 0; network < 30; network++) {
        double effect = shared * random.nextGaussian();
        double[] trials = new double[20];
        Arrays.setAll(trials, i -> effect + own * random.nextGaussian());
        counted.addNetwork(Arrays.stream(trials).filter(v -> v > -1).toArray());
        indicator.addNetwork(Arrays.stream(trials).map(v -> v > 0 ? 1 : 0).toArray());
      }
      Estimate mean = Estimators.mean(counted);
      Estimate proportion = Estimators.proportion(indicator);
      meanCovered += mean.low() <= truth && truth <= mean.high() ? 1 : 0;
      proportionCovered += proportion.low() <= 0.5 && 0.5 <= proportion.high() ? 1 : 0;
    }

    // Then: true coverage is 94.5 % and 95.7 %, with a standard deviation of 0.5 % here, so a seed
    // taken at random fails with probability below 1e-4. Intervals for independent trials would
    // cover about two thirds.
    assertThat(meanCovered).isBetween(cells * 925 / 1000, cells * 965 / 1000);
    assertThat(proportionCovered).isBetween(cells * 937 / 1000, cells * 977 / 1000);
  }

  /**
   * Of 4000 simulated cells of ten half-normal trials, 95.1 % are covered; without the correction
   * for skewness it would be 93.1 %, six standard deviations less. A seed taken at random fails
   * with probability below 2e-3.
   */
  @Test
  void shouldCoverTheMeanOfASkewedLawWithFewNetworks() {
    // Given
    Random random = new Random(20260102);
    double truth = Math.sqrt(2 / Math.PI);
    int covered = 0;

    // When
    for (int cell = 0; cell < 4000; cell++) {
      RatioSums sums = new RatioSums();
      for (int network = 0; network < 10; network++) {
        sums.addNetwork(Math.abs(random.nextGaussian()));
      }
      Estimate mean = Estimators.mean(sums);
      covered += mean.low() <= truth && truth <= mean.high() ? 1 : 0;
    }

    // Then
    assertThat(covered).isBetween(3760, 3846);
  }

  /**
   * Of 2000 simulated cells of 100 networks of 20 trials, 5 % of which fail in a share U⁵ of their
   * trials, 99.0 % are covered; were n_eff alone to tell, it would be 87.3 %. A seed taken at
   * random fails with probability below 1e-8.
   */
  @Test
  void shouldCoverAProportionWhoseFailuresAreInFewNetworks() {
    // Given
    Random random = new Random(20260103);
    double truth = 1 - 0.05 / 6;
    int covered = 0;

    // When
    for (int cell = 0; cell < 2000; cell++) {
      RatioSums sums = new RatioSums();
      for (int network = 0; network < 100; network++) {
        double failure = random.nextDouble() < 0.05 ? Math.pow(random.nextDouble(), 5) : 0;
        double[] trials = new double[20];
        Arrays.setAll(trials, i -> random.nextDouble() < failure ? 0 : 1);
        sums.addNetwork(trials);
      }
      Estimate proportion = Estimators.proportion(sums);
      covered += proportion.low() <= truth && truth <= proportion.high() ? 1 : 0;
    }

    // Then
    assertThat(covered).isBetween(1950, 2000);
  }

  private static RatioSums sums(double[]... networks) {
    RatioSums sums = new RatioSums();
    for (double[] network : networks) {
      sums.addNetwork(network);
    }
    return sums;
  }
}
