package onestep.aggregator.figures;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import onestep.aggregator.statistics.CellSummary;

/**
 * One set of axes: a measure against the hidden width, a curve for each input dimension.
 *
 * @param title what stands above it
 * @param measure what it shows
 * @param curves by ascending dimension
 */
record Panel(String title, Measure measure, List<Curve> curves) {

  /** Theories closer than this are the same: their difference cannot be seen. */
  private static final double SAME_THEORY = 1e-6;

  Panel {
    curves = List.copyOf(curves);
  }

  /**
   * The panel of some cells, each with one width for all layers. Where several have the same width
   * and dimension (they differ in seed or sampler, say), the one with most trials is drawn, and the
   * first of those.
   */
  static Panel of(String title, Measure measure, List<CellSummary> cells) {
    BinaryOperator<CellSummary> best =
        BinaryOperator.maxBy(Comparator.comparingLong(CellSummary::trials));
    Map<Integer, TreeMap<Integer, CellSummary>> grid =
        cells.stream()
            .collect(
                Collectors.groupingBy(
                    cell -> cell.spec().model().dimension(),
                    TreeMap::new,
                    Collectors.toMap(
                        cell -> cell.spec().model().widths().get(0),
                        cell -> cell,
                        best,
                        TreeMap::new)));
    return new Panel(
        title,
        measure,
        grid.entrySet().stream()
            .map(
                entry ->
                    new Curve(
                        entry.getKey(),
                        entry.getValue().values().stream().map(measure::of).toList()))
            .toList());
  }

  /** The theory of every cell, if there is one and it is the same for all. */
  OptionalDouble commonTheory() {
    double[] values = theories().toArray();
    double first = values.length == 0 ? Double.NaN : values[0];
    boolean same =
        DoubleStream.of(values).allMatch(v -> Math.abs(v - first) <= SAME_THEORY * Math.abs(first));
    return values.length > 0 && same ? OptionalDouble.of(first) : OptionalDouble.empty();
  }

  /** Whether everything stands at one hidden width. */
  boolean hasOneWidth() {
    return curves.stream()
            .flatMap(curve -> curve.points().stream())
            .mapToInt(Point::width)
            .distinct()
            .count()
        == 1;
  }

  /** Whether any cell has a theory. */
  boolean hasTheory() {
    return theories().findAny().isPresent();
  }

  /** The largest value to be seen, spreads and theory included. */
  OptionalDouble highest() {
    return DoubleStream.concat(
            theories(),
            curves.stream()
                .flatMap(curve -> curve.points().stream())
                .filter(Point::isDefined)
                .mapToDouble(Point::high))
        .max();
  }

  private DoubleStream theories() {
    return curves.stream()
        .flatMap(curve -> curve.points().stream())
        .mapToDouble(Point::theory)
        .filter(theory -> !Double.isNaN(theory));
  }
}
