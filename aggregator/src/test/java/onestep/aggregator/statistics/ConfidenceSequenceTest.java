package onestep.aggregator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import onestep.contract.cell.StopRule;
import onestep.contract.cell.WatchedStatistic;
import onestep.contract.theory.NormalMixture;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

/**
 * Coverage by simulation: whoever looks after every round must meet an interval that misses the
 * truth in at most 5 % of all runs. With the bounds below a sequence that is right to the letter,
 * and misses in exactly 5 %, fails a test with probability 1e-6.
 */
class ConfidenceSequenceTest {

  private static final int RUNS = 600;
  private static final double CONFIDENCE = 0.95;
  private static final StopRule RULE =
      StopRule.of(WatchedStatistic.ETA, 0.01, CONFIDENCE, 50, 2_000);
  private static final int MOST_MISSES =
      BinomialDistribution.of(RUNS, 1 - CONFIDENCE).inverseSurvivalProbability(1e-6);

  /** Mean of |Z|. */
  private static final double HALF_NORMAL = Math.sqrt(2 / Math.PI);

  @Test
  void shouldCoverAMeanOfStepsAtAllRoundsTogether() {
    assertThat(
            misses(
                "steps", ConfidenceSequenceTest::step, HALF_NORMAL, ConfidenceSequenceTest::mean))
        .isLessThanOrEqualTo(MOST_MISSES);
  }

  /** What is refused by the test above: the interval for a number of networks that is fixed. */
  @Test
  void shouldTellThatAFixedIntervalDoesNotSurviveLooking() {
    assertThat(
            misses(
                "steps, intervals for a fixed number",
                ConfidenceSequenceTest::step,
                HALF_NORMAL,
                sums -> {
                  Estimate fixed = Estimators.mean(sums);
                  return new Precision(fixed.mean(), fixed.low(), fixed.high());
                }))
        .isGreaterThan(MOST_MISSES);
  }

  @Test
  void shouldCoverAMeanOfPointsThatAreAlikeWithinANetwork() {
    // Half of a point's variance is its network's.
    Function<Random, double[]> network =
        random -> {
          double shared = random.nextGaussian();
          double[] points = new double[4];
          for (int i = 0; i < points.length; i++) {
            points[i] = 3 + shared + random.nextGaussian();
          }
          return points;
        };

    assertThat(misses("correlated points", network, 3, ConfidenceSequenceTest::mean))
        .isLessThanOrEqualTo(MOST_MISSES);
  }

  @Test
  void shouldCoverAProportionNearOneThatWholeNetworksMiss() {
    // One network in fifty flips at none of its points.
    Function<Random, double[]> network =
        random -> {
          double flipped = random.nextInt(50) == 0 ? 0 : 1;
          return new double[] {flipped, flipped, flipped};
        };

    assertThat(misses("fraction 0.98", network, 0.98, ConfidenceSequenceTest::proportion))
        .isLessThanOrEqualTo(MOST_MISSES);
  }

  @Test
  void shouldCoverAProportionOfPointsThatAreAlike() {
    Function<Random, double[]> network =
        random -> {
          double ofNetwork = 0.2 + 0.6 * random.nextDouble();
          double[] points = new double[5];
          for (int i = 0; i < points.length; i++) {
            points[i] = random.nextDouble() < ofNetwork ? 1 : 0;
          }
          return points;
        };

    assertThat(misses("fraction 0.5", network, 0.5, ConfidenceSequenceTest::proportion))
        .isLessThanOrEqualTo(MOST_MISSES);
  }

  /** B(1 + S, 1 + F) at S = 0 is 1 / (G + 1): no success leaves q with (1 - q)^G = α / (G + 1). */
  @Test
  void shouldBoundAProportionOfWhichNothingWasSeen() {
    RatioSums never = new RatioSums();
    RatioSums always = new RatioSums();
    for (int i = 0; i < 200; i++) {
      never.addNetwork(0, 0);
      always.addNetwork(1, 1);
    }

    double high = 1 - Math.pow(0.05 / 201, 1.0 / 200);
    Precision none = ConfidenceSequence.proportion(never, CONFIDENCE);
    Precision all = ConfidenceSequence.proportion(always, CONFIDENCE);
    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(high, within(1e-12));
    assertThat(all.low()).isCloseTo(1 - high, within(1e-12));
    assertThat(all.high()).isEqualTo(1);
  }

  @Test
  void shouldTellNothingOfNetworksThatDoNotDiffer() {
    RatioSums same = new RatioSums();
    same.addNetwork(2);
    same.addNetwork(2);

    Precision precision = mean(same);

    assertThat(precision.mean()).isEqualTo(2);
    assertThat(precision.low()).isNaN();
    assertThat(precision.relativeError()).isNaN();
    assertThat(ConfidenceSequence.proportion(new RatioSums(), CONFIDENCE))
        .isEqualTo(Precision.UNDEFINED);
  }

  private static Precision mean(RatioSums sums) {
    return ConfidenceSequence.mean(sums, NormalMixture.of(RULE));
  }

  private static Precision proportion(RatioSums sums) {
    return ConfidenceSequence.proportion(sums, CONFIDENCE);
  }

  private static double[] step(Random random) {
    return new double[] {Math.abs(random.nextGaussian())};
  }

  /** Runs in which the interval of some round misses the truth. */
  private static int misses(
      String what,
      Function<Random, double[]> network,
      double truth,
      Function<RatioSums, Precision> interval) {
    int missed = 0;
    for (int run = 0; run < RUNS; run++) {
      missed += isMissed(new Random(run), network, truth, interval) ? 1 : 0;
    }
    System.out.printf(
        "confidence sequence: %s: %d of %d runs miss the truth at some of %d rounds%n",
        what, missed, RUNS, RULE.rounds().size());
    return missed;
  }

  private static boolean isMissed(
      Random random,
      Function<Random, double[]> network,
      double truth,
      Function<RatioSums, Precision> interval) {
    RatioSums sums = new RatioSums();
    int networks = 0;
    List<Integer> rounds = RULE.rounds();
    for (int end : rounds) {
      for (; networks < end; networks++) {
        sums.addNetwork(network.apply(random));
      }
      Precision precision = interval.apply(sums);
      if (truth < precision.low() || precision.high() < truth) {
        return true;
      }
    }
    return false;
  }
}
