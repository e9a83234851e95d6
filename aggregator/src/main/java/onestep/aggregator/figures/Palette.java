package onestep.aggregator.figures;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * A colour and a marker for each input dimension, the same in all figures of a sweep.
 *
 * <p>Colours that colour-blind readers can tell apart (Okabe and Ito 2008, without the yellow that
 * fades on white, and with a grey and Tol's wine), beside markers that differ in print.
 */
final class Palette {

  private static final List<Color> COLORS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x777777),
          new Color(0x882255));

  /** Seven markers and eight colours: 56 pairs before one comes again. */
  private static final List<Shape> MARKERS =
      List.of(
          new Ellipse2D.Double(-3, -3, 6, 6),
          new Rectangle2D.Double(-2.7, -2.7, 5.4, 5.4),
          polygon(0, -3.8, 3.6, 2.8, -3.6, 2.8),
          polygon(0, -3.9, 3.9, 0, 0, 3.9, -3.9, 0),
          polygon(0, 3.8, 3.6, -2.8, -3.6, -2.8),
          polygon(-3.8, 0, 2.8, 3.6, 2.8, -3.6),
          polygon(3.8, 0, -2.8, 3.6, -2.8, -3.6));

  private final List<Integer> dimensions;

  Palette(Collection<Integer> dimensions) {
    this.dimensions = List.copyOf(new TreeSet<>(dimensions));
  }

  /** All dimensions, ascending. */
  List<Integer> dimensions() {
    return dimensions;
  }

  Color color(int dimension) {
    return COLORS.get(index(dimension) % COLORS.size());
  }

  Shape marker(int dimension) {
    return MARKERS.get(index(dimension) % MARKERS.size());
  }

  private int index(int dimension) {
    return dimensions.indexOf(dimension);
  }

  private static Shape polygon(double... coordinates) {
    Path2D path = new Path2D.Double();
    path.moveTo(coordinates[0], coordinates[1]);
    for (int i = 2; i < coordinates.length; i += 2) {
      path.lineTo(coordinates[i], coordinates[i + 1]);
    }
    path.closePath();
    return path;
  }
}
