package onestep.aggregator.figures;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.text.Numbers;
import org.jfree.data.Range;

/**
 * The paper's figures (its Section 4 and Appendix A) from the cells of a sweep.
 *
 * <p>Figure 1 (L = 1) and Figures 3 to 7 (L = 2 to 6) show the smallest step and the gradient norm
 * of one depth; Figure 2 the fraction switched, a panel a depth. A sweep with several activations,
 * gains or attacks has a set of figures for each. Undefined values leave gaps. Cells with unequal
 * widths have no place on the axis of k; the figures leave them to the table.
 */
public final class Figures {

  private static final Sheet.Grid TWO_PANELS = new Sheet.Grid(2, 450, 300);
  private static final int FRACTION_PANEL_WIDTH = 316;
  private static final int FRACTION_PANEL_HEIGHT = 220;

  private Figures() {}

  /** All figures, in the order of their numbers, one variant after the other. */
  public static List<Figure> render(List<CellSummary> cells) {
    List<CellSummary> drawable = cells.stream().filter(Figures::hasOneWidth).toList();
    if (drawable.isEmpty()) {
      return List.of();
    }
    Palette palette =
        new Palette(drawable.stream().map(cell -> cell.spec().model().dimension()).toList());
    Map<Variant, List<CellSummary>> variants =
        drawable.stream()
            .collect(Collectors.groupingBy(Variant::of, LinkedHashMap::new, Collectors.toList()));
    List<Figure> figures = new ArrayList<>();
    variants.forEach(
        (variant, members) ->
            figures.addAll(ofVariant(variant, variants.keySet(), members, palette)));
    return figures;
  }

  private static List<Figure> ofVariant(
      Variant variant, Collection<Variant> all, List<CellSummary> cells, Palette palette) {
    SortedMap<Integer, List<CellSummary>> depths =
        cells.stream()
            .collect(
                Collectors.groupingBy(
                    cell -> cell.spec().model().depth(), TreeMap::new, Collectors.toList()));
    String suffix = variant.suffix(all);
    SortedMap<Integer, Figure> figures = new TreeMap<>();
    depths.forEach(
        (depth, members) ->
            figures.put(number(depth), ofDepth(depth, variant, suffix, members, palette)));
    figures.put(2, fractions(variant, suffix, depths, palette));
    return List.copyOf(figures.values());
  }

  /** The number of a depth's figure in the paper: 1 for L = 1, 3 to 7 for L = 2 to 6. */
  private static int number(int depth) {
    return depth == 1 ? 1 : depth + 1;
  }

  private static Figure ofDepth(
      int depth, Variant variant, String suffix, List<CellSummary> cells, Palette palette) {
    String title =
        "Smallest step-size η switching the prediction (left) and average gradient norm ‖∇f(x)‖"
            + " (right) for L = "
            + depth;
    String subtitle =
        "%s, %s; averages over %s; coloured: one standard deviation"
            .formatted(variant.model(), variant.limit(), size(cells));
    List<Panel> panels =
        List.of(
            Panel.of("(a) smallest step-size η", Measure.SMALLEST_STEP, cells),
            Panel.of("(b) gradient norm ‖∇f(x)‖", Measure.GRADIENT_NORM, cells));
    return new Figure(
        "figure-" + number(depth) + suffix,
        title,
        new Sheet(title, subtitle, TWO_PANELS, panels, palette, widths(cells)));
  }

  private static Figure fractions(
      Variant variant,
      String suffix,
      SortedMap<Integer, List<CellSummary>> depths,
      Palette palette) {
    List<CellSummary> cells = depths.values().stream().flatMap(List::stream).toList();
    String title = "Fraction of inputs with an adversarial example found with " + variant.limit();
    String subtitle = "%s; %s; whiskers: 95 %% intervals".formatted(variant.model(), size(cells));
    List<Panel> panels = new ArrayList<>();
    depths.forEach(
        (depth, members) -> panels.add(Panel.of("L = " + depth, Measure.FLIPPED, members)));
    return new Figure(
        "figure-2" + suffix,
        title,
        new Sheet(title, subtitle, fractionGrid(panels.size()), panels, palette, widths(cells)));
  }

  /** Three columns as in the paper, or fewer where that leaves no gaps. */
  private static Sheet.Grid fractionGrid(int panels) {
    int columns = panels == 4 ? 2 : Math.min(3, panels);
    return new Sheet.Grid(columns, FRACTION_PANEL_WIDTH, FRACTION_PANEL_HEIGHT);
  }

  private static boolean hasOneWidth(CellSummary cell) {
    return cell.spec().model().widths().stream().distinct().count() == 1;
  }

  private static Range widths(List<CellSummary> cells) {
    IntSummaryStatistics widths = statistics(cells, cell -> cell.spec().model().widths().get(0));
    return DecadeAxis.rangeOf(widths.getMin(), widths.getMax());
  }

  /** How much was sampled, as in "up to 100 networks × 1 point". */
  private static String size(List<CellSummary> cells) {
    return span(statistics(cells, CellSummary::networks), "network")
        + " × "
        + span(statistics(cells, cell -> cell.spec().points()), "point");
  }

  private static IntSummaryStatistics statistics(
      List<CellSummary> cells, ToIntFunction<CellSummary> value) {
    return cells.stream().mapToInt(value).summaryStatistics();
  }

  private static String span(IntSummaryStatistics values, String unit) {
    return (values.getMin() == values.getMax() ? "" : "up to ")
        + Numbers.grouped(values.getMax())
        + " "
        + unit
        + (values.getMax() == 1 ? "" : "s");
  }
}
