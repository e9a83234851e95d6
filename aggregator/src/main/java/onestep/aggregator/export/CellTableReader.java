package onestep.aggregator.export;

import java.nio.file.Path;
import java.util.List;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.statistics.EtaQuantiles;
import onestep.aggregator.statistics.TheoryValues;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;

/**
 * Reads {@code cells.csv} back: what {@link CellTable} has written, in any order of columns.
 * Columns that it does not know are ignored.
 */
public final class CellTableReader {

  private CellTableReader() {}

  /**
   * The cells of a file, in its order, without the quantities of their attacks and their stop
   * rules.
   *
   * @throws InvalidInputException if the file cannot be read or is not such a table; the message
   *     names file, line, column and value
   */
  public static List<CellSummary> read(Path file) {
    return CsvRow.readAll(file, CellTableReader::cell);
  }

  private static CellSummary cell(CsvRow row) {
    CellSpec spec = row.checked(() -> spec(row));
    if (!spec.id().equals(row.text("cell"))) {
      throw row.refusal(
          "cell",
          row.text("cell"),
          "is not the id of the cell that the row describes, which is " + spec.id());
    }
    return new CellSummary(
        spec,
        row.integer("networks"),
        row.count("trials"),
        row.count("degenerate"),
        row.count("unresolved"),
        row.count("flipped"),
        estimate(row, "flipped_fraction", "", "flipped"),
        estimate(row, "eta"),
        new EtaQuantiles(
            row.number("eta_q10"),
            row.number("eta_q25"),
            row.number("eta_q50"),
            row.number("eta_q75"),
            row.number("eta_q90")),
        estimate(row, "gradient_norm"),
        estimate(row, "value_abs"),
        row.number("value_sd"),
        estimate(row, "perturbation"),
        new Estimate(
            row.number("linearity_mean"),
            row.number("linearity_low"),
            row.number("linearity_high"),
            Double.NaN,
            row.number("n_eff_linearity")),
        new TheoryValues(
            row.number("theory_flipped_fraction"),
            row.number("theory_eta_mean"),
            row.number("theory_eta_sd"),
            row.number("theory_gradient_norm_mean"),
            row.number("theory_value_sd"),
            row.number("theory_value_abs_mean"),
            row.number("theory_perturbation_mean")));
  }

  private static CellSpec spec(CsvRow row) {
    ModelSpec model =
        new ModelSpec(
            row.value("width", text -> Labels.widths(text, row.integer("depth"))),
            row.integer("dimension"),
            row.value("activation", Activation::of),
            row.number("gain"),
            row.value("sampler", Sampler::of),
            row.count("seed"));
    if (model.depth() != row.integer("depth")) {
      throw row.refusal("width", row.text("width"), "must have a width for each hidden layer");
    }
    return new CellSpec(model, attack(row), row.integer("points"), row.text("numerics"));
  }

  private static AttackSpec attack(CsvRow row) {
    String label = row.text("attack");
    if (!AttackSpec.LABELS.contains(label)) {
      throw row.refusal("attack", label, "must be one of " + String.join(", ", AttackSpec.LABELS));
    }
    return AttackSpec.of(
        label,
        row.number("max_step"),
        row.value("max_step_unit", StepUnit::of),
        row.number("resolution"),
        row.value("parameters", Labels::parameters));
  }

  private static Estimate estimate(CsvRow row, String name) {
    return estimate(row, name, "_mean", name);
  }

  /** The estimate whose mean is called name + suffix. */
  private static Estimate estimate(CsvRow row, String name, String suffix, String effective) {
    return new Estimate(
        row.number(name + suffix),
        row.number(name + "_low"),
        row.number(name + "_high"),
        row.number(name + "_sd"),
        row.number("n_eff_" + effective));
  }
}
