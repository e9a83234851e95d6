package onestep.aggregator.export;

import static onestep.aggregator.export.Column.count;
import static onestep.aggregator.export.Column.number;
import static onestep.aggregator.export.Column.text;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import onestep.aggregator.statements.SharpTheorem;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.statistics.Precision;
import onestep.aggregator.statistics.StopStatus;
import onestep.aggregator.text.Numbers;
import onestep.contract.cell.AttackSpec;
import onestep.contract.theory.ReluGradientLaw;
import org.apache.commons.csv.CSVPrinter;

/**
 * {@code cells.csv}: a row a cell, every number at full double precision.
 *
 * <p>UTF-8 (all ASCII), RFC 4180 with '\n' line ends; empty where undefined. The bytes are a
 * function of the summaries alone, on every Java version. Intervals are 95 %, clustered by network.
 */
public final class CellTable {

  /** Units: x of inputs, f of outputs; a step η of the gradient has x²/f, so that η‖∇f‖ has x. */
  private static final String STEP = "x²/f";

  private static final String INPUT = "x";
  private static final String OUTPUT = "f";
  private static final String GRADIENT = "f/x";
  private static final String NO_UNIT = "";

  private static final String MEAN = "_mean";
  private static final String NONE = "";

  private static final List<Column> COLUMNS =
      Stream.of(identity(), counts(), estimates(), effectiveTrials(), theory(), law(), stop())
          .flatMap(List::stream)
          .toList();

  private CellTable() {}

  /** The columns, in order. */
  public static List<Column> columns() {
    return COLUMNS;
  }

