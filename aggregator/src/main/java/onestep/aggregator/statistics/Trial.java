package onestep.aggregator.statistics;

/**
 * What was measured at one point of one network.
 *
 * @param value f(x)
 * @param gradientNorm ‖∇f(x)‖
 * @param outcome how the attack ended
 * @param eta smallest flipping step in η units; NaN unless flipped
 */
public record Trial(double value, double gradientNorm, TrialOutcome outcome, double eta) {

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
      check("perturbation", eta * gradientNorm, 0);
      double linearity = eta * gradientNorm * gradientNorm / Math.abs(value);
      check("linearity", linearity, 0);
      check("inverse linearity", 1 / linearity, 0);
    } else if (!Double.isNaN(eta)) {
      throw new IllegalArgumentException(
          "eta must be NaN unless the trial flipped, got " + eta + " for " + outcome);
    }
  }

  /** Whether the sign flipped within the largest step. */
  public boolean flipped() {
    return outcome == TrialOutcome.FLIPPED;
  }

  /** |f(x)|. */
  public double valueAbs() {
    return Math.abs(value);
  }

  /** η‖∇f(x)‖, the length of the flipping step; NaN unless flipped. */
  public double perturbation() {
    return eta * gradientNorm;
  }

  /** η‖∇f(x)‖²/|f(x)|: 1 where f is linear on the way; NaN unless flipped. */
  public double linearity() {
    return eta * gradientNorm * gradientNorm / Math.abs(value);
  }

  /** |f(x)|/(η‖∇f(x)‖²), the share of the flipping step that a linear f would need; else NaN. */
  public double inverseLinearity() {
    return Math.abs(value) / (eta * gradientNorm * gradientNorm);
  }

  private static void check(String name, double number, double smallest) {
    if (!(number >= smallest && number <= LARGEST)) {
      throw new IllegalArgumentException(
          name + " must be a number from " + smallest + " to " + LARGEST + ", got " + number);
    }
  }
}
