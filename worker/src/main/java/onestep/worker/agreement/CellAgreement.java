package onestep.worker.agreement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.Outcome;
import onestep.worker.backend.Backend;

/** Networks of whole cells on two backends. */
public final class CellAgreement {

  /** Relative, of steps that are found from kinks. */
  private static final double WALK_TOLERANCE = 1e-8;

  private final Backend tested;
  private final Backend reference;
  private final CellTrials trials = new CellTrials();

  /** A comparison. */
  public CellAgreement(Backend tested, Backend reference) {
    this.tested = tested;
    this.reference = reference;
  }

  /**
   * Compares f, ‖∇f‖, how trials ended, and η.
   *
   * @param width of the widest cells
   */
  public List<Row> rows(int width, int networks) {
    List<Row> rows = new ArrayList<>();
    for (Sampler sampler : Sampler.values()) {
      rows.add(row(Activation.RELU, 1, width, sampler, networks));
      rows.add(row(Activation.LEAKY_RELU, 2, width / 2, sampler, networks));
      rows.add(row(Activation.TANH, 3, width / 4, sampler, networks));
      rows.add(row(Activation.GELU, 1, width / 2, sampler, networks));
    }
    return rows;
  }

  private Row row(Activation activation, int depth, int width, Sampler sampler, int networks) {
    CellSpec cell = cell(activation, depth, width, sampler);
    boolean exact = cell.model().hasExactCrossings();
    Comparison values = new Comparison("", 0);
    Comparison steps = new Comparison("", exact ? WALK_TOLERANCE : 0);
    int branches = 0;
    for (int network = 0; network < networks; network++) {
      NetworkTrials actual = trials.run(cell, network, tested);
      NetworkTrials expected = trials.run(cell, network, reference);
      values.add(actual.values(), expected.values());
      values.add(actual.gradientNorms(), expected.gradientNorms());
      for (int point = 0; point < cell.points(); point++) {
        if (actual.outcomes()[point] != expected.outcomes()[point]) {
          branches++;
        } else if (expected.outcomes()[point] == Outcome.FLIPPED) {
          steps.add(actual.steps()[point], expected.steps()[point]);
        }
      }
    }
    return new Row(
        String.format(
            Locale.ROOT, "%s L=%d k=%,d %s", activation.label(), depth, width, sampler.label()),
        String.format(
            Locale.ROOT,
            "f, ‖∇f‖: %s; η: %s; %d trials ended in another way",
            values.row().found(),
            steps.row().found(),
            branches),
        values.row().holds() && steps.row().holds() && branches == 0);
  }

  /** A cell of three points. */
  static CellSpec cell(Activation activation, int depth, int width, Sampler sampler) {
    ModelSpec model =
        new ModelSpec(
            Collections.nCopies(depth, width), Math.max(1, width / 2), activation, 1, sampler, 3);
    return new CellSpec(model, new SmallestStep(20, StepUnit.ETA, 0.5), 3, CellSpec.CPU_NUMERICS);
  }
}
