package onestep.aggregator.figures;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.aggregator.figures.plot.Caption;
import onestep.aggregator.figures.plot.Curve;
import onestep.aggregator.figures.plot.Layout;
import onestep.aggregator.figures.plot.Panel;
import onestep.aggregator.figures.plot.Point;
import onestep.aggregator.statistics.CellSummary;

/**
 * What a figure is made of.
 *
 * @param variant what the cells share
 * @param suffix what tells the variant from others in file names
 * @param cells the cells, no two of them in the same place of a figure
 * @param keys what curves look like
 */
record VariantCells(Variant variant, String suffix, List<CellSummary> cells, Keys keys) {

  /** What captions say where spreads are intervals. */
  static final String WHISKERS = "whiskers: 95\u00a0% intervals";

  /** The same variant with some of its cells. */
  VariantCells with(List<CellSummary> some) {
    return new VariantCells(variant, suffix, some, keys);
  }

  /** A measure against a variable, with a curve for each value of another. */
  Chart chart(Variable x, Variable curve, Measure measure) {
    return new Chart(x, curve, measure, keys);
  }

  /** A figure; nothing if it has no point. */
  Optional<Figure> figure(
      String kind, String title, String details, Layout layout, List<Panel> panels) {
    boolean empty = curves(panels).flatMap(c -> c.points().stream()).noneMatch(Point::isDefined);
    return empty
        ? Optional.empty()
        : Optional.of(
            new Figure(kind, suffix, new Caption(title, details(details)), layout, panels));
  }

  /** A figure with a panel for each depth; nothing if none of its curves has points to join. */
  Optional<Figure> figureByDepth(String kind, String title, String details, Chart chart) {
    List<Panel> panels = chart.panelsByDepth(cells);
    boolean curved =
        curves(panels).anyMatch(c -> c.points().stream().filter(Point::isFinite).count() > 1);
    return curved
        ? figure(kind, title, details, Layout.shared(panels.size()), panels)
        : Optional.empty();
  }

  private static Stream<Curve> curves(List<Panel> panels) {
    return panels.stream().flatMap(panel -> panel.curves().stream());
  }

  private String details(String more) {
    return Stream.of(variant.models() + ", " + variant.limit(), SampleSize.of(cells), more)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }
}
