package onestep.contract.theory;

import java.util.Locale;
import java.util.Optional;
import onestep.contract.cell.ModelSpec;

/**
 * Which models float32 can compute: squares of everything in a network must fit with room for their
 * spread. Judged by the limit of large widths. The planner refuses what is outside, and so do
 * workers.
 */
public final class FloatRange {

  private static final double LARGEST = 1e20;

  /** Squares are normal numbers down to 1e-38; the rest is for fan-ins and spread. */
  private static final double SMALLEST = 1e-32;

  private FloatRange() {}

  /** Why no network of a model can be computed, if so, with its activation, gain and depth. */
  public static Optional<String> violation(ModelSpec model) {
    WideLimit limit = WideLimit.of(model);
    double gradient = limit.gradientSquared();
    if (gradient == 0) {
      return Optional.of(
          "‖∇f‖ is 0 %s: no gradient is left to step along; take a smaller gain or depth"
              .formatted(of(model)));
    }
    double below = 1;
    for (WideLimit.Layer layer : limit.layers()) {
      boolean fits =
          fits(layer.preactivationVariance())
              && fits(layer.activityVariance())
              && fits(gradient)
              // What is left of the gradient's square on its way down to this layer.
              && fits(gradient / below);
      if (!fits) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "squares of values and gradients must be within 1e-32 and 1e+20 for float32, got"
                    + " f² = %.3g and ‖∇f‖² = %.3g %s: take another gain or a smaller depth",
                limit.valueVariance(),
                gradient,
                of(model)));
      }
      below = layer.gradientSquared();
    }
    return Optional.empty();
  }

  private static String of(ModelSpec model) {
    return "with "
        + model.activation().label()
        + ", gain "
        + model.gain()
        + " and depth "
        + model.depth();
  }

  private static boolean fits(double square) {
    return square >= SMALLEST && square <= LARGEST;
  }
}
