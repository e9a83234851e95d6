package onestep.aggregator.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import onestep.aggregator.figures.plot.Guide;
import onestep.aggregator.figures.plot.Key;
import onestep.aggregator.figures.plot.Point;
import onestep.aggregator.figures.plot.Scale;
import onestep.aggregator.figures.plot.Spread;
import onestep.aggregator.figures.plot.SymmetricLogScale;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;

/** What a panel shows of a cell, and what it is to be compared with. */
@SuppressWarnings("ImmutableEnumChecker") // its functions have no state
enum Measure {
  /** Mean smallest step over flipped trials, within one standard deviation. */
  SMALLEST_STEP(
      "smallest step η",
      Spread.BAND,
      Scaling.FROM_ZERO,
      cell -> Value.withDeviation(cell.eta()),
      cell -> cell.theory().etaMean()),

  /** Mean gradient norm over all trials, within one standard deviation. */
  GRADIENT_NORM(
      "gradient norm ‖∇f(x)‖",
      Spread.BAND,
      Scaling.FROM_ZERO,
      cell -> Value.withDeviation(cell.gradientNorm()),
      cell -> cell.theory().gradientNorm()),

  /** Percentage of trials that flip, with its interval. */
  FLIPPED(
      "inputs flipped (%)",
      Spread.WHISKERS,
      Scaling.PERCENT,
      cell -> Value.withInterval(cell.flippedFraction(), 100),
      cell -> 100 * cell.theory().flippedFraction()),

  /** Harmonic mean of η‖∇f‖²/|f| over flipped trials, with its interval. */
  LINEARITY(
      "linearity ratio",
      Spread.WHISKERS,
      Scaling.LOGARITHMIC,
      cell -> Value.withInterval(cell.linearity(), 1),
      cell -> 1) {
    @Override
    String theoryLabel() {
      return "f linear on the way";
    }
  },

  /** Mean gradient norm over its limit, with its interval; beside it the exact law of ReLU. */
  GRADIENT_RATIO(
      "‖∇f(x)‖ / limit",
      Spread.WHISKERS_ALONE,
      Scaling.AROUND,
      cell -> Value.withInterval(cell.gradientNorm(), 1 / cell.theory().gradientNorm()),
      cell -> 1) {
    @Override
    List<Guide> guides(List<CellSummary> cells, Function<CellSummary, Key> keys) {
      List<Guide> guides = new ArrayList<>(super.guides(cells, keys));
      guides.addAll(GradientLawLines.of(cells, keys));
      return guides;
    }
  },

  /** Mean smallest step less its limit, in standard errors. */
  STEP_DEVIATION(
      "deviation (s.e.)",
      Spread.WHISKERS,
      Noise.SCALING,
      cell -> Value.inErrors(cell.eta(), cell.theory().etaMean()),
      cell -> Double.NaN) {
    @Override
    List<Guide> guides(List<CellSummary> cells, Function<CellSummary, Key> keys) {
      return Noise.GUIDES;
    }
  },

  /** Mean gradient norm less its limit, in standard errors. */
  GRADIENT_DEVIATION(
      "deviation (s.e.)",
      Spread.WHISKERS,
      Noise.SCALING,
      cell -> Value.inErrors(cell.gradientNorm(), cell.theory().gradientNorm()),
      cell -> Double.NaN) {
    @Override
    List<Guide> guides(List<CellSummary> cells, Function<CellSummary, Key> keys) {
      return Noise.GUIDES;
    }
  },

  /** Mean length of the flipping step over that of the input, with its interval. */
  PERTURBATION(
      "‖η∇f(x)‖ / √d",
      Spread.WHISKERS,
      Scaling.LOGARITHMIC,
      cell -> Value.withInterval(cell.perturbation(), 1 / radius(cell)),
      cell -> cell.theory().perturbationMean() / radius(cell));

  /** Theories closer than this are the same: their difference cannot be seen. */
  private static final double SAME_THEORY = 1e-6;

  /** What means differ from their limits by chance. */
  private static final class Noise {

    static final double ERRORS = 2;

    static final List<Guide> GUIDES =
        List.of(new Guide.Zone("within ±2 standard errors", -ERRORS, ERRORS));

    static final Scaling SCALING =
        extent -> SymmetricLogScale.around(extent.low(), extent.high(), ERRORS);
  }

  private record Value(double mean, double low, double high) {
    static Value withDeviation(Estimate estimate) {
      return new Value(
          estimate.mean(), estimate.mean() - estimate.sd(), estimate.mean() + estimate.sd());
    }

    static Value withInterval(Estimate estimate, double factor) {
      return new Value(factor * estimate.mean(), factor * estimate.low(), factor * estimate.high());
    }

    /** (mean - limit) / (sd / √n_eff); undefined where trials do not differ. */
    static Value inErrors(Estimate estimate, double limit) {
      double error = estimate.sd() / Math.sqrt(estimate.effectiveTrials());
      double distance = error > 0 ? (estimate.mean() - limit) / error : Double.NaN;
      return new Value(distance, distance, distance);
    }
  }

  private final String label;
  private final Spread spread;
  private final Scaling scaling;
  private final Function<CellSummary, Value> value;
  private final ToDoubleFunction<CellSummary> theory;

  Measure(
      String label,
      Spread spread,
      Scaling scaling,
      Function<CellSummary, Value> value,
      ToDoubleFunction<CellSummary> theory) {
    this.label = label;
    this.spread = spread;
    this.scaling = scaling;
    this.value = value;
    this.theory = theory;
  }

  /** What an axis says. */
  String label() {
    return label;
  }

  /** How its spread is shown. */
  Spread spread() {
    return spread;
  }

  /** The point of a cell. */
  Point at(double x, CellSummary cell) {
    Value of = value.apply(cell);
    return new Point(x, of.mean(), of.low(), of.high());
  }

  /** What the legend says of the theory. */
  String theoryLabel() {
    return "theory, k, d → ∞";
  }

  /**
   * What the cells of a panel are compared with: the theory, once where it is the same for all,
   * otherwise for each key.
   */
  List<Guide> guides(List<CellSummary> cells, Function<CellSummary, Key> keys) {
    List<Guide.Level> levels = new ArrayList<>();
    for (CellSummary cell : cells) {
      Guide.Level level =
          new Guide.Level(theoryLabel(), theory.applyAsDouble(cell), Optional.of(keys.apply(cell)));
      if (!Double.isNaN(level.y())
          && levels.stream().noneMatch(other -> same(other, level, true))) {
        levels.add(level);
      }
    }
    boolean common = levels.stream().allMatch(level -> same(level, levels.get(0), false));
    return common
        ? levels.stream()
            .limit(1)
            .<Guide>map(level -> new Guide.Level(level.label(), level.y(), Optional.empty()))
            .toList()
        : List.copyOf(levels);
  }

  private static boolean same(Guide.Level one, Guide.Level other, boolean withKey) {
    return Math.abs(one.y() - other.y()) <= SAME_THEORY * Math.abs(one.y())
        && (!withKey || one.key().equals(other.key()));
  }

  /** The scale of an axis that shows an extent. */
  Scale scale(Extent extent) {
    return scaling.of(extent);
  }

  private static double radius(CellSummary cell) {
    return Math.sqrt(cell.spec().model().dimension());
  }
}
