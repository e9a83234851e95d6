package onestep.aggregator.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import onestep.aggregator.figures.Relation.Sample;
import onestep.aggregator.figures.plot.Guide;
import onestep.aggregator.statements.SharpTheorem;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.text.Numbers;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.AttackSpec.RandomDirection;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.theory.Statement;
import onestep.contract.theory.Statements;

/**
 * The rates that the paper's statements speak of: what its probes measure against d, R and θ, and
 * how often a step of a given length succeeds. Each has a panel for each activation and depth.
 */
final class StatementFigures {

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
    Relation relation =
        new Relation(
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
        relation,
        probes(cells, ProbeQuantity.HESSIAN_NORM, cell -> cell.spec().model().dimension()));
  }

  private Optional<Figure> randomDrift(List<CellSummary> cells) {
    Relation relation =
        new Relation(
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
        relation, probes(cells, ProbeQuantity.DRIFT_RANDOM_SQUARED, StatementFigures::radius));
  }

  private Optional<Figure> largestDrift(List<CellSummary> cells) {
    Relation relation =
        new Relation(
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
    return figure(relation, probes(cells, ProbeQuantity.DRIFT_RELATIVE, StatementFigures::radius));
  }

  private Optional<Figure> changedSigns(List<CellSummary> cells) {
    Statement statement = statement(ProbeQuantity.CHANGED_SIGNS);
    Relation relation =
        new Relation(
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
        relation,
        probes(
            cells,
            ProbeQuantity.CHANGED_SIGNS,
            cell -> statement.limit(cell.spec()).orElse(Double.NaN)));
  }

  private Optional<Figure> success(List<CellSummary> cells) {
    Relation relation =
        new Relation(
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
        relation,
        cells.stream()
            .filter(cell -> !Double.isNaN(SharpTheorem.deviations(cell)))
            .map(
                cell ->
                    new Sample(
                        cell,
                        SharpTheorem.deviations(cell),
                        cell.flippedFraction(),
                        cell.theory().flippedFraction()))
            .toList());
  }

  /** The boundary of Theorems 1 and 2: where a step of their length fails no more often than γ. */
  private Optional<Figure> failure(List<CellSummary> cells) {
    Relation relation =
        new Relation(
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
            .filter(cell -> !Double.isNaN(SharpTheorem.deviations(cell)))
            .map(
                cell -> {
                  double gamma = SharpTheorem.failure(cell);
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
    return relation.figure(
        keys,
        samples,
        sample -> family(sample.cell()) + ", γ = " + brief(SharpTheorem.failure(sample.cell())));
  }

  private Optional<Figure> randomDirections(List<CellSummary> cells) {
    Relation relation =
        new Relation(
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
        for (double length : attack.lengths()) {
          samples.add(
              new Sample(cell, length, cell.quantity(RandomDirection.within(length)), Double.NaN));
        }
      }
    }
    return figure(relation, samples);
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

  private Optional<Figure> figure(Relation relation, List<Sample> samples) {
    return relation.figure(keys, samples, sample -> family(sample.cell()));
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
