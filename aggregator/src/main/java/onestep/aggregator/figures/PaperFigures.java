package onestep.aggregator.figures;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import onestep.aggregator.figures.plot.Layout;
import onestep.aggregator.figures.plot.Panel;

/**
 * The figures of the paper: Figure 1 (L = 1) and Figures 3 to 7 (L = 2 to 6, and on beyond them)
 * show the smallest step and the gradient norm of one depth, Figure 2 the fraction flipped.
 */
final class PaperFigures {

  private static final int FRACTIONS = 2;

  private PaperFigures() {}

  /** The figures of a variant, by their numbers. */
  static List<Figure> of(VariantCells variant) {
    SortedMap<Integer, Figure> figures = new TreeMap<>();
    fractions(variant).ifPresent(figure -> figures.put(FRACTIONS, figure));
    if (!variant.variant().searches()) {
      return List.copyOf(figures.values());
    }
    Variable.DEPTH
        .group(variant.cells())
        .forEach(
            (depth, cells) -> {
              int number = depth < FRACTIONS ? depth : depth + 1;
              ofDepth(number, depth, variant.with(cells))
                  .ifPresent(figure -> figures.put(number, figure));
            });
    return List.copyOf(figures.values());
  }

  private static Optional<Figure> ofDepth(int number, int depth, VariantCells variant) {
    return variant.figure(
        Figure.NUMBERED + number,
        "Smallest step η that flips the sign of f (left) and gradient norm ‖∇f(x)‖ (right), L = "
            + depth,
        "coloured: one standard deviation",
        Layout.apart(2),
        List.of(
            againstWidth(variant, Measure.SMALLEST_STEP).panel("(a)", variant.cells()),
            againstWidth(variant, Measure.GRADIENT_NORM).panel("(b)", variant.cells())));
  }

  private static Optional<Figure> fractions(VariantCells variant) {
    List<Panel> panels = againstWidth(variant, Measure.FLIPPED).panelsByDepth(variant.cells());
    return variant.figure(
        Figure.NUMBERED + FRACTIONS,
        "Inputs flipped by a single gradient step",
        VariantCells.WHISKERS,
        Layout.shared(panels.size()),
        panels);
  }

  private static Chart againstWidth(VariantCells variant, Measure measure) {
    return variant.chart(Variable.WIDTH, Variable.DIMENSION, measure);
  }
}
