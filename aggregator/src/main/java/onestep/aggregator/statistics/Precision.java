package onestep.aggregator.statistics;

/**
 * An estimate with an interval that holds at every time at which one may have looked. NaN stands
 * for undefined.
 *
 * @param mean point estimate, or NaN
 * @param low lower end, or NaN
 * @param high upper end, or NaN
 */
public record Precision(double mean, double low, double high) {

  /** Nothing is known. */
  public static final Precision UNDEFINED = new Precision(Double.NaN, Double.NaN, Double.NaN);

  /** How far the further end is from the estimate, over the estimate; NaN where undefined. */
  public double relativeError() {
    return Math.max(high - mean, mean - low) / Math.abs(mean);
  }
}
