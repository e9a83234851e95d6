package onestep.aggregator.statistics;

/**
 * Quantiles of the smallest flipping step η over all trials, in η units; trials that did not flip
 * lie beyond the largest step, so a quantile above the flipped fraction is NaN.
 *
 * @param q10 the 10 % quantile
 * @param q25 the 25 % quantile
 * @param q50 the median
 * @param q75 the 75 % quantile
 * @param q90 the 90 % quantile
 */
public record EtaQuantiles(double q10, double q25, double q50, double q75, double q90) {

  /** No quantile is defined. */
  public static final EtaQuantiles UNDEFINED =
      new EtaQuantiles(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
