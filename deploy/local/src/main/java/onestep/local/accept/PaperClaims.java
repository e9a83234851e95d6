package onestep.local.accept;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.text.Rounded;
import onestep.worker.law.Finding;

/**
 * What the paper says in its Section 4, beside what was measured.
 *
 * <p>"100 %" is a fraction that rounds to it, at least 99.5 %. A size is reached by a depth if
 * every cell with d and k from it on has 100 %.
 */
final class PaperClaims {

  private static final double ALL = 0.995;

  /** d and k beyond which the paper sees its statements. */
  private static final int LARGE = 50;

  /** A tenth is what "approximately constant" means on the paper's axes. */
  private static final double NEARLY = 0.1;

  private static final double STANDARD_ERRORS = 4;
  private static final int DEPTHS = 6;

  /** A mean with a limit for large d and k. */
  @SuppressWarnings("ImmutableEnumChecker") // its functions have no state
  private enum Quantity {
    STEP("smallest η", CellSummary::eta, c -> c.theory().etaMean()),
    GRADIENT_NORM("‖∇f‖", CellSummary::gradientNorm, c -> c.theory().gradientNorm());

    private final String text;
    private final Function<CellSummary, Estimate> estimate;
    private final ToDoubleFunction<CellSummary> limit;

    Quantity(
        String text,
        Function<CellSummary, Estimate> estimate,
        ToDoubleFunction<CellSummary> limit) {
      this.text = text;
      this.estimate = estimate;
      this.limit = limit;
    }

    /** The mean in units of its limit. */
    double ofLimit(CellSummary cell) {
      return estimate.apply(cell).mean() / limit.applyAsDouble(cell);
    }

