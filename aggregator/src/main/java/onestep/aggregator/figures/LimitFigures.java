package onestep.aggregator.figures;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import onestep.contract.cell.Activation;

/** How far networks of finite width and dimension are from what the paper proves in the limit. */
final class LimitFigures {

  private LimitFigures() {}

  /** The figures of a variant. */
  static List<Figure> of(VariantCells variant) {
    return Stream.concat(
            variant.variant().searches() ? steps(variant) : Stream.empty(),
            Stream.of(
                variant.figureByDepth(
                    "deviation-gradient-norm",
                    "Distance of the mean gradient norm ‖∇f(x)‖ from its limit, in standard errors",
                    "",
                    variant.chart(Variable.WIDTH, Variable.DIMENSION, Measure.GRADIENT_DEVIATION)),
                gradientLaw(variant)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** How far the smallest step is from that of a linear f. */
  private static Stream<Optional<Figure>> steps(VariantCells variant) {
    return Stream.of(
        variant.figureByDepth(
            "linearity-k",
            "Linearity ratio η‖∇f(x)‖²/|f(x)| of the flipping step (harmonic mean) against the width",
            VariantCells.WHISKERS,
            variant.chart(Variable.WIDTH, Variable.DIMENSION, Measure.LINEARITY)),
        variant.figureByDepth(
            "linearity-d",
            "Linearity ratio η‖∇f(x)‖²/|f(x)| of the flipping step (harmonic mean) against the dimension",
            VariantCells.WHISKERS,
            variant.chart(Variable.DIMENSION, Variable.WIDTH, Measure.LINEARITY)),
        variant.figureByDepth(
            "deviation-eta",
            "Distance of the mean smallest step η from its limit, in standard errors",
            "",
            variant.chart(Variable.WIDTH, Variable.DIMENSION, Measure.STEP_DEVIATION)));
  }

  private static Optional<Figure> gradientLaw(VariantCells variant) {
    return variant.variant().activation().equals(Optional.of(Activation.RELU))
        ? variant.figureByDepth(
            "gradient-law",
            "Mean gradient norm ‖∇f(x)‖ over its limit, beside its exact law at finite width and"
                + " dimension",
            VariantCells.WHISKERS,
            variant.chart(Variable.WIDTH, Variable.DIMENSION, Measure.GRADIENT_RATIO))
        : Optional.empty();
  }
}
