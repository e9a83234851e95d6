package onestep.local;

import java.util.Locale;
import java.util.stream.Collectors;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.text.Rounded;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;

/** One-line texts of cells. */
final class CellTexts {

  private CellTexts() {}

  /** Such as {@code L=3 d=100 k=1,000 gain 1}. */
  static String name(CellSpec cell) {
    ModelSpec model = cell.model();
    return String.format(
        Locale.ROOT,
        "L=%d d=%,d k=%s gain %s",
        model.depth(),
        model.dimension(),
        widths(model),
        model.gain() == Math.rint(model.gain())
            ? String.format(Locale.ROOT, "%.0f", model.gain())
            : Double.toString(model.gain()));
  }

  /** A finished cell and its first numbers. */
  static String result(CellSummary cell) {
    if (cell.trials() == 0) {
      return name(cell.spec()) + ": every network was given up";
    }
    String text =
        String.format(
            Locale.ROOT,
            "%s: %.1f %% flipped",
            name(cell.spec()),
            100 * cell.flippedFraction().mean());
    Estimate eta = cell.eta();
    if (!eta.isDefined()) {
      return text;
    }
    text +=
        ", η "
            + (eta.hasInterval()
                ? Rounded.withError(eta.mean(), eta.halfWidth())
                : Rounded.number(eta.mean()));
    double theory = cell.theory().etaMean();
    return Double.isNaN(theory) ? text : text + " (theory " + Rounded.number(theory) + ")";
  }

  private static String widths(ModelSpec model) {
    return model.widths().stream().distinct().count() == 1
        ? String.format(Locale.ROOT, "%,d", model.widths().get(0))
        : model.widths().stream().map(String::valueOf).collect(Collectors.joining("-"));
  }
}
