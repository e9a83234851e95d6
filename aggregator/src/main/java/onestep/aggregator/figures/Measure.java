package onestep.aggregator.figures;

import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;

/** What a panel shows of a cell. */
enum Measure {
  /** Mean smallest step over flipped trials, within one standard deviation. */
  SMALLEST_STEP("smallest step-size η", true) {
    @Override
    Point of(CellSummary cell) {
      return deviation(width(cell), cell.eta(), cell.theory().etaMean());
    }
  },
  /** Mean gradient norm over all trials, within one standard deviation. */
  GRADIENT_NORM("gradient norm ‖∇f(x)‖", true) {
    @Override
    Point of(CellSummary cell) {
      return deviation(width(cell), cell.gradientNorm(), cell.theory().gradientNorm());
    }
  },
  /** Percentage of trials that flip, with its 95 % interval. */
  FLIPPED("inputs switched (%)", false) {
    @Override
    Point of(CellSummary cell) {
      Estimate flipped = cell.flippedFraction();
      return new Point(
          width(cell),
          100 * flipped.mean(),
          100 * flipped.low(),
          100 * flipped.high(),
          100 * cell.theory().flippedFraction());
    }
  };

  private final String label;
  private final boolean band;

  Measure(String label, boolean band) {
    this.label = label;
    this.band = band;
  }

  /** What an axis says. */
  String label() {
    return label;
  }

  /** Whether the spread is a band along the curve; otherwise it is a whisker at each point. */
  boolean band() {
    return band;
  }

  /** The point of a cell whose hidden layers have one width. */
  abstract Point of(CellSummary cell);

  private static Point deviation(int width, Estimate estimate, double theory) {
    return new Point(
        width,
        estimate.mean(),
        estimate.mean() - estimate.sd(),
        estimate.mean() + estimate.sd(),
        theory);
  }

  private static int width(CellSummary cell) {
    return cell.spec().model().widths().get(0);
  }
}
