package onestep.worker.agreement;

import java.util.Optional;
import onestep.worker.attack.NetworkTrials;

/**
 * Whether two workers have computed a network alike.
 *
 * <p>Within a numerics profile rows have the same bits. Across profiles they may be rounded in
 * another way: what is measured at x may differ by 16 roundings of float32, 16 · 2⁻²⁴ ≈ 1e-6, and
 * what depends on a step, which the searches find to 1e-6 of itself at best, by ten times that. The
 * CPU's and CUDA's profiles are much closer: all but steps that are found from kinks have the same
 * bits, and those differ by 1e-9 ({@link CellAgreement}). How trials ended is equal in any case.
 *
 * @param tolerance relative, of values, gradient norms and slopes; 0 for the same bits
 * @param stepTolerance relative, of steps, lengths and quantities; 0 for the same bits
 */
public record RowAgreement(double tolerance, double stepTolerance) {

  /** Two rows of one numerics profile. */
  public static final RowAgreement WITHIN_PROFILE = new RowAgreement(0, 0);

  /** Rows of two numerics profiles. */
  public static final RowAgreement ACROSS_PROFILES = new RowAgreement(1e-6, 1e-5);

  /** How the rows of two numerics profiles are compared. */
  public static RowAgreement between(String numerics, String other) {
    return numerics.equals(other) ? WITHIN_PROFILE : ACROSS_PROFILES;
  }

  /**
   * What differs first, with point, both numbers and the tolerance; empty if the rows agree.
   *
   * @param first as computed first
   * @param again as computed again
   */
  public Optional<String> difference(NetworkTrials first, NetworkTrials again) {
    return outcomes(first, again)
        .or(() -> numbers("f", tolerance, first.values(), again.values()))
        .or(() -> numbers("gradient norm", tolerance, first.gradientNorms(), again.gradientNorms()))
        .or(() -> numbers("slope", tolerance, first.slopes(), again.slopes()))
        .or(() -> numbers("step", stepTolerance, first.steps(), again.steps()))
        .or(() -> numbers("length", stepTolerance, first.lengths(), again.lengths()))
        .or(() -> quantities(first.quantities(), again.quantities()));
  }

  private static Optional<String> outcomes(NetworkTrials first, NetworkTrials again) {
    int points = again.outcomes().length;
    if (first.outcomes().length != points) {
      return counts("outcomes", first.outcomes().length, points);
    }
    for (int point = 0; point < points; point++) {
      if (first.outcomes()[point] != again.outcomes()[point]) {
        return Optional.of(
            "outcome at point "
                + point
                + ": "
                + first.outcomes()[point]
                + ", and again "
                + again.outcomes()[point]);
      }
    }
    return Optional.empty();
  }

  private Optional<String> quantities(double[][] first, double[][] again) {
    if (first.length != again.length) {
      return counts("quantities", first.length, again.length);
    }
    for (int i = 0; i < again.length; i++) {
      Optional<String> difference = numbers("quantity " + i, stepTolerance, first[i], again[i]);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> numbers(
      String what, double tolerance, double[] first, double[] again) {
    if (first.length != again.length) {
      return counts("numbers of " + what, first.length, again.length);
    }
    for (int point = 0; point < again.length; point++) {
      if (!isClose(first[point], again[point], tolerance)) {
        return Optional.of(
            what
                + " at point "
                + point
                + ": "
                + first[point]
                + ", and again "
                + again[point]
                + (tolerance == 0 ? "; the bits are to be the same" : "; tolerance " + tolerance));
      }
    }
    return Optional.empty();
  }

  private static boolean isClose(double first, double again, double tolerance) {
    return Double.doubleToLongBits(first) == Double.doubleToLongBits(again)
        || (tolerance > 0
            && Math.abs(first - again) <= tolerance * Math.max(Math.abs(first), Math.abs(again)));
  }

  private static Optional<String> counts(String what, int first, int again) {
    return Optional.of(first + " " + what + ", and again " + again);
  }
}
