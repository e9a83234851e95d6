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
import onestep.aggregator.text.Numbers;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.AttackSpec.RandomDirection;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.theory.Statement;
import onestep.contract.theory.Statements;
import onestep.contract.theory.WideLimit;

/**
 * The rates that the paper's statements speak of: what its probes measure against d, R and θ, and
 * how often a step of a given length succeeds. Each has a panel for each activation and depth.
 */
final class StatementFigures {

  /** What a figure shows of a cell: a point, and what it is compared with. */
  private record Sample(CellSummary cell, double x, Estimate y, double limit) {}

  /**
   * How a figure looks.
   *
   * @param curve what tells curves apart; of the other one of d and k the largest value is shown
   * @param limit what the legend calls the line of what points are compared with
   * @param levels what they are compared with in all panels
   */
  private record Look(
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

    Look(
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
  }

  private final Keys keys;

  private StatementFigures(Keys keys) {
    this.keys = keys;
  }

  /** The figures of cells whose hidden layers have one width; none without their attacks. */
  static List<Figure> of(List<CellSummary> cells) {
    StatementFigures figures = new StatementFigures(new Keys(cells));
    return Stream.of(
            figures.hessianNorm(cells),
            figures.randomDrift(cells),
            figures.largestDrift(cells),
            figures.changedSigns(cells),
            figures.success(cells),
            figures.failure(cells),
            figures.randomDirections(cells))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Figure> hessianNorm(List<CellSummary> cells) {
    Look look =
        new Look(
            "hessian-norm",
            "Norm of the Hessian against the dimension: (4) says it falls as 1/√d",
            "",
            Variable.DIMENSION.label(),
            true,
            "‖∇²f(x)‖",
            Scaling.LOGARITHMIC,
            Variable.WIDTH,
            "2√(E ψ''²/d), k ≫ d");
    return figure(
        look, probes(cells, ProbeQuantity.HESSIAN_NORM, cell -> cell.spec().model().dimension()));
  }

  private Optional<Figure> randomDrift(List<CellSummary> cells) {
    Look look =
        new Look(
            "drift-random",
            "Change of the gradient at a distance R in a random direction, squared",
            "",
            "distance R",
            true,
            "‖∇f(x) - ∇f(x + δ)‖²",
            Scaling.LOGARITHMIC,
            Variable.DIMENSION,
            "exact mean");
    return figure(
        look, probes(cells, ProbeQuantity.DRIFT_RANDOM_SQUARED, StatementFigures::radius));
  }

  private Optional<Figure> largestDrift(List<CellSummary> cells) {
    Look look =
        new Look(
            "drift-largest",
            "Largest change of the gradient found at a distance R, over its norm: (6) says it"
                + " vanishes for R ≪ √d",
            "a lower bound of the sup",
            "distance R",
            true,
            "‖∇f(x) - ∇f(x + δ)‖ / ‖∇f(x)‖",
            Scaling.LOGARITHMIC,
            Variable.DIMENSION,
            "");
    return figure(look, probes(cells, ProbeQuantity.DRIFT_RELATIVE, StatementFigures::radius));
  }

  private Optional<Figure> changedSigns(List<CellSummary> cells) {
    Statement statement = statement(ProbeQuantity.CHANGED_SIGNS);
    Look look =
        new Look(
            "changed-signs",
            "Share of neurons that change their sign, against the angle from x to x + δ",
            "",
            "θ/π",
            true,
            "changed signs",
            Scaling.LOGARITHMIC,
            Variable.DIMENSION,
            "θ/π");
    return figure(
        look,
        probes(
            cells,
            ProbeQuantity.CHANGED_SIGNS,
            cell -> statement.limit(cell.spec()).orElse(Double.NaN)));
  }

  private Optional<Figure> success(List<CellSummary> cells) {
    Look look =
        new Look(
            "success",
            "Inputs flipped by a step of a given length, in deviations σ of the step to the flip",
            "",
            "|η| / σ",
            false,
            "flipped",
            Scaling.FROM_ZERO,
            Variable.DIMENSION,
            "2Φ(|η|/σ) - 1");
    return figure(
        look,
        cells.stream()
            .filter(cell -> !Double.isNaN(deviations(cell)))
            .map(
                cell ->
                    new Sample(
                        cell,
                        deviations(cell),
                        cell.flippedFraction(),
                        cell.theory().flippedFraction()))
            .toList());
  }

  /** The boundary of Theorems 1 and 2: where a step of their length fails no more often than γ. */
  private Optional<Figure> failure(List<CellSummary> cells) {
    Look look =
        new Look(
            "failure",
            "Share of inputs that the step of Theorems 1 and 2 does not flip, over its γ",
            "the sharp constant; where all flip there is no point",
            Variable.WIDTH.label(),
            true,
            "not flipped / γ",
            Scaling.LOGARITHMIC,
            Variable.DIMENSION,
            "k, d → ∞",
            List.of(new Guide.Level("as the theorem allows", 1, Optional.empty())));
    List<Sample> samples =
        cells.stream()
            .filter(cell -> !Double.isNaN(deviations(cell)))
            .map(
                cell -> {
                  double gamma = Math.exp(-deviations(cell) * deviations(cell) / 2);
                  Estimate flipped = cell.flippedFraction();
                  return new Sample(
                      cell,
                      cell.spec().model().widths().get(0),
                      new Estimate(
                          (1 - flipped.mean()) / gamma,
                          (1 - flipped.high()) / gamma,
                          (1 - flipped.low()) / gamma,
                          Double.NaN,
                          Double.NaN),
                      (1 - cell.theory().flippedFraction()) / gamma);
                })
            .toList();
    return figure(
        look,
        samples,
        sample ->
            family(sample.cell())
                + ", γ = "
                + brief(Math.exp(-deviations(sample.cell()) * deviations(sample.cell()) / 2)));
  }

  private Optional<Figure> randomDirections(List<CellSummary> cells) {
    Look look =
        new Look(
            "random-direction",
            "Inputs flipped along a random line, either way, by a length ‖δ‖",
            "",
            "‖δ‖ / √d",
            true,
            "flipped",
            Scaling.FROM_ZERO,
            Variable.DIMENSION,
            "");
    List<Sample> samples = new ArrayList<>();
    for (CellSummary cell : cells) {
      if (cell.spec().attack() instanceof RandomDirection attack) {
        for (double length : RandomDirection.LENGTHS) {
          if (length <= attack.maxStep()) {
            samples.add(
                new Sample(
                    cell, length, cell.quantity(RandomDirection.within(length)), Double.NaN));
          }
        }
      }
    }
    return figure(look, samples);
  }

  private static List<Sample> probes(
      List<CellSummary> cells, ProbeQuantity quantity, Function<CellSummary, Number> x) {
    Statement statement = statement(quantity);
    return cells.stream()
        .filter(cell -> cell.spec().attack() instanceof Probe)
        .map(
            cell ->
                new Sample(
                    cell,
                    x.apply(cell).doubleValue(),
                    cell.quantity(quantity.label()),
                    statement.limit(cell.spec()).orElse(Double.NaN)))
        .toList();
  }

  private static Statement statement(ProbeQuantity measured) {
    return Statements.ALL.stream()
        .filter(statement -> statement.measured() == measured)
        .findFirst()
        .orElseThrow();
  }

  private static double radius(CellSummary cell) {
    return ((Probe) cell.spec().attack()).radius();
  }

  /** The step of a fixed-step attack in deviations σ; NaN of others. */
  private static double deviations(CellSummary cell) {
    ModelSpec model = cell.spec().model();
    return cell.spec().attack() instanceof FixedStep step
        ? WideLimit.of(model).inDeviations(step.step(), step.unit(), model.dimension())
        : Double.NaN;
  }

  private Optional<Figure> figure(Look look, List<Sample> samples) {
    return figure(look, samples, sample -> family(sample.cell()));
  }

  /** A figure with a panel for each title; nothing if no curve has two points to join. */
  private Optional<Figure> figure(Look look, List<Sample> all, Function<Sample, String> title) {
    List<Sample> samples =
        all.stream()
            .filter(sample -> sample.y().isDefined() && !Double.isNaN(sample.x()))
            .filter(sample -> !look.logarithmic() || sample.x() > 0)
            .filter(sample -> look.scaling() != Scaling.LOGARITHMIC || sample.y().mean() > 0)
            .toList();
    Map<String, List<Sample>> byTitle =
        samples.stream()
            .collect(Collectors.groupingBy(title, LinkedHashMap::new, Collectors.toList()));
    Map<String, List<Curve>> curves = new LinkedHashMap<>();
    Map<String, List<Guide>> guides = new LinkedHashMap<>();
    byTitle.forEach(
        (name, members) -> {
          SortedMap<Integer, List<Sample>> byCurve = byCurve(look.curve(), members);
          List<Curve> drawn = new ArrayList<>();
          List<Guide> lines = new ArrayList<>(look.levels());
          byCurve.forEach(
              (value, points) -> {
                Key key = keys.of(look.curve(), value);
                drawn.add(
                    new Curve(
                        key,
                        points.stream()
                            .map(s -> new Point(s.x(), s.y().mean(), s.y().low(), s.y().high()))
                            .toList()));
                List<Point> limit =
                    points.stream()
                        .filter(s -> !Double.isNaN(s.limit()))
                        .map(s -> Point.of(s.x(), s.limit()))
                        .toList();
                if (limit.size() > 1) {
                  lines.add(new Guide.Line(look.limit(), key, limit));
                }
              });
          if (drawn.stream().anyMatch(curve -> curve.points().size() > 1)) {
            curves.put(name, drawn);
            guides.put(name, lines);
          }
        });
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    Axis x = new Axis(look.x(), xScale(look, samples));
    Extent extent =
        Extent.of(
            curves.values().stream()
                .flatMap(List::stream)
                .flatMap(curve -> curve.points().stream())
                .toList(),
            guides.values().stream().flatMap(List::stream).toList());
    Axis y = new Axis(look.y(), look.scaling().of(extent));
    List<Panel> panels =
        curves.keySet().stream()
            .map(
                name ->
                    new Panel(name, x, y, Spread.WHISKERS, curves.get(name), guides.get(name), ""))
            .toList();
    return Optional.of(
        new Figure(
            look.kind(),
            "",
            new Caption(look.title(), details(look, samples)),
            Layout.shared(panels.size()),
            panels));
  }

  /** The points of each curve by ascending x, of the largest networks where several share an x. */
  private static SortedMap<Integer, List<Sample>> byCurve(Variable curve, List<Sample> samples) {
    SortedMap<Integer, SortedMap<Double, Sample>> curves = new TreeMap<>();
    samples.stream()
        .sorted(
            Comparator.comparingInt(
                sample -> Variable.DIMENSION.of(sample.cell()) + Variable.WIDTH.of(sample.cell())))
        .forEach(
            sample ->
                curves
                    .computeIfAbsent(curve.of(sample.cell()), value -> new TreeMap<>())
                    .put(sample.x(), sample));
    SortedMap<Integer, List<Sample>> lists = new TreeMap<>();
    curves.forEach((value, points) -> lists.put(value, List.copyOf(points.values())));
    return lists;
  }

  private static Scale xScale(Look look, List<Sample> samples) {
    double low = samples.stream().mapToDouble(Sample::x).min().orElse(1);
    double high = samples.stream().mapToDouble(Sample::x).max().orElse(1);
    if (look.logarithmic()) {
      return LogScale.around(low, high);
    }
    return LinearScale.of(0, 1.05 * high);
  }

  private static String details(Look look, List<Sample> samples) {
    List<CellSummary> cells = samples.stream().map(Sample::cell).distinct().toList();
    String largest =
        look.curve() == Variable.DIMENSION && !look.x().equals(Variable.WIDTH.label())
            ? "of each d the largest k"
            : "";
    return Stream.of(SampleSize.of(cells), largest, look.details(), VariantCells.WHISKERS)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String family(CellSummary cell) {
    ModelSpec model = cell.spec().model();
    String gain = model.gain() == 1 ? "" : ", gain " + Numbers.plain(model.gain());
    return Variable.name(model.activation()) + ", L = " + model.depth() + gain;
  }

  private static String brief(double number) {
    return Numbers.plain(Math.round(number * 1e6) / 1e6);
  }
}
