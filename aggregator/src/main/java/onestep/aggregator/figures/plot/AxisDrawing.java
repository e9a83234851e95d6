package onestep.aggregator.figures.plot;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** Draws the axes of a panel, outside the rectangle between them. */
final class AxisDrawing {

  /** Room to the left of a panel for ticks, their labels and the label of the axis. */
  static final double LEFT = 39;

  /** Room below a panel for ticks, for their labels too, and for the label of the axis as well. */
  static final double BELOW_UNLABELLED = 7;

  static final double BELOW_TICKS = 15;

  static final double BELOW = 25;

  private static final double LABEL_HEIGHT = 11.5;
  private static final double LEAST_LABEL_WIDTH = 14;
  private static final double LABEL_GAP = 3;
  private static final double MAJOR = 3;
  private static final double MINOR = 1.6;
  private static final double GAP = 2;
  private static final double LABEL_X = 8;
  private static final double UNIT_WIDTH = 22;
  private static final double UNIT_GAP = 4;

  private final Graphics2D g2;
  private final Rectangle2D area;

  /**
   * A drawing.
   *
   * @param area the rectangle between the axes
   */
  AxisDrawing(Graphics2D g2, Rectangle2D area) {
    this.g2 = g2;
    this.area = area;
  }

  /** The ticks of a vertical axis of a length. */
  static List<Tick> yTicks(Axis axis, double length) {
    return axis.scale().ticks((int) (length / LABEL_HEIGHT));
  }

  /** The ticks of a horizontal axis of a length: as many as leave a gap between their labels. */
  static List<Tick> xTicks(Axis axis, double length) {
    int most = (int) (length / LEAST_LABEL_WIDTH);
    List<Tick> ticks = axis.scale().ticks(most);
    while (most > 1 && overlap(ticks, axis.scale(), length)) {
      most--;
      ticks = axis.scale().ticks(most);
    }
    return ticks;
  }

  private static boolean overlap(List<Tick> ticks, Scale scale, double length) {
    double end = Double.NEGATIVE_INFINITY;
    for (Tick tick : ticks) {
      if (tick.isMajor()) {
        double middle = scale.share(tick.value()) * length;
        double half = new Text(tick.label(), Style.TICK_SIZE).width() / 2;
        if (middle - half < end + LABEL_GAP) {
          return true;
        }
        end = middle + half;
      }
    }
    return false;
  }

  /**
   * Draws the horizontal axis.
   *
   * @param numbered whether its ticks have their labels
   * @param named whether it says what it shows
   */
  void drawX(Axis axis, boolean numbered, boolean named) {
    double bottom = area.getMaxY();
    Path2D lines =
        new Path2D.Double(new Line2D.Double(area.getX(), bottom, area.getMaxX(), bottom));
    for (Tick tick : xTicks(axis, area.getWidth())) {
      double x = area.getX() + axis.scale().share(tick.value()) * area.getWidth();
      lines.append(new Line2D.Double(x, bottom, x, bottom + length(tick)), false);
      if (numbered && tick.isMajor()) {
        new Text(tick.label(), Style.TICK_SIZE)
            .drawCentred(g2, Style.INK, x, bottom + MAJOR + GAP + 0.75 * Style.TICK_SIZE);
      }
    }
    draw(lines);
    if (numbered) {
      Text unit = new Text(axis.scale().unit(), Style.TICK_SIZE);
      unit.draw(g2, Style.INK, area.getMaxX() - unit.width(), bottom + BELOW - GAP);
    }
    if (named) {
      new Text(axis.label(), Style.LABEL_SIZE)
          .drawCentred(g2, Style.INK, area.getCenterX(), bottom + BELOW - GAP);
    }
  }

  /** Draws the vertical axis, with labels or ticks alone. */
  void drawY(Axis axis, boolean labelled) {
    double left = area.getX();
    Path2D lines = new Path2D.Double(new Line2D.Double(left, area.getY(), left, area.getMaxY()));
    for (Tick tick : yTicks(axis, area.getHeight())) {
      double y = area.getMaxY() - axis.scale().share(tick.value()) * area.getHeight();
      lines.append(new Line2D.Double(left - length(tick), y, left, y), false);
      if (labelled && tick.isMajor()) {
        new Text(tick.label(), Style.TICK_SIZE).drawLeftOf(g2, Style.INK, left - MAJOR - GAP, y);
      }
    }
    draw(lines);
    if (labelled) {
      new Text(axis.scale().unit(), Style.TICK_SIZE)
          .draw(g2, Style.INK, left - UNIT_WIDTH, area.getY() - UNIT_GAP);
      AffineTransform upright = g2.getTransform();
      g2.translate(left - LEFT + LABEL_X, area.getCenterY());
      g2.rotate(-Math.PI / 2);
      new Text(axis.label(), Style.LABEL_SIZE).drawCentred(g2, Style.INK, 0, 0);
      g2.setTransform(upright);
    }
  }

  private void draw(Path2D lines) {
    g2.setPaint(Style.INK);
    g2.setStroke(Style.SPINE);
    g2.draw(lines);
  }

  private static double length(Tick tick) {
    return tick.isMajor() ? MAJOR : MINOR;
  }
}
