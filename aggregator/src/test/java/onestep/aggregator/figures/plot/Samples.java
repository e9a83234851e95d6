package onestep.aggregator.figures.plot;

import java.util.List;

/** Parts of figures for tests. */
final class Samples {

  static final Key KEY = Palette.cold(List.of("d = 10")).get(0);

  private Samples() {}

  /** A sheet of a panel with a curve, captions with signs that few fonts have. */
  static Sheet sheet(String title) {
    return new Sheet(
        new Caption(title, "η ≤ 20 √d, k, d → ∞, ±2, 10⁻³"), Layout.shared(1), List.of(panel("")));
  }

  /**
   * A panel with points from (1, 1) to (3, 3) and one at x = 4 beyond the axis.
   *
   * @param beyond what the last one means; empty to leave it out
   */
  static Panel panel(String beyond) {
    Point last = Point.of(4, beyond.isEmpty() ? Double.NaN : Double.POSITIVE_INFINITY);
    return new Panel(
        "L = 1",
        new Axis("depth L", new LinearScale(0.5, 4.5, 1)),
        new Axis("‖∇f(x)‖", LinearScale.of(0, 4)),
        Spread.WHISKERS,
        List.of(
            new Curve(KEY, List.of(Point.of(1, 1), new Point(2, 2, 1, 3), Point.of(3, 3), last))),
        List.of(),
        beyond);
  }
}
