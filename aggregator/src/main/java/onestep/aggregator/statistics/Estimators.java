package onestep.aggregator.statistics;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Estimates with 95 % intervals from trials that are clustered by network: the points of one
 * network are correlated, so it is networks, not trials, that are independent.
 */
final class Estimators {

  private static final double TAIL = 0.025;

  /** Below, one more term of the series is as exact as the closed form. */
  private static final double NEARLY_SYMMETRIC = 1e-6;

  private Estimators() {}

  /**
   * The mean of a statistic over its counted trials.
   *
   * <ul>
   *   <li>mean: R = Σv / n
   *   <li>sd: s, over trials
   *   <li>interval: with var(R) linearised over the g networks that have a counted trial ({@link
   *       RatioSums#varianceOfMean}), T = (R - μ) / √var(R) is skewed as the networks are: steps
   *       are half-normal. Hall's transformation of T, which removes the skewness γ to first order
   *       and is monotone, is taken as t_{g-1}: {@link #halfWidths}. Undefined at g = 1
   *   <li>n_eff = n / deff, deff = var(R) / (s²/n), hence s² / var(R); at most n; g where networks
   *       do not differ; undefined at g = 1. With one trial a network n_eff = n.
   * </ul>
   */
  static Estimate mean(RatioSums sums) {
    if (sums.count() == 0) {
      return Estimate.UNDEFINED;
    }
    double mean = sums.mean();
    double sd = Math.sqrt(sums.variance());
    if (sums.clusters() < 2) {
      return new Estimate(mean, Double.NaN, Double.NaN, sd, Double.NaN);
    }
    double unit = Math.sqrt(sums.varianceOfMean());
    double t = studentQuantile(sums.clusters() - 1);
    double[] halfWidths = halfWidths(sums.clusters(), sums.skewness(), t);
    return new Estimate(
        mean, mean - unit * halfWidths[0], mean + unit * halfWidths[1], sd, effectiveTrials(sums));
  }

  /**
   * The harmonic mean of a positive statistic, from the sums of its inverse: estimate and interval
   * of {@link #mean}, inverted. It has an interval that holds where the statistic's own mean has
   * none, because of a tail without variance. No interval if that of the inverse reaches 0; no sd.
   */
  static Estimate harmonicMean(RatioSums inverses) {
    Estimate inverse = mean(inverses);
    boolean bounded = inverse.low() > 0;
    return new Estimate(
        1 / inverse.mean(),
        bounded ? 1 / inverse.high() : Double.NaN,
        bounded ? 1 / inverse.low() : Double.NaN,
        Double.NaN,
        inverse.effectiveTrials());
  }

  /**
   * How far the interval of a mean reaches down and up, in standard errors: the solutions T of T +
   * a T² + a² T³ / 3 + γ / (6 √g) = ±t with a = γ / (3 √g), in closed form (Hall, "On the removal
   * of skewness by transformation", J. R. Statist. Soc. B 54, 1992). ±t where γ = 0.
   *
   * @param t how many standard errors it would reach if nothing were skewed
   */
  static double[] halfWidths(long networks, double skewness, double t) {
    double bend = skewness / (3 * Math.sqrt((double) networks));
    return new double[] {untransformed(t - bend / 2, bend), -untransformed(-t - bend / 2, bend)};
  }

  /** T with T + a T² + a² T³ / 3 = u. */
  private static double untransformed(double u, double bend) {
    double cubed = 3 * bend * u;
    // The cube root is a difference of nearly equal numbers where there is nearly no skewness.
    return Math.abs(cubed) < NEARLY_SYMMETRIC
        ? u - bend * u * u
        : (StrictMath.cbrt(1 + cubed) - 1) / bend;
  }

