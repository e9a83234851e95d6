package onestep.aggregator.figures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.aggregator.figures.plot.Axis;
import onestep.aggregator.figures.plot.Caption;
import onestep.aggregator.figures.plot.Curve;
import onestep.aggregator.figures.plot.Guide;
import onestep.aggregator.figures.plot.Key;
import onestep.aggregator.figures.plot.Layout;
import onestep.aggregator.figures.plot.LinearScale;
import onestep.aggregator.figures.plot.LogScale;
import onestep.aggregator.figures.plot.Panel;
import onestep.aggregator.figures.plot.Point;
import onestep.aggregator.figures.plot.Scale;
import onestep.aggregator.figures.plot.Spread;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;

/**
 * A figure of one number against another, whatever they are of a cell, with whiskers.
 *
 * @param kind what it shows, such as {@code hessian-norm}
 * @param details what the caption says besides
 * @param x what the horizontal axis shows
 * @param logarithmic whether that axis is; else it begins at 0
 * @param y what the vertical axis shows
 * @param curve what tells curves apart; where several networks have the same x, the largest counts
 * @param limit what the legend calls the line of what points are compared with
 * @param levels what they are compared with in all panels
 */
record Relation(
    String kind,
    String title,
    String details,
    String x,
    boolean logarithmic,
    String y,
    Scaling scaling,
    Variable curve,
    String limit,
    List<Guide> levels) {

  /**
   * A point of a figure.
   *
   * @param limit what it is compared with, or NaN
   */
  record Sample(CellSummary cell, double x, Estimate y, double limit) {

    private Point point() {
      return new Point(x, y.mean(), y.low(), y.high());
    }
  }

  /** What a panel shows between its axes. */
  private record Content(String title, List<Curve> curves, List<Guide> guides) {

    private boolean hasLine() {
      return curves.stream().anyMatch(curve -> curve.points().size() > 1);
    }
  }

  /** A figure without levels. */
  Relation(
      String kind,
      String title,
      String details,
      String x,
      boolean logarithmic,
      String y,
      Scaling scaling,
      Variable curve,
      String limit) {
    this(kind, title, details, x, logarithmic, y, scaling, curve, limit, List.of());
  }

  /**
   * The figure with a panel for each title; nothing if no curve has two points to join.
   *
   * @param panel the title of the panel of a sample
   */
  Optional<Figure> figure(Keys keys, List<Sample> samples, Function<Sample, String> panel) {
    List<Sample> drawable = samples.stream().filter(this::isDrawable).toList();
    List<Content> contents = new ArrayList<>();
    drawable.stream()
        .collect(Collectors.groupingBy(panel, LinkedHashMap::new, Collectors.toList()))
        .forEach((name, members) -> contents.add(content(name, members, keys)));
    contents.removeIf(content -> !content.hasLine());
    if (contents.isEmpty()) {
      return Optional.empty();
    }
    Axis horizontal = new Axis(x, xScale(drawable));
    Axis vertical = new Axis(y, scaling.of(extent(contents)));
    List<Panel> panels =
        contents.stream()
            .map(
                content ->
                    new Panel(
                        content.title(),
                        horizontal,
                        vertical,
                        Spread.WHISKERS,
                        content.curves(),
                        content.guides(),
                        ""))
            .toList();
    return Optional.of(
        new Figure(
            kind, "", new Caption(title, caption(drawable)), Layout.shared(panels.size()), panels));
  }

  private boolean isDrawable(Sample sample) {
    return sample.y().isDefined()
        && !Double.isNaN(sample.x())
        && (!logarithmic || sample.x() > 0)
        && hasPlace(sample.y().mean());
  }

  /** Whether a value has a place on the vertical axis. */
  private boolean hasPlace(double value) {
    return scaling == Scaling.LOGARITHMIC ? value > 0 : !Double.isNaN(value);
  }

  private Content content(String name, List<Sample> members, Keys keys) {
    List<Curve> curves = new ArrayList<>();
    List<Guide> guides = new ArrayList<>(levels);
    byCurve(members)
        .forEach(
            (value, samples) -> {
              Key key = keys.of(curve, value);
              curves.add(new Curve(key, samples.stream().map(Sample::point).toList()));
              List<Point> limits =
                  samples.stream()
                      .filter(sample -> hasPlace(sample.limit()))
                      .map(sample -> Point.of(sample.x(), sample.limit()))
                      .toList();
              if (limits.size() > 1) {
                guides.add(new Guide.Line(limit, key, limits));
              }
            });
    return new Content(name, curves, guides);
  }

  /** The samples of each curve by ascending x, of the largest networks where several share an x. */
  private SortedMap<Integer, List<Sample>> byCurve(List<Sample> samples) {
    SortedMap<Integer, Map<Double, Sample>> curves = new TreeMap<>();
    samples.stream()
        .sorted(Comparator.comparingLong(Relation::size))
        .forEach(
            sample ->
                curves
                    .computeIfAbsent(curve.of(sample.cell()), value -> new TreeMap<>())
                    .put(sample.x(), sample));
    SortedMap<Integer, List<Sample>> lists = new TreeMap<>();
    curves.forEach((value, points) -> lists.put(value, List.copyOf(points.values())));
    return lists;
  }

  private static long size(Sample sample) {
    return (long) Variable.DIMENSION.of(sample.cell()) * Variable.WIDTH.of(sample.cell());
  }

  private static Extent extent(List<Content> contents) {
    return Extent.of(
        contents.stream()
            .flatMap(content -> content.curves().stream())
            .flatMap(each -> each.points().stream())
            .toList(),
        contents.stream().flatMap(content -> content.guides().stream()).toList());
  }

  private Scale xScale(List<Sample> samples) {
    double low = samples.stream().mapToDouble(Sample::x).min().orElse(1);
    double high = samples.stream().mapToDouble(Sample::x).max().orElse(1);
    return logarithmic ? LogScale.around(low, high) : LinearScale.of(0, 1.05 * high);
  }

  private String caption(List<Sample> samples) {
    List<CellSummary> cells = samples.stream().map(Sample::cell).distinct().toList();
    String largest =
        curve == Variable.DIMENSION && !x.equals(Variable.WIDTH.label())
            ? "of each d the largest k"
            : "";
    return Stream.of(SampleSize.of(cells), largest, details, VariantCells.WHISKERS)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }
}
