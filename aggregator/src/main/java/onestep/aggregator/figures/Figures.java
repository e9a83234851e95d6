package onestep.aggregator.figures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import onestep.aggregator.statistics.CellSummary;
import onestep.contract.cell.AttackSpec.Probe;

/**
 * The figures of a sweep: those of the paper (its Section 4 and Appendix A), and more.
 *
 * <p>A sweep with several activations, gains or attacks has a set of figures for each, and figures
 * that compare activations. What would be empty, or has too little to compare, is left out. Cells
 * with unequal widths have no place on the axis of k; the figures leave them to the table.
 */
public final class Figures {

  private record Place(Variant variant, int depth, int dimension, int width) {
    static Place of(CellSummary cell) {
      return new Place(
          Variant.of(cell),
          Variable.DEPTH.of(cell),
          Variable.DIMENSION.of(cell),
          Variable.WIDTH.of(cell));
    }
  }

  private Figures() {}

  /** All figures: one variant after the other, the paper's first; then comparisons. */
  public static List<Figure> of(List<CellSummary> cells) {
    List<CellSummary> drawable = onePerPlace(cells);
    List<Figure> figures = new ArrayList<>();
    List<CellSummary> attacked =
        drawable.stream().filter(cell -> !(cell.spec().attack() instanceof Probe)).toList();
    for (VariantCells variant : variants(attacked, Variant::of)) {
      figures.addAll(PaperFigures.of(variant));
      figures.addAll(LimitFigures.of(variant));
      ThresholdFigure.of(variant).ifPresent(figures::add);
    }
    for (VariantCells variant : variants(attacked, Variant::acrossActivations)) {
      figures.addAll(ActivationFigures.of(variant));
    }
    figures.addAll(StatementFigures.of(drawable));
    return figures;
  }

  /**
   * Cells whose hidden layers have one width. Where several have the same place in the same figure
   * (they differ in seed or sampler, say), the one with most trials is drawn, and the first of
   * those.
   */
  private static List<CellSummary> onePerPlace(List<CellSummary> cells) {
    Map<Place, CellSummary> places =
        cells.stream()
            .filter(cell -> cell.spec().model().widths().stream().distinct().count() == 1)
            .collect(
                Collectors.toMap(
                    Place::of,
                    cell -> cell,
                    BinaryOperator.maxBy(Comparator.comparingLong(CellSummary::trials)),
                    LinkedHashMap::new));
    return List.copyOf(places.values());
  }

  private static List<VariantCells> variants(
      List<CellSummary> cells, Function<CellSummary, Variant> variant) {
    Keys keys = new Keys(cells);
    Map<Variant, List<CellSummary>> variants =
        cells.stream()
            .collect(Collectors.groupingBy(variant, LinkedHashMap::new, Collectors.toList()));
    return variants.entrySet().stream()
        .map(
            entry ->
                new VariantCells(
                    entry.getKey(),
                    entry.getKey().suffix(variants.keySet()),
                    entry.getValue(),
                    keys))
        .toList();
  }
}
