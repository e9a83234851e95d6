package onestep.aggregator.figures.plot;

import java.util.List;
import java.util.Optional;

/** What curves are to be compared with. */
public sealed interface Guide {

  /** What the legend says; empty if it says nothing. */
  String label();

  /**
   * A dashed line across the panel.
   *
   * @param y where
   * @param key whose it is; of all where empty
   */
  record Level(String label, double y, Optional<Key> key) implements Guide {}

  /**
   * A fine line without markers, in the colour of a key.
   *
   * @param points by ascending x
   */
  record Line(String label, Key key, List<Point> points) implements Guide {
    /** Copies the points. */
    public Line {
      points = List.copyOf(points);
    }
  }

  /** A shaded zone across the panel. */
  record Zone(String label, double low, double high) implements Guide {}
}
