package onestep.aggregator.statistics;

/**
 * A mean over trials with its 95 % interval clustered by network. NaN stands for undefined.
 *
 * @param mean point estimate, or NaN
 * @param low lower end of the interval, or NaN
 * @param high upper end of the interval, or NaN
 * @param sd standard deviation over trials, or NaN
 * @param effectiveTrials number of independent trials that would be as precise (n_eff), or NaN
 */
public record Estimate(double mean, double low, double high, double sd, double effectiveTrials) {

  /** Nothing is known. */
  public static final Estimate UNDEFINED =
      new Estimate(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** Whether there is a point estimate. */
  public boolean isDefined() {
    return !Double.isNaN(mean);
  }

  /** Whether there is an interval. */
  public boolean hasInterval() {
    return !Double.isNaN(low) && !Double.isNaN(high);
  }

  /** Half of the interval's length, or NaN. */
  public double halfWidth() {
    return (high - low) / 2;
  }
}