  /** Writes the header and one row a cell, in the order given. */
  public static void write(List<CellSummary> cells, OutputStream out) throws IOException {
    CSVPrinter table =
        new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), Csv.FORMAT);
    table.printRecord(COLUMNS.stream().map(Column::name));
    for (CellSummary cell : cells) {
      table.printRecord(COLUMNS.stream().map(column -> column.text().apply(cell)));
    }
    // Closing the table would close the stream, which is the caller's.
    table.flush();
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
        text("activation", "Activation ψ.", c -> c.spec().model().activation().label()),
        number(
            "gain",
            NO_UNIT,
            "Weights are N(0, gain / fan_in): 1 is the paper's, 2 is He's.",
            NONE,
            c -> c.spec().model().gain()),
        text("attack", "Attack.", c -> c.spec().attack().label()),
        text(
            "max_step",
            "Largest step searched; of fixed-step the step itself.",
            c -> Numbers.exact(c.spec().attack().maxStep())),
        text(
            "max_step_unit",
            "Unit of max_step and resolution: eta, linear (|f|/‖∇f‖²), radius (√d/‖∇f‖), length"
                + " (1/‖∇f‖) or sigma (√q_L/‖∇f‖² in the limit).",
            c -> c.spec().attack().unit().label()),
        text(
            "resolution",
            "Spacing of the scan; empty without one.",
            c -> resolution(c.spec().attack())),
        text(
            "parameters",
            "What determines the attack beyond step, unit and resolution, as name=value.",
            c -> Labels.parameters(c.spec().attack().parameters())),
        text("sampler", "How weights are sampled.", c -> c.spec().model().sampler().label()),
        count("seed", "Seed of the random streams.", c -> c.spec().model().seed()),
        text(
            "numerics",
            "Numerics profile: with the same one, the same cell has the same bits.",
            c -> c.spec().numerics()));
  }

  private static String resolution(AttackSpec attack) {
    return attack.resolution() > 0 ? Numbers.exact(attack.resolution()) : "";
  }

  private static List<Column> counts() {
    return List.of(
        count("networks", "Networks seen.", CellSummary::networks),
        count("points", "Inputs x per network.", c -> c.spec().points()),
        count("trials", "Trials seen, flipped or not.", CellSummary::trials),
        count(
            "flipped",
            "Trials that flipped within max_step, or at the step of fixed-step.",
            CellSummary::flipped),
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
        List.of(
            number(
                "flipped_fraction",
                NO_UNIT,
                "Flipped over all trials.",
                "p = flipped / trials",
                c -> c.flippedFraction().mean()),
            number(
                "flipped_fraction_low",
                NO_UNIT,
                "Lower end of the interval of flipped_fraction.",
                "beta quantile at n_eff_flipped",
                c -> c.flippedFraction().low()),
            number(
                "flipped_fraction_high",
                NO_UNIT,
                "Upper end of the interval of flipped_fraction.",
                "beta quantile at n_eff_flipped",
                c -> c.flippedFraction().high()),
            number(
                "flipped_fraction_sd",
                NO_UNIT,
                "Standard deviation over trials of the indicator of a flip.",
                "√(n/(n-1) p (1-p))",
                c -> c.flippedFraction().sd())));
    columns.addAll(mean("eta", STEP, "the flipping step η over flipped trials", CellSummary::eta));
    columns.add(quantile("10", c -> c.etaQuantiles().q10()));
    columns.add(quantile("25", c -> c.etaQuantiles().q25()));
    columns.add(quantile("50", c -> c.etaQuantiles().q50()));
    columns.add(quantile("75", c -> c.etaQuantiles().q75()));
    columns.add(quantile("90", c -> c.etaQuantiles().q90()));
    columns.addAll(
        mean("gradient_norm", GRADIENT, "‖∇f(x)‖ over all trials", CellSummary::gradientNorm));
    columns.addAll(mean("value_abs", OUTPUT, "|f(x)| over all trials", CellSummary::valueAbs));
    columns.add(
        number(
            "value_sd",
            OUTPUT,
            "Standard deviation of f(x) over all trials.",
            "√((Σf² - (Σf)²/n) / (n-1))",
            CellSummary::valueSd));
    columns.addAll(
        mean(
            "perturbation",
            INPUT,
            "the length of the flipping step over flipped trials, η‖∇f(x)‖ along the gradient",
            CellSummary::perturbation));
    columns.addAll(
        List.of(
            number(
                "linearity_mean",
                NO_UNIT,
                "Harmonic mean of ‖δ‖·slope/|f(x)| over flipped trials, η‖∇f(x)‖²/|f(x)| along the"
                    + " gradient: 1 where f is linear on the way; empty for fixed-step.",
                "1 / R of |f|/(‖δ‖·slope), η‖∇f‖² along the gradient",
                c -> c.linearity().mean()),
            number(
                "linearity_low",
                NO_UNIT,
                "Lower end of the interval of linearity_mean.",
                "inverse of the upper end for 1 / linearity_mean",
                c -> c.linearity().low()),
            number(
                "linearity_high",
                NO_UNIT,
                "Upper end of the interval of linearity_mean.",
                "inverse of the lower end for 1 / linearity_mean",
                c -> c.linearity().high())));
    return columns;
  }

  private static List<Column> effectiveTrials() {
    return List.of(
        number(
            "n_eff_flipped",
            "trials",
            "Number of independent trials that would be as precise for flipped_fraction.",
            "s²/v (t(n-1)/t(G-1))², at most n; G where networks do not differ",
            c -> c.flippedFraction().effectiveTrials()),
        effectiveTrials("eta", CellSummary::eta),
        effectiveTrials("gradient_norm", CellSummary::gradientNorm),
        effectiveTrials("value_abs", CellSummary::valueAbs),
        effectiveTrials("perturbation", CellSummary::perturbation),
        effectiveTrials("linearity", CellSummary::linearity));
  }

  private static List<Column> theory() {
    return List.of(
        limit(
            "flipped_fraction",
            NO_UNIT,
            "2Φ(m) - 1, m = max_step / σ, σ = √q_L / ‖∇f‖²",
            c -> c.theory().flippedFraction()),
        limit(
            "eta_mean", STEP, "σ √(2/π) (1 - e^(-m²/2)) / (2Φ(m) - 1)", c -> c.theory().etaMean()),
        limit("eta_sd", STEP, "that of σ|Z| given |Z| ≤ m", c -> c.theory().etaSd()),
        limit(
            "gradient_norm_mean",
            GRADIENT,
            "√Π gain E ψ'(√(gain q_(l-1)) Z)²",
            c -> c.theory().gradientNorm()),
        limit("value_abs_mean", OUTPUT, "√(2 q_L / π)", c -> c.theory().valueAbsMean()),
        limit(
            "value_sd",
            OUTPUT,
            "√q_L, q_0 = 1, q_l = E ψ(√(gain q_(l-1)) Z)²",
            c -> c.theory().valueSd()),
        limit(
            "perturbation_mean",
            INPUT,
            "theory_eta_mean · theory_gradient_norm_mean",
            c -> c.theory().perturbationMean()),
        number(
            "theorem_flipped_fraction",
            NO_UNIT,
            "1 - γ of Theorems 1 and 2 for a fixed step, with the sharp constant in |η| = C √log(1/γ);"
                + " empty for other attacks and for linear steps.",
            "1 - e^(-m²/2), m = |η| / σ, as C = √2 σ",
            SharpTheorem::flippedFraction));
  }

  private static List<Column> law() {
    String exact = " of ‖∇f(x)‖ under its exact law at these widths and dimension; relu only.";
    return List.of(
        number(
            "law_gradient_norm_mean",
            GRADIENT,
            "Mean" + exact,
            "E √(gain^L (n_L/k_L) Π_(l<L) (χ²_(n_l)/k_l) χ²_d/d), n_l ~ Binomial(k_l, ½)",
            c -> ofLaw(c, ReluGradientLaw::mean)),
        number(
            "law_gradient_norm_sd",
            GRADIENT,
            "Standard deviation" + exact,
            "√((gain/2)^L - law_gradient_norm_mean²)",
            c -> ofLaw(c, ReluGradientLaw::deviation)));
  }

  /** Empty of cells without a stop rule. */
  private static List<Column> stop() {
    return List.of(
        text(
            "stop_statistic",
            "Statistic by which the stop rule decides how many networks are enough; empty, as the"
                + " columns after it, without one.",
            c -> ofStop(c, stop -> stop.statistic().label())),
        text(
            "stop_decision",
            "precise: as precise as wanted; exhausted: all networks that may be asked for are in, and"
                + " it is not; open: neither yet.",
            c -> ofStop(c, stop -> stop.decision().name().toLowerCase(Locale.ROOT))),
        text(
            "stop_networks",
            "Networks that it was decided on, from 0 on.",
            c -> ofStop(c, stop -> Integer.toString(stop.networks()))),
        text(
            "stop_max_networks",
            "Networks that would have been asked for at most.",
            c -> ofStop(c, stop -> Integer.toString(stop.most()))),
        text(
            "stop_confidence",
            "Confidence of the interval from stop_low to stop_high, at all rounds together.",
            c -> ofStop(c, stop -> Numbers.exact(stop.confidence()))),
        stopNumber(
            "stop_mean",
            "Estimate of stop_statistic over these networks.",
            "that of stop_statistic",
            Precision::mean),
        stopNumber(
            "stop_low",
            "Lower end of its interval, which holds however often one has looked.",
            "normal mixture, √((1 + 1/x) (log(1 + x) - 2 log α)) standard errors; beta mixture of a"
                + " fraction",
            Precision::low),
        stopNumber(
            "stop_high",
            "Upper end of its interval, which holds however often one has looked.",
            "as stop_low",
            Precision::high));
  }

  private static Column stopNumber(
      String name, String definition, String estimator, ToDoubleFunction<Precision> value) {
    return number(
        name,
        NO_UNIT,
        definition,
        estimator,
        c -> c.stop().map(stop -> value.applyAsDouble(stop.precision())).orElse(Double.NaN));
  }

  private static String ofStop(CellSummary cell, Function<StopStatus, String> text) {
    return cell.stop().map(text).orElse("");
  }

  private static double ofLaw(CellSummary cell, ToDoubleFunction<ReluGradientLaw> value) {
    return ReluGradientLaw.of(cell.spec().model())
        .map(law -> value.applyAsDouble(law))
        .orElse(Double.NaN);
  }

  /** The mean of something, the ends of its interval, and the spread over trials. */
  private static List<Column> mean(
      String name, String unit, String what, Function<CellSummary, Estimate> estimate) {
    String mean = name + MEAN;
    return List.of(
        number(mean, unit, "Mean of " + what + ".", "R = Σy_i / n", c -> estimate.apply(c).mean()),
        number(
            name + "_low",
            unit,
            "Lower end of the interval of " + mean + ".",
            "R - √v T(t), T Hall's transformation",
            c -> estimate.apply(c).low()),
        number(
            name + "_high",
            unit,
            "Upper end of the interval of " + mean + ".",
            "R - √v T(-t), T Hall's transformation",
            c -> estimate.apply(c).high()),
        number(
            name + "_sd",
            unit,
            "Standard deviation of " + what + ".",
            "s, with n - 1",
            c -> estimate.apply(c).sd()));
  }

  private static Column effectiveTrials(String name, Function<CellSummary, Estimate> estimate) {
    return number(
        "n_eff_" + name,
        "trials",
        "Number of independent trials that would be as precise for " + name + MEAN + ".",
        "s²/v, at most n; g where networks do not differ",
        c -> estimate.apply(c).effectiveTrials());
  }

  private static Column limit(
      String of, String unit, String formula, ToDoubleFunction<CellSummary> value) {
    return number(
        "theory_" + of, unit, "Limit of " + of + " for k, d much larger than L.", formula, value);
  }

  private static Column quantile(String percent, ToDoubleFunction<CellSummary> value) {
    return number(
        "eta_q" + percent,
        STEP,
        "Quantile 0."
            + percent
            + " of η over all trials, unflipped ones beyond max_step; empty above the flipped"
            + " fraction, and for fixed-step.",
        "rank ⌈0." + percent + " trials⌉ in a sketch, to 0.2 %",
        value);
  }
}
