package onestep.aggregator.figures;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;
import onestep.aggregator.figures.plot.Axis;
import onestep.aggregator.figures.plot.Curve;
import onestep.aggregator.figures.plot.Guide;
import onestep.aggregator.figures.plot.LinearScale;
import onestep.aggregator.figures.plot.LogScale;
import onestep.aggregator.figures.plot.Panel;
import onestep.aggregator.figures.plot.Point;
import onestep.aggregator.figures.plot.Scale;
import onestep.aggregator.statistics.CellSummary;

/**
 * A measure against a variable, with a curve for each value of another.
 *
 * @param x what the horizontal axis shows
 * @param curve what tells curves apart
 * @param measure what the vertical axis shows
 * @param keys what curves look like
 */
record Chart(Variable x, Variable curve, Measure measure, Keys keys) {

  /** What panels show between their axes. */
  private record Content(String title, Axis x, List<Curve> curves, List<Guide> guides) {}

  /** The panel of some cells. */
  Panel panel(String title, List<CellSummary> cells) {
    return panels(List.of(content(title, cells))).get(0);
  }

  /**
   * A panel for each depth, all with the same vertical axis. Depths of which nothing is known have
   * none.
   */
  List<Panel> panelsByDepth(List<CellSummary> cells) {
    List<Content> contents = new ArrayList<>();
    Variable.DEPTH
        .group(cells)
        .forEach((depth, members) -> contents.add(content(Variable.DEPTH.text(depth), members)));
    contents.removeIf(content -> points(content).noneMatch(Point::isFinite));
    return panels(contents);
  }

  private Content content(String title, List<CellSummary> cells) {
    List<Curve> curves = new ArrayList<>();
    curve
        .group(cells)
        .forEach((value, members) -> curves.add(new Curve(keys.of(curve, value), points(members))));
    return new Content(
        title,
        new Axis(x.label(), xScale(x, cells)),
        curves,
        measure.guides(cells, cell -> keys.of(curve, curve.of(cell))));
  }

  private List<Point> points(List<CellSummary> cells) {
    List<Point> points = new ArrayList<>();
    x.group(cells).forEach((value, members) -> points.add(measure.at(value, members.get(0))));
    return points;
  }

  private List<Panel> panels(List<Content> contents) {
    Extent extent =
        Extent.of(
            contents.stream().flatMap(Chart::points).toList(),
            contents.stream().flatMap(content -> content.guides().stream()).toList());
    Axis y = new Axis(measure.label(), measure.scale(extent));
    return contents.stream()
        .map(
            content ->
                new Panel(
                    content.title(),
                    content.x(),
                    y,
                    measure.spread(),
                    content.curves(),
                    content.guides(),
                    ""))
        .toList();
  }

  private static Stream<Point> points(Content content) {
    return content.curves().stream().flatMap(curve -> curve.points().stream());
  }

  /** The scale that shows the values of a variable: logarithmic but for depths. */
  static Scale xScale(Variable x, List<CellSummary> cells) {
    IntSummaryStatistics values = cells.stream().mapToInt(x::of).summaryStatistics();
    return x == Variable.DEPTH
        ? new LinearScale(values.getMin() - 0.5, values.getMax() + 0.5, 1)
        : LogScale.around(values.getMin(), values.getMax());
  }
}
