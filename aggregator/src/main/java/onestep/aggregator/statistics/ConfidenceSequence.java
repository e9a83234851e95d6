package onestep.aggregator.statistics;

import java.util.function.DoubleUnaryOperator;
import onestep.contract.cell.StopRule;
import onestep.contract.theory.NormalMixture;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Intervals that cover at all rounds of a stop rule together, so that stopping at a round that
 * looks good does not spoil them. The independent observations are networks, not trials.
 */
final class ConfidenceSequence {

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Halvings of an interval within [0, 1]: to the last bit. */
  private static final int HALVINGS = 60;

  private ConfidenceSequence() {}

  /** The estimate that a rule watches, over the networks of a state. */
  static Precision of(StopRule rule, CellState state) {
    RatioSums sums = state.sums(rule.statistic());
    return switch (rule.statistic()) {
      case FLIPPED_FRACTION -> proportion(sums, rule.confidence());
      case LINEARITY -> inverse(mean(sums, NormalMixture.of(rule)));
      case ETA, GRADIENT_NORM, VALUE_ABS, PERTURBATION -> mean(sums, NormalMixture.of(rule));
    };
  }

  /**
   * A mean: the interval of {@link Estimators#mean}, with the boundary of the {@link NormalMixture}
   * in the place of a normal quantile, and so with the t quantile of its tail in that of Student's.
   * Asymptotic, as that is; undefined as long as networks do not differ.
   */
  static Precision mean(RatioSums sums, NormalMixture mixture) {
    if (sums.clusters() < 2 || !(sums.varianceOfMean() > 0)) {
      return new Precision(sums.mean(), Double.NaN, Double.NaN);
    }
    double tail = NORMAL.survivalProbability(mixture.boundary((double) sums.clusters()));
    double t = TDistribution.of((double) sums.clusters() - 1).inverseSurvivalProbability(tail);
    double[] halfWidths = Estimators.halfWidths(sums.clusters(), sums.skewness(), t);
    double unit = Math.sqrt(sums.varianceOfMean());
    double mean = sums.mean();
    return new Precision(mean, mean - unit * halfWidths[0], mean + unit * halfWidths[1]);
  }

  /**
   * A proportion p of trials: all that q for which the uniform mixture of Bernoulli likelihoods
   * over that of q, B(1 + S, 1 + F) / (q^S (1 - q)^F), is below 1 / α, with S = G p and F = G (1 -
   * p) for G networks (Robbins, "Statistical methods related to the law of the iterated logarithm",
   * Annals of Mathematical Statistics 41, 1970). By Ville's inequality it covers at all G together
   * at any G, and not only for events: fractions in [0, 1] have moment generating functions below
   * those of events with their mean. That a network's trials tell more than one event does is not
   * used.
   */
  static Precision proportion(RatioSums indicator, double confidence) {
    if (indicator.count() == 0) {
      return Precision.UNDEFINED;
    }
    double networks = indicator.clusters();
    double mean = indicator.mean();
    double successes = networks * mean;
    double failures = networks * ((indicator.count() - indicator.sum()) / indicator.count());
    double bound = LogBeta.value(1 + successes, 1 + failures) + StrictMath.log(1 - confidence);
    DoubleUnaryOperator logLikelihood =
        q -> times(successes, StrictMath.log(q)) + times(failures, StrictMath.log1p(-q));
    return new Precision(
        mean, end(logLikelihood, bound, mean, 0), end(logLikelihood, bound, mean, 1));
  }

  /** Where a likelihood that falls from {@code inside} on comes to a bound, up to {@code limit}. */
  private static double end(
      DoubleUnaryOperator logLikelihood, double bound, double inside, double limit) {
    if (logLikelihood.applyAsDouble(limit) >= bound) {
      return limit;
    }
    double in = inside;
    double out = limit;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (in + out) / 2;
      if (logLikelihood.applyAsDouble(middle) >= bound) {
        in = middle;
      } else {
        out = middle;
      }
    }
    return out;
  }

  /** 0 · log 0 is 0. */
  private static double times(double count, double log) {
    return count == 0 ? 0 : count * log;
  }

  /** The harmonic mean of what has this inverse; without an interval where that reaches 0. */
  private static Precision inverse(Precision of) {
    return of.low() > 0
        ? new Precision(1 / of.mean(), 1 / of.high(), 1 / of.low())
        : new Precision(1 / of.mean(), Double.NaN, Double.NaN);
  }
}
