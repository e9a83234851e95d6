package onestep.aggregator.figures.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Points joined by lines.
 *
 * @param key what it stands for
 * @param points by ascending x, each x once
 */
public record Curve(Key key, List<Point> points) {

  /** Copies the points. */
  public Curve {
    points = List.copyOf(points);
  }

  /** The longest stretches of points on the axes: what a line may join. */
  List<List<Point>> runs() {
    List<List<Point>> runs = new ArrayList<>();
    List<Point> run = new ArrayList<>();
    for (Point point : points) {
      if (point.isFinite()) {
        run.add(point);
      } else if (!run.isEmpty()) {
        runs.add(run);
        run = new ArrayList<>();
      }
    }
    if (!run.isEmpty()) {
      runs.add(run);
    }
    return runs;
  }
}