    /** Its standard error in the same units. */
    double errorOfLimit(CellSummary cell) {
      Estimate mean = estimate.apply(cell);
      return mean.sd() / Math.sqrt(mean.effectiveTrials()) / limit.applyAsDouble(cell);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final List<CellSummary> cells;

  /** The claims beside measured cells: depths 1 to 6, gains 1 and 2, a grid of d and k. */
  PaperClaims(List<CellSummary> cells) {
    this.cells = List.copyOf(cells);
  }

  /** All claims, in the paper's order. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (double gain : new double[] {1, 2}) {
      findings.add(everyInputSwitches(gain));
    }
    for (double gain : new double[] {1, 2}) {
      findings.add(constant(Quantity.STEP, gain));
      findings.add(constant(Quantity.GRADIENT_NORM, gain));
    }
    findings.add(deeperNetworks(Quantity.STEP));
    findings.add(deeperNetworks(Quantity.GRADIENT_NORM));
    findings.add(linear());
    findings.add(shortSteps());
    for (double gain : new double[] {1, 2}) {
      findings.add(thresholdGrows(gain));
    }
    findings.add(gainOfDeepNetworks());
    return findings;
  }

  private Finding everyInputSwitches(double gain) {
    List<CellSummary> large = select(c -> depth(c) == 1 && gain(c) == gain && isLarge(c));
    double least = large.stream().mapToDouble(c -> c.flippedFraction().mean()).min().orElseThrow();
    return new Finding(
        String.format(Locale.ROOT, "L = 1, gain %.0f: 100 %% flip for d, k > 50", gain),
        String.format(Locale.ROOT, "at least %s in each of %d cells", percent(least), large.size()),
        "rounds to 100 %",
        least >= ALL);
  }

  private Finding constant(Quantity quantity, double gain) {
    List<CellSummary> large = select(c -> depth(c) == 1 && gain(c) == gain && isLarge(c));
    double low = large.stream().mapToDouble(quantity::ofLimit).min().orElseThrow();
    double high = large.stream().mapToDouble(quantity::ofLimit).max().orElseThrow();
    double noise = large.stream().mapToDouble(quantity::errorOfLimit).max().orElseThrow();
    return new Finding(
        String.format(
            Locale.ROOT, "L = 1, gain %.0f: %s is about constant for d, k > 50", gain, quantity),
        String.format(
            Locale.ROOT,
            "%.3f to %.3f of the limit in %d cells, standard error %.3f",
            low,
            high,
            large.size(),
            noise),
        "a tenth and 4 standard errors apart",
        high - low < NEARLY + STANDARD_ERRORS * noise);
  }

  private Finding deeperNetworks(Quantity quantity) {
    List<String> ratios = new ArrayList<>();
    boolean holds = true;
    for (int depth = 1; depth <= DEPTHS; depth++) {
      int wanted = depth;
      CellSummary cell = only(c -> depth(c) == wanted && gain(c) == 2 && isLargest(c));
      ratios.add(Rounded.withError(quantity.ofLimit(cell), quantity.errorOfLimit(cell)));
      holds &=
          Math.abs(quantity.ofLimit(cell) - 1)
              < NEARLY + STANDARD_ERRORS * quantity.errorOfLimit(cell);
    }
    return new Finding(
        "L = 1 to 6, gain 2: " + quantity + " tends to its limit",
        String.join(", ", ratios) + " of it, " + largest(),
        "a tenth and 4 standard errors off",
        holds);
  }

  private Finding linear() {
    List<Double> ratios = new ArrayList<>();
    for (int size : sizes()) {
      ratios.add(
          only(c -> depth(c) == 1 && gain(c) == 1 && dimension(c) == size && width(c) == size)
              .linearity()
              .mean());
    }
    boolean falls = true;
    for (int i = 1; i < ratios.size(); i++) {
      falls &= ratios.get(i) < ratios.get(i - 1);
    }
    return new Finding(
        "L = 1, gain 1: f is nearly linear on the way",
        "η‖∇f‖²/|f| = "
            + ratios.stream()
                .map(ratio -> String.format(Locale.ROOT, "%.3f", ratio))
                .collect(Collectors.joining(", "))
            + " at d = k = "
            + joined(sizes()),
        "falls towards 1",
        falls && ratios.get(ratios.size() - 1) < 1 + NEARLY / 2);
  }

  private Finding shortSteps() {
    CellSummary cell = only(c -> depth(c) == 1 && gain(c) == 1 && isLargest(c));
    double length = cell.perturbation().mean();
    return new Finding(
        "L = 1, gain 1: ‖η∇f‖ is about ‖x‖/√d = 1",
        Rounded.withError(length, cell.perturbation().halfWidth())
            + ", limit √(2/π) = 0.798, "
            + largest(),
        "between ½ and 2",
        length > 0.5 && length < 2);
  }

  private Finding thresholdGrows(double gain) {
    List<String> reached = new ArrayList<>();
    int last = 0;
    boolean grows = true;
    for (int depth = 1; depth <= DEPTHS; depth++) {
      int size = threshold(depth, gain);
      reached.add(size == Integer.MAX_VALUE ? "beyond" : String.format(Locale.ROOT, "%,d", size));
      grows &= size >= last;
      last = size;
    }
    grows &= last > threshold(1, gain);
    return new Finding(
        String.format(
            Locale.ROOT, "gain %.0f: d and k at which 100 %% is reached grow with L", gain),
        "from " + String.join(", ", reached) + " on for L = 1 to 6",
        "grows",
        grows);
  }

  private int threshold(int depth, double gain) {
    for (int size : sizes()) {
      boolean all =
          select(
                  c ->
                      depth(c) == depth
                          && gain(c) == gain
                          && dimension(c) >= size
                          && width(c) >= size)
              .stream()
              .allMatch(c -> c.flippedFraction().mean() >= ALL);
      if (all) {
        return size;
      }
    }
    return Integer.MAX_VALUE;
  }

  private Finding gainOfDeepNetworks() {
    CellSummary one = only(c -> depth(c) == 6 && gain(c) == 1 && isLargest(c));
    CellSummary two = only(c -> depth(c) == 6 && gain(c) == 2 && isLargest(c));
    return new Finding(
        "L = 6: 100 % needs gain 2",
        String.format(
            Locale.ROOT,
            "gain 1: %s [%s, %s], limit %s; gain 2: %s, limit %s; %s",
            percent(one.flippedFraction().mean()),
            percent(one.flippedFraction().low()),
            percent(one.flippedFraction().high()),
            percent(one.theory().flippedFraction()),
            percent(two.flippedFraction().mean()),
            percent(two.theory().flippedFraction()),
            largest()),
        "only gain 2 rounds to 100 %",
        one.flippedFraction().mean() < ALL && two.flippedFraction().mean() >= ALL);
  }

  private List<CellSummary> select(Predicate<CellSummary> wanted) {
    return cells.stream().filter(wanted).toList();
  }

  private CellSummary only(Predicate<CellSummary> wanted) {
    return select(wanted).get(0);
  }

  /** Sizes that d and k both take, ascending. */
  private List<Integer> sizes() {
    return cells.stream()
        .map(PaperClaims::dimension)
        .filter(size -> cells.stream().anyMatch(c -> width(c) == size))
        .distinct()
        .sorted()
        .toList();
  }

  private boolean isLargest(CellSummary cell) {
    return cells.stream().allMatch(c -> dimension(c) <= dimension(cell) && width(c) <= width(cell));
  }

  private String largest() {
    CellSummary cell = only(this::isLargest);
    return String.format(Locale.ROOT, "d = %,d, k = %,d", dimension(cell), width(cell));
  }

  private static boolean isLarge(CellSummary cell) {
    return dimension(cell) > LARGE && width(cell) > LARGE;
  }

  private static int depth(CellSummary cell) {
    return cell.spec().model().depth();
  }

  private static int dimension(CellSummary cell) {
    return cell.spec().model().dimension();
  }

  private static int width(CellSummary cell) {
    return cell.spec().model().widths().get(0);
  }

  private static double gain(CellSummary cell) {
    return cell.spec().model().gain();
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
  }

  private static String joined(List<Integer> numbers) {
    return numbers.stream()
        .map(number -> String.format(Locale.ROOT, "%,d", number))
        .collect(Collectors.joining(", "));
  }
}
