package onestep.aggregator.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import onestep.aggregator.figures.plot.Axis;
import onestep.aggregator.figures.plot.Curve;
import onestep.aggregator.figures.plot.LogScale;
import onestep.aggregator.figures.plot.Panel;
import onestep.aggregator.figures.plot.Point;
import onestep.aggregator.figures.plot.Spread;
import onestep.aggregator.statistics.CellSummary;

/**
 * From which width (or dimension) on every input is flipped, against the depth.
 *
 * <p>Of a curve, the threshold at a depth is the smallest value of the grid from which on the
 * flipped fraction rounds to 100 % at that and every larger value; it lies beyond the axis where
 * the largest value does not suffice.
 *
 * <p>Depths are compared on one grid: the values that more than half of a curve's depths have.
 * Values that only a few depths have could move the threshold of these alone. A depth that lacks a
 * value of the grid has no threshold.
 *
 * @param threshold whose threshold it is: width or dimension
 * @param curve what tells curves apart: the other one
 */
record Thresholds(Variable threshold, Variable curve) {

  /** Rounds to 100 %. */
  private static final double ALL = 0.995;

  /** The panel, if there are at least two depths and two values to compare. */
  Optional<Panel> panel(String title, VariantCells variant) {
    List<CellSummary> seen =
        variant.cells().stream().filter(cell -> cell.flippedFraction().isDefined()).toList();
    List<Curve> curves = new ArrayList<>();
    SortedSet<Integer> grid = new TreeSet<>();
    curve
        .group(seen)
        .forEach(
            (value, members) -> {
              SortedSet<Integer> common = grid(members);
              List<Point> points = points(members, common);
              if (common.size() > 1 && points.size() > 1) {
                grid.addAll(common);
                curves.add(new Curve(variant.keys().of(curve, value), points));
              }
            });
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Panel(
            title,
            new Axis(Variable.DEPTH.label(), Chart.xScale(Variable.DEPTH, seen)),
            new Axis(threshold.label(), LogScale.around(grid.first(), grid.last())),
            Spread.NONE,
            curves,
            List.of(),
            curves.stream().flatMap(c -> c.points().stream()).allMatch(Point::isFinite)
                ? ""
                : "not reached"));
  }

  /** The values that more than half of the depths have. */
  private SortedSet<Integer> grid(List<CellSummary> cells) {
    int depths = Variable.DEPTH.group(cells).size();
    SortedSet<Integer> grid = new TreeSet<>();
    threshold
        .group(cells)
        .forEach(
            (value, members) -> {
              if (2 * members.size() > depths) {
                grid.add(value);
              }
            });
    return grid;
  }

  private List<Point> points(List<CellSummary> cells, SortedSet<Integer> grid) {
    List<Point> points = new ArrayList<>();
    Variable.DEPTH
        .group(cells)
        .forEach(
            (depth, members) -> {
              SortedMap<Integer, List<CellSummary>> byValue = threshold.group(members);
              if (byValue.keySet().containsAll(grid)) {
                points.add(Point.of(depth, of(byValue, grid)));
              }
            });
    return points;
  }

  private static double of(SortedMap<Integer, List<CellSummary>> byValue, SortedSet<Integer> grid) {
    double smallest = Double.POSITIVE_INFINITY;
    for (int value : grid) {
      boolean all = byValue.get(value).get(0).flippedFraction().mean() >= ALL;
      if (!all) {
        smallest = Double.POSITIVE_INFINITY;
      } else if (Double.isInfinite(smallest)) {
        smallest = value;
      }
    }
    return smallest;
  }
}
