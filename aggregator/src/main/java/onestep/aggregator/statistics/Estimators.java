package onestep.aggregator.statistics;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Estimates with 95 % intervals from trials that are clustered by network: the points of one
 * network are correlated, so it is networks, not trials, that are independent.
 */
final class Estimators {

  private static final double TAIL = 0.025;

  private Estimators() {}

  /**
   * The mean of a statistic over its counted trials.
   *
   * <ul>
   *   <li>mean: R = Σv / n
   *   <li>sd: s, over trials
   *   <li>interval: R ± t_{g-1, 0.975} √var(R), with var(R) linearised over the g networks that
   *       have a counted trial ({@link RatioSums#varianceOfMean}); undefined at g = 1
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
    double half = studentQuantile(sums.clusters() - 1) * Math.sqrt(sums.varianceOfMean());
    return new Estimate(mean, mean - half, mean + half, sd, effectiveTrials(sums));
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
   *   <li>interval: Clopper–Pearson for p n_eff successes in n_eff trials
   * </ul>
   */
  static Estimate proportion(RatioSums indicator, long successes) {
    if (indicator.count() == 0) {
      return Estimate.UNDEFINED;
    }
    long networks = indicator.clusters();
    double effective = networks;
    if (networks > 1 && indicator.varianceOfMean() > 0) {
      double ratio = studentQuantile(indicator.count() - 1) / studentQuantile(networks - 1);
      effective = effectiveTrials(indicator) * ratio * ratio;
    }
    double fraction = (double) successes / indicator.count();
    double positive = fraction * effective;
    // The complement is formed from integers, so that 0 of n and n of n are mirror images.
    double negative = (double) (indicator.count() - successes) / indicator.count() * effective;
    double low = successes == 0 ? 0 : betaQuantile(positive, negative + 1, TAIL);
    double high =
        successes == indicator.count() ? 1 : betaQuantile(positive + 1, negative, 1 - TAIL);
    return new Estimate(fraction, low, high, Math.sqrt(indicator.variance()), effective);
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

  private static double betaQuantile(double alpha, double beta, double probability) {
    return BetaDistribution.of(alpha, beta).inverseCumulativeProbability(probability);
  }
}
