package onestep.aggregator.export;

import static onestep.aggregator.export.Column.count;
import static onestep.aggregator.export.Column.number;
import static onestep.aggregator.export.Column.text;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.text.Numbers;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.SmallestStep;

/**
 * {@code cells.csv}: a row a cell, every number at full double precision.
 *
 * <p>UTF-8 (all ASCII), RFC 4180 with '\n' line ends; empty where undefined. The bytes are a
 * function of the summaries alone, on every Java version. Intervals are 95 %, clustered by network.
 */
public final class CellTable {

  private static final String FRACTION = "fraction";
  private static final String ETA = "eta";

  private static final List<Column> COLUMNS =
      Stream.of(identity(), counts(), estimates(), effectiveTrials(), theory())
          .flatMap(List::stream)
          .toList();

  private CellTable() {}

  /** The columns, in order. */
  public static List<Column> columns() {
    return COLUMNS;
  }

  /** Writes the header and one row a cell, in the order given. */
  public static void write(List<CellSummary> cells, OutputStream out) throws IOException {
    StringBuilder lines = new StringBuilder();
    Csv.append(lines, COLUMNS.stream().map(Column::name).toList());
    for (CellSummary cell : cells) {
      Csv.append(lines, COLUMNS.stream().map(column -> column.text().apply(cell)).toList());
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      lines.setLength(0);
    }
    out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static List<Column> identity() {
    return List.of(
        text("cell", "Cell id: a hash of all that determines a network's row.", c -> c.spec().id()),
        count("depth", "Hidden layers L.", c -> c.spec().model().depth()),
        text(
            "width",
            "Hidden width k; all widths from the input on, joined by '-', where layers differ.",
            c -> Labels.widths(c.spec().model())),
        count("dimension", "Input dimension d.", c -> c.spec().model().dimension()),
        text("activation", "Activation psi.", c -> c.spec().model().activation().label()),
        number(
            "gain",
            "",
            "Weights are N(0, gain / fan_in): 1 is the paper's, 2 is He's.",
            c -> c.spec().model().gain()),
        text("attack", "Attack.", c -> c.spec().attack().label()),
        search("max_step", "Largest step searched.", s -> Numbers.exact(s.maxStep())),
        search(
            "max_step_unit",
            "Unit of max_step and resolution: eta, linear (|f| / ||g||^2) or radius (sqrt(d) /"
                + " ||g||), g the gradient.",
            s -> s.unit().label()),
        search("resolution", "Spacing of the scan.", s -> Numbers.exact(s.resolution())),
        text("sampler", "How weights are sampled.", c -> c.spec().model().sampler().label()),
        count("seed", "Seed of the random streams.", c -> c.spec().model().seed()));
  }

  private static List<Column> counts() {
    return List.of(
        count("networks", "Networks seen.", CellSummary::networks),
        count("points", "Inputs x per network.", c -> c.spec().points()),
        count("trials", "Trials seen, the next two included.", CellSummary::trials),
        count(
            "degenerate",
            "Trials with f = 0 or gradient 0; they count as not flipped.",
            CellSummary::degenerate),
        count(
            "unresolved",
            "Trials with a sign that could not be decided above rounding; they count as not"
                + " flipped.",
            CellSummary::unresolved));
  }

  private static List<Column> estimates() {
    List<Column> columns = new ArrayList<>();
    columns.addAll(
        interval(
            "flipped_fraction",
            "",
            FRACTION,
            "Trials that flipped within max_step over all trials",
            CellSummary::flippedFraction));
    columns.addAll(
        intervalAndSpread(
            "eta", ETA, "Smallest flipping step over flipped trials", CellSummary::eta));
    columns.add(quantile("10", c -> c.etaQuantiles().q10()));
    columns.add(quantile("25", c -> c.etaQuantiles().q25()));
    columns.add(quantile("50", c -> c.etaQuantiles().q50()));
    columns.add(quantile("75", c -> c.etaQuantiles().q75()));
    columns.add(quantile("90", c -> c.etaQuantiles().q90()));
    columns.addAll(
        intervalAndSpread(
            "gradient_norm",
            "f / x",
            "Norm of the gradient over all trials",
            CellSummary::gradientNorm));
    columns.addAll(
        interval("value_abs", "_mean", "f", "|f(x)| over all trials", CellSummary::valueAbs));
    columns.add(
        number(
            "value_sd", "f", "Standard deviation of f(x) over all trials.", CellSummary::valueSd));
    columns.addAll(
        intervalAndSpread(
            "perturbation",
            "x",
            "Norm of eta times the gradient over flipped trials",
            CellSummary::perturbation));
    columns.add(
        number(
            "linearity_mean",
            "",
            "Harmonic mean of eta ||g||^2 / |f| over flipped trials: 1 where f is linear on the way.",
            c -> c.linearity().mean()));
    return columns;
  }

  private static List<Column> effectiveTrials() {
    String definition = "Number of independent trials that would be as precise for the mean of ";
    return List.of(
        number(
            "n_eff_flipped",
            "trials",
            definition + "flipped_fraction.",
            c -> c.flippedFraction().effectiveTrials()),
        number("n_eff_eta", "trials", definition + "eta.", c -> c.eta().effectiveTrials()),
        number(
            "n_eff_gradient_norm",
            "trials",
            definition + "gradient_norm.",
            c -> c.gradientNorm().effectiveTrials()));
  }

  private static List<Column> theory() {
    String limit = "Limit for k, d much larger than L of ";
    return List.of(
        number(
            "theory_flipped_fraction",
            FRACTION,
            limit + "flipped_fraction.",
            c -> c.theory().flippedFraction()),
        number("theory_eta_mean", ETA, limit + "eta_mean.", c -> c.theory().etaMean()),
        number("theory_eta_sd", ETA, limit + "eta_sd.", c -> c.theory().etaSd()),
        number(
            "theory_gradient_norm_mean",
            "f / x",
            limit + "gradient_norm_mean.",
            c -> c.theory().gradientNorm()),
        number(
            "theory_value_abs_mean",
            "f",
            limit + "value_abs_mean.",
            c -> c.theory().valueAbsMean()),
        number("theory_value_sd", "f", limit + "value_sd.", c -> c.theory().valueSd()),
        number(
            "theory_perturbation_mean",
            "x",
            limit + "perturbation_mean.",
            c -> c.theory().perturbationMean()));
  }

  /** The point estimate, called name + suffix, and the ends of its interval. */
  private static List<Column> interval(
      String name,
      String suffix,
      String unit,
      String definition,
      Function<CellSummary, Estimate> estimate) {
    return List.of(
        number(name + suffix, unit, definition + ": mean.", c -> estimate.apply(c).mean()),
        number(
            name + "_low",
            unit,
            definition + ": lower end of the interval of the mean.",
            c -> estimate.apply(c).low()),
        number(
            name + "_high",
            unit,
            definition + ": upper end of the interval of the mean.",
            c -> estimate.apply(c).high()));
  }

  private static List<Column> intervalAndSpread(
      String name, String unit, String definition, Function<CellSummary, Estimate> estimate) {
    List<Column> columns = new ArrayList<>(interval(name, "_mean", unit, definition, estimate));
    columns.add(
        number(
            name + "_sd",
            unit,
            definition + ": standard deviation over trials.",
            c -> estimate.apply(c).sd()));
    return columns;
  }

  private static Column quantile(String percent, ToDoubleFunction<CellSummary> value) {
    return number(
        "eta_q" + percent,
        ETA,
        "Quantile 0."
            + percent
            + " of the smallest flipping step over all trials, unflipped ones beyond max_step;"
            + " empty above the flipped fraction.",
        value);
  }

  private static Column search(
      String name, String definition, Function<SmallestStep, String> value) {
    return text(name, definition, cell -> ofSearch(cell.spec().attack(), value));
  }

  private static String ofSearch(AttackSpec attack, Function<SmallestStep, String> value) {
    return attack instanceof SmallestStep search ? value.apply(search) : "";
  }
}
