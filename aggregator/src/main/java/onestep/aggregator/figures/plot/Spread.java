package onestep.aggregator.figures.plot;

/** How the points of a curve are joined, and how their spread is shown. */
public enum Spread {
  /** A line within a band; a whisker at a point without neighbours. */
  BAND(0, 0),
  /** A line, and a whisker at each point; the points of one x stand side by side. */
  WHISKERS(1.3, 0.5),
  /** A whisker at each point, without a line: lines are something else. */
  WHISKERS_ALONE(0.7, 0.5),
  /** A line; the points of one x stand so far apart that each is seen. */
  NONE(4, 0.8);

  private final double sideStep;
  private final double sideShare;

  Spread(double sideStep, double sideShare) {
    this.sideStep = sideStep;
    this.sideShare = sideShare;
  }

  /** Largest distance of points that stand side by side. */
  double sideStep() {
    return sideStep;
  }

  /** What of the distance to the next x the points of one x may take. */
  double sideShare() {
    return sideShare;
  }
}
