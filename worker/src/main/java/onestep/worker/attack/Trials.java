package onestep.worker.attack;

import java.util.Arrays;
import onestep.contract.cell.CellSpec;

/** Collects the trials of one network while they end, in whatever order. */
final class Trials {

  private final CellSpec cell;
  private final int network;
  private final double[] values;
  private final double[] gradientNorms;
  private final Outcome[] outcomes;
  private final double[] steps;

  Trials(CellSpec cell, int network) {
    this.cell = cell;
    this.network = network;
    this.values = new double[cell.points()];
    this.gradientNorms = new double[cell.points()];
    this.outcomes = new Outcome[cell.points()];
    this.steps = new double[cell.points()];
    Arrays.fill(steps, Double.NaN);
  }

  void start(int point, double value, double gradientNorm) {
    values[point] = value;
    gradientNorms[point] = gradientNorm;
  }

  void end(int point, Outcome outcome, double step) {
    outcomes[point] = outcome;
    steps[point] = step;
  }

  /**
   * Checks a number that everything else depends on.
   *
   * @throws TrialFailure if it is NaN or infinite
   */
  void checkFinite(int point, String what, double number) {
    if (!Double.isFinite(number)) {
      throw failure("point " + point, what + " is " + number);
    }
  }

  /** A failure that names cell, network and where in it. */
  TrialFailure failure(String where, String what) {
    return new TrialFailure(
        String.format(
            "cell %s, network %d, %s: %s; gain %s at depth %d left the range of float32",
            cell.id(), network, where, what, cell.model().gain(), cell.model().depth()));
  }

  NetworkTrials toNetworkTrials() {
    return new NetworkTrials(network, values, gradientNorms, outcomes, steps);
  }
}
