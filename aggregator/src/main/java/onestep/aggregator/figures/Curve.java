package onestep.aggregator.figures;

import java.util.ArrayList;
import java.util.List;

/**
 * The points of one input dimension.
 *
 * @param dimension input dimension d
 * @param points by ascending width, each width once
 */
record Curve(int dimension, List<Point> points) {

  Curve {
    points = List.copyOf(points);
  }

  /** The longest stretches without an undefined point: what a line may join. */
  List<List<Point>> runs() {
    List<List<Point>> runs = new ArrayList<>();
    List<Point> run = new ArrayList<>();
    for (Point point : points) {
      if (point.isDefined()) {
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
