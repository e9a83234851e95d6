package onestep.aggregator.figures.plot;

/**
 * A point of a curve.
 *
 * @param x its place on the horizontal axis
 * @param y its place on the vertical axis; NaN for a gap in the curve, infinite for a point beyond
 *     the axis, which is drawn at its upper edge
 * @param low lower end of its spread; the point itself where the spread is undefined
 * @param high upper end of its spread; the point itself where the spread is undefined
 */
public record Point(double x, double y, double low, double high) {

  /** Puts the point itself in the place of a spread that is undefined. */
  public Point {
    low = Double.isNaN(low) ? y : low;
    high = Double.isNaN(high) ? y : high;
  }

  /** A point without spread. */
  public static Point of(double x, double y) {
    return new Point(x, y, y, y);
  }

  /** Whether there is something to draw. */
  public boolean isDefined() {
    return !Double.isNaN(y);
  }

  /** Whether it lies on the axis. */
  public boolean isFinite() {
    return Double.isFinite(y);
  }
}
