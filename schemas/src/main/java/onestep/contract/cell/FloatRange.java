package onestep.contract.cell;

import java.util.Locale;
import java.util.Optional;

/**
 * Which models float32 can compute: squares of everything in a network must fit with room for their
 * spread. The planner refuses what is outside, and so do workers.
 */
public final class FloatRange {

  private static final int LARGEST_DECADES = 20;

  /** Squares are normal numbers down to 1e-38; the rest is for fan-ins and spread. */
  private static final int SMALLEST_DECADES = -32;

  private FloatRange() {}

  /** Why no network of a model can be computed, if so, with its gain and depth. */
  public static Optional<String> violation(ModelSpec model) {
    // A ReLU lets half of the mean square pass.
    boolean halves = model.activation() == Activation.RELU;
    double factor = halves ? model.gain() / 2 : model.gain();
    double decades = model.depth() * Math.log10(factor);
    if (decades >= SMALLEST_DECADES && decades <= LARGEST_DECADES) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s^depth must be within 1e%d and 1e+%d for float32, got gain %s at depth %d",
            halves ? "(gain/2)" : "gain",
            SMALLEST_DECADES,
            LARGEST_DECADES,
            model.gain(),
            model.depth()));
  }
}
