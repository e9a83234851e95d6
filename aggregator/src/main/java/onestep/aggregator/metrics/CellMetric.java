package onestep.aggregator.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.contract.cell.ModelSpec;
import onestep.contract.metrics.Meters;
import onestep.contract.metrics.Metric;

/**
 * A number told of every exported cell. NaN, which stands for undefined, is not told.
 *
 * @param value takes it from the cell
 */
record CellMetric(Metric metric, ToDoubleFunction<ExportedCells.Cell> value) {

  private static final String[] LABELS = {
    "cell", "depth", "width", "dimension", "gain", "activation", "sampler"
  };

  /** All of them. */
  static final List<CellMetric> ALL =
      Stream.of(
              List.of(
                  of("networks", "networks", "Networks seen.", CellSummary::networks),
                  new CellMetric(
                      declare(
                          "wanted_networks",
                          "networks",
                          "Networks that the sweep which wants most of the cell wants."),
                      cell -> cell.demand().networks()),
                  of(
                      "trials",
                      "trials",
                      "Trials of the networks seen.",
                      summary -> (double) summary.trials()),
                  of(
                      "degenerate_trials",
                      "trials",
                      "Trials with f = 0 or ∇f = 0; they count as not flipped.",
                      summary -> (double) summary.degenerate()),
                  of(
                      "unresolved_trials",
                      "trials",
                      "Trials with a sign that could not be decided; they count as not flipped.",
                      summary -> (double) summary.unresolved()),
                  of(
                      "flipped_ratio",
                      "ratio",
                      "Fraction of trials whose sign flipped within the largest step.",
                      summary -> summary.flippedFraction().mean()),
                  of(
                      "flipped_low_ratio",
                      "ratio",
                      "Lower end of the 95 % interval of the flipped fraction.",
                      summary -> summary.flippedFraction().low()),
                  of(
                      "flipped_high_ratio",
                      "ratio",
                      "Upper end of the 95 % interval of the flipped fraction.",
                      summary -> summary.flippedFraction().high()),
                  of(
                      "flipped_theory_ratio",
                      "ratio",
                      "Flipped fraction at infinite width and dimension.",
                      summary -> summary.theory().flippedFraction())),
              estimate("eta", "steps", "smallest step over flipped trials", CellSummary::eta),
              List.of(
                  of(
                      "eta_theory_mean",
                      "steps",
                      "Mean smallest step at infinite width and dimension.",
                      summary -> summary.theory().etaMean()),
                  of(
                      "eta_theory_sd",
                      "steps",
                      "Standard deviation of the smallest step at infinite width and dimension.",
                      summary -> summary.theory().etaSd())),
              estimate(
                  "gradient_norm",
                  Metric.NONE,
                  "norm of the gradient over all trials",
                  CellSummary::gradientNorm),
              List.of(
                  of(
                      "gradient_norm_theory",
                      Metric.NONE,
                      "Norm of the gradient at infinite width and dimension.",
                      summary -> summary.theory().gradientNorm()),
                  of(
                      "linearity",
                      Metric.NONE,
                      "Harmonic mean of η‖∇f‖²/|f| over flipped trials: 1 where f is linear on the"
                          + " way.",
                      summary -> summary.linearity().mean()),
                  of(
                      "linearity_low",
                      Metric.NONE,
                      "Lower end of the 95 % interval of the linearity.",
                      summary -> summary.linearity().low()),
                  of(
                      "linearity_high",
                      Metric.NONE,
                      "Upper end of the 95 % interval of the linearity.",
                      summary -> summary.linearity().high())))
          .flatMap(List::stream)
          .toList();

  /** The labels of a cell. */
  static Labels labels(String cell, CellSummary summary) {
    ModelSpec model = summary.spec().model();
    return Meters.labels(
        ALL.get(0).metric(),
        cell,
        Integer.toString(model.depth()),
        width(model.widths()),
        Integer.toString(model.dimension()),
        Double.toString(model.gain()),
        model.activation().label(),
        model.sampler().label());
  }

  /** One number where all layers are alike, such as 100, or all of them, such as 100-50-10. */
  private static String width(List<Integer> widths) {
    return widths.stream().distinct().count() == 1
        ? widths.get(0).toString()
        : widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  private static List<CellMetric> estimate(
      String name, String unit, String what, Function<CellSummary, Estimate> of) {
    return List.of(
        of(name + "_mean", unit, "Mean " + what + ".", summary -> of.apply(summary).mean()),
        of(
            name + "_low",
            unit,
            "Lower end of the 95 % interval of the mean " + what + ".",
            summary -> of.apply(summary).low()),
        of(
            name + "_high",
            unit,
            "Upper end of the 95 % interval of the mean " + what + ".",
            summary -> of.apply(summary).high()),
        of(
            name + "_sd",
            unit,
            "Standard deviation of the " + what + ".",
            summary -> of.apply(summary).sd()));
  }

  private static CellMetric of(
      String name, String unit, String meaning, ToDoubleFunction<CellSummary> value) {
    return new CellMetric(
        declare(name, unit, meaning), cell -> value.applyAsDouble(cell.summary()));
  }

  private static Metric declare(String name, String unit, String meaning) {
    return Metric.gauge("onestep_cell_" + name, unit, meaning, LABELS);
  }
}
