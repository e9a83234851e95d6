package onestep.aggregator.figures.plot;

import java.awt.geom.Rectangle2D;

/** Where the points of a panel lie on the page. */
final class PanelSpace {

  /** Distance of points that stand side by side where there is one x alone. */
  private static final double SIDE_STEP_OF_ONE_X = 7;

  private static final double SIDE_SHARE_OF_ONE_X = 0.5;

  /** What lies further outside than this many lengths of the axis need not be drawn there. */
  private static final double FAR_OUTSIDE = 2;

  private final Panel panel;
  private final Rectangle2D area;
  private final double sideStep;

  /**
   * The space of a panel.
   *
   * @param area the rectangle between its axes
   */
  PanelSpace(Panel panel, Rectangle2D area) {
    this.panel = panel;
    this.area = area;
    this.sideStep = sideStep();
  }

  double x(double value) {
    return area.getX() + panel.x().scale().share(value) * area.getWidth();
  }

  /** As {@link #x(double)}, moved to the side where the points of all curves stand side by side. */
  double x(Point point, Curve curve) {
    int place = panel.curves().indexOf(curve);
    return x(point.x()) + (place - (panel.curves().size() - 1) / 2.0) * sideStep;
  }

  double y(double value) {
    double share = panel.y().scale().share(value);
    return area.getMaxY() - Math.max(-FAR_OUTSIDE, Math.min(FAR_OUTSIDE, share)) * area.getHeight();
  }

  /** How far points of one x are moved apart, where they would hide each other's whiskers. */
  private double sideStep() {
    double[] places =
        panel.curves().stream()
            .flatMap(curve -> curve.points().stream())
            .mapToDouble(Point::x)
            .distinct()
            .sorted()
            .map(this::x)
            .toArray();
    int curves = panel.curves().size();
    if (places.length < 2) {
      return Math.min(SIDE_STEP_OF_ONE_X, SIDE_SHARE_OF_ONE_X * area.getWidth() / curves);
    }
    double closest = area.getWidth();
    for (int i = 1; i < places.length; i++) {
      closest = Math.min(closest, places[i] - places[i - 1]);
    }
    return Math.min(panel.spread().sideStep(), panel.spread().sideShare() * closest / curves);
  }
}