  /**
   * A proportion of trials: the mean of an indicator.
   *
   * <ul>
   *   <li>mean: p = successes / n
   *   <li>sd: of the indicator over trials
   *   <li>n_eff: n / deff as for {@link #mean}, times (t_{n-1, 0.975} / t_{G-1, 0.975})² for the
   *       degrees of freedom of deff (Korn and Graubard, "Confidence intervals for proportions with
   *       small expected number of positive counts estimated from survey data", Survey Methodology
   *       24, 1998); at most n. Where the G networks do not differ, or there is only one, n_eff =
   *       G.
   *   <li>interval: as Clopper–Pearson for p n_eff successes in n_eff trials, but for the weight of
   *       what may come: {@link #upperLimit}
   * </ul>
   *
   * @param indicator 1 for each success, else 0
   */
  static Estimate proportion(RatioSums indicator) {
    if (indicator.count() == 0) {
      return Estimate.UNDEFINED;
    }
    long networks = indicator.clusters();
    double effective = networks;
    if (networks > 1 && indicator.varianceOfMean() > 0) {
      double ratio = studentQuantile(indicator.count() - 1) / studentQuantile(networks - 1);
      effective = effectiveTrials(indicator) * ratio * ratio;
    }
    double successes = indicator.mean();
    // From counts, so that 0 of n and n of n are mirror images.
    double failures = (indicator.count() - indicator.sum()) / indicator.count();
    return new Estimate(
        successes,
        1
            - upperLimit(
                failures, successes, indicator.effectiveFailedNetworks(), networks, effective),
        upperLimit(
            successes, failures, indicator.effectiveSuccessfulNetworks(), networks, effective),
        Math.sqrt(indicator.variance()),
        effective);
  }

  /**
   * The upper limit of a proportion: the 97.5 % quantile of Beta((x + c) / λ, (n_eff - x) / λ),
   * with x = p n_eff and λ = (x + c²) / (x + c).
   *
   * <p>c = 1 is Clopper–Pearson. It adds one event to those seen, one of n_eff. But where few
   * networks have all of the events, as for flips near 0 or 100 %, the next one may come with a
   * whole network of them, 1/G of all trials, and n_eff, judged from those few, does not know.
   * Events of unequal weight are summed as in the interval of Fay and Feuer ("Confidence intervals
   * for directly standardized rates", Statistics in Medicine 16, 1997), and the next one's weight
   * is what Laplace's rule of succession expects: after e networks that had events, the next is a
   * whole one with probability 1 / (e + 1), so c = (e + n_eff / G) / (e + 1).
   */
  private static double upperLimit(
      double events, double others, double contributors, long networks, double effective) {
    if (others == 0) {
      return 1;
    }
    double seen = events * effective;
    double next = Math.max(1, (contributors + effective / networks) / (contributors + 1));
    double unit = (seen + next * next) / (seen + next);
    return BetaDistribution.of((seen + next) / unit, others * effective / unit)
        .inverseSurvivalProbability(TAIL);
  }

  /**
   * Quantiles over all trials: the smallest step whose rank is at least q · trials (the inverse of
   * the empirical distribution), undefined where that rank lies among the trials that did not flip.
   */
  static EtaQuantiles etaQuantiles(QuantileSketch flippedSteps, long trials) {
    if (trials == 0) {
      return EtaQuantiles.UNDEFINED;
    }
    return new EtaQuantiles(
        quantile(flippedSteps, trials, 10),
        quantile(flippedSteps, trials, 25),
        quantile(flippedSteps, trials, 50),
        quantile(flippedSteps, trials, 75),
        quantile(flippedSteps, trials, 90));
  }

  /**
   * The standard deviation over trials of a signed quantity, √((Σv² - (Σv)²/n) / (n - 1)), from the
   * sums of its magnitude, which has the same squares; NaN below n = 2.
   */
  static double signedDeviation(RatioSums magnitudes, ExactSum signedValues) {
    return Math.sqrt(magnitudes.varianceAround(signedValues));
  }

  private static double quantile(QuantileSketch sketch, long trials, int percent) {
    return sketch.ofRank((trials * percent + 99) / 100);
  }

  private static double effectiveTrials(RatioSums sums) {
    double varianceOfMean = sums.varianceOfMean();
    return varianceOfMean > 0
        ? Math.min((double) sums.count(), sums.variance() / varianceOfMean)
        : (double) sums.clusters();
  }

  private static double studentQuantile(long degreesOfFreedom) {
    return TDistribution.of((double) degreesOfFreedom).inverseSurvivalProbability(TAIL);
  }
}
