package onestep.aggregator.figures;

/**
 * A cell on a curve.
 *
 * @param width hidden width k
 * @param mean the point, or NaN for a gap in the curve
 * @param low lower end of its spread; the point itself where the spread is undefined
 * @param high upper end of its spread; the point itself where the spread is undefined
 * @param theory the limit for large k and d, or NaN
 */
record Point(int width, double mean, double low, double high, double theory) {

  Point {
    low = Double.isNaN(low) ? mean : low;
    high = Double.isNaN(high) ? mean : high;
  }

  /** Whether there is something to draw. */
  boolean isDefined() {
    return !Double.isNaN(mean);
  }
}
