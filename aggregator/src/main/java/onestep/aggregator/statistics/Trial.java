package onestep.aggregator.statistics;

/**
 * What was measured at one point of one network.
 *
 * @param value f(x)
 * @param gradientNorm ‖∇f(x)‖
 * @param outcome how the attack ended
 * @param eta smallest flipping step in η units; NaN unless flipped
 * @param slope by how much |f| falls for each unit of length at x, to first order: ‖∇f(x)‖ along
 *     the gradient; NaN where that says nothing
 * @param length length of the perturbation for each unit of η: ‖∇f(x)‖ along the gradient; not
 *     looked at unless flipped
 */
public record Trial(
    double value,
    double gradientNorm,
    TrialOutcome outcome,
    double eta,
    double slope,
    double length) {

  /** Far beyond any network, and small enough for cubes and sums of cubes to be finite. */
  private static final double LARGEST = 1e85;

  /** Checks that every number that the outcome calls for is there and in range. */
  public Trial {
    check("value", Math.abs(value), 0);
    check("gradient norm", gradientNorm, 0);
    if (outcome == TrialOutcome.FLIPPED) {
      check("|value| of a flipped trial", Math.abs(value), Double.MIN_VALUE);
      check("gradient norm of a flipped trial", gradientNorm, Double.MIN_VALUE);
      check("eta", eta, Double.MIN_VALUE);
      check("perturbation", eta * length, 0);
      if (!Double.isNaN(slope)) {
        double linearity = eta * length * slope / Math.abs(value);
        check("linearity", linearity, 0);
        check("inverse linearity", 1 / linearity, 0);
      }
    } else if (!Double.isNaN(eta)) {
      throw new IllegalArgumentException(
          "eta must be NaN unless the trial flipped, got " + eta + " for " + outcome);
    }
  }

  /** A trial of a step along the gradient. */
  public Trial(double value, double gradientNorm, TrialOutcome outcome, double eta) {
    this(value, gradientNorm, outcome, eta, gradientNorm, gradientNorm);
  }

  /** Whether the sign flipped within the largest step. */
  public boolean flipped() {
    return outcome == TrialOutcome.FLIPPED;
  }

  /** |f(x)|. */
  public double valueAbs() {
    return Math.abs(value);
  }

  /** The length of the perturbation that flips; NaN unless flipped. */
  public double perturbation() {
    return eta * length;
  }

  /** η · length · slope / |f(x)|: 1 where f is linear on the way; NaN unless flipped. */
  public double linearity() {
    return eta * length * slope / Math.abs(value);
  }

  /** The inverse: the share of the flipping step that a linear f would need; NaN unless flipped. */
  public double inverseLinearity() {
    return Math.abs(value) / (eta * length * slope);
  }

  static void check(String name, double number, double smallest) {
    if (!(number >= smallest && number <= LARGEST)) {
      throw new IllegalArgumentException(
          name + " must be a number from " + smallest + " to " + LARGEST + ", got " + number);
    }
  }
}
