package onestep.aggregator.figures.plot;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/** Draws the points of curves. */
final class Markers {

  /** Room above an axis for the markers of points beyond it. */
  static final double BEYOND_HEIGHT = 14;

  private static final double ARROW_LENGTH = 7.5;
  private static final double HEAD = 1.6;

  private Markers() {}

  /** A marker within a white rim, which keeps it apart from what it covers. */
  static void draw(Graphics2D g2, Look look, double x, double y) {
    Shape marker = at(look.marker(), x, y);
    g2.setPaint(Style.PAPER);
    g2.setStroke(Style.RIM);
    g2.draw(marker);
    g2.setPaint(look.color());
    g2.fill(marker);
  }

  /** An open marker at y with an arrow upwards: the point lies somewhere above it. */
  static void drawBeyond(Graphics2D g2, Look look, double x, double y) {
    double tip = y - ARROW_LENGTH;
    Path2D arrow = new Path2D.Double();
    arrow.moveTo(x, y);
    arrow.lineTo(x, tip);
    arrow.moveTo(x - HEAD, tip + 1.5 * HEAD);
    arrow.lineTo(x, tip);
    arrow.lineTo(x + HEAD, tip + 1.5 * HEAD);
    Shape marker = at(look.marker(), x, y);
    g2.setStroke(Style.FINE);
    g2.setPaint(look.color());
    g2.draw(arrow);
    g2.setPaint(Style.PAPER);
    g2.fill(marker);
    g2.setPaint(look.color());
    g2.draw(marker);
  }

  private static Shape at(Shape marker, double x, double y) {
    return AffineTransform.getTranslateInstance(x, y).createTransformedShape(marker);
  }
}
