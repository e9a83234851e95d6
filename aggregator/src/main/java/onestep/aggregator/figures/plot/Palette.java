package onestep.aggregator.figures.plot;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Colours that colour-blind readers can tell apart, beside markers that differ in print.
 *
 * <p>What has an order, such as dimensions, gets darker along it, so that the order is seen in grey
 * as well: in cold colours, those of viridis (van der Walt and Smith, 2015), or in warm ones, those
 * of YlOrRd (Brewer, 2003). What has none, such as activations, has the colours of Okabe and Ito
 * (2008), without the yellow that fades on white, and with black, a grey and Tol's wine.
 */
public final class Palette {

  /** Viridis backwards, without the yellow end, which is too light for lines on white. */
  private static final Color[] COLD = {
    new Color(0x7AD151),
    new Color(0x35B779),
    new Color(0x1F9E89),
    new Color(0x26828E),
    new Color(0x31688E),
    new Color(0x3E4A89),
    new Color(0x482878),
    new Color(0x440154),
  };

  /** The dark part of YlOrRd. */
  private static final Color[] WARM = {
    new Color(0xFEB24C),
    new Color(0xFD8D3C),
    new Color(0xFC4E2A),
    new Color(0xE31A1C),
    new Color(0xBD0026),
    new Color(0x800026),
    new Color(0x4D0017),
  };

  /** Where the only one stands. */
  private static final double MIDDLE = 0.6;

  private static final Color[] NOMINAL = {
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0xE69F00),
    new Color(0x56B4E9),
    new Color(0x000000),
    new Color(0x882255),
    new Color(0x777777),
  };

  /** Seven markers and nine colours: 63 pairs before one comes again. */
  static final Shape CIRCLE = new Ellipse2D.Double(-1.8, -1.8, 3.6, 3.6);

  private static final Shape[] MARKERS = {
    CIRCLE,
    new Rectangle2D.Double(-1.65, -1.65, 3.3, 3.3),
    polygon(0, -2.3, 2.15, 1.6, -2.15, 1.6),
    polygon(0, -2.4, 2.4, 0, 0, 2.4, -2.4, 0),
    polygon(0, 2.3, 2.15, -1.6, -2.15, -1.6),
    polygon(-2.3, 0, 1.6, 2.15, 1.6, -2.15),
    polygon(2.3, 0, -1.6, 2.15, -1.6, -2.15),
  };

  private Palette() {}

  /** Keys of what has an order, in it, in cold colours. */
  public static List<Key> cold(List<String> labels) {
    return ordered(labels, COLD);
  }

  /** Keys of what has an order, in it, in warm colours. */
  public static List<Key> warm(List<String> labels) {
    return ordered(labels, WARM);
  }

  /** Keys of what has no order. */
  public static List<Key> nominal(List<String> labels) {
    return keys(labels, i -> NOMINAL[i % NOMINAL.length]);
  }

  private static List<Key> keys(List<String> labels, IntFunction<Color> color) {
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      keys.add(new Key(labels.get(i), new Look(color.apply(i), MARKERS[i % MARKERS.length])));
    }
    return keys;
  }

  private static List<Key> ordered(List<String> labels, Color[] colors) {
    double last = labels.size() - 1;
    return keys(labels, i -> between(colors, last == 0 ? MIDDLE : i / last));
  }

  /** The colour at a share of the way from the first to the last. */
  private static Color between(Color[] colors, double share) {
    double place = share * (colors.length - 1);
    int below = (int) Math.min(place, colors.length - 2.0);
    double part = place - below;
    Color low = colors[below];
    Color high = colors[below + 1];
    return new Color(
        between(low.getRed(), high.getRed(), part),
        between(low.getGreen(), high.getGreen(), part),
        between(low.getBlue(), high.getBlue(), part));
  }

  private static int between(int low, int high, double part) {
    return (int) Math.round(low + part * (high - low));
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
