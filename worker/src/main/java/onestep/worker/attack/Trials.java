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
  private final double[][] quantities;
  private double[] slopes = {};
  private double[] lengths = {};

  Trials(CellSpec cell, int network) {
    this.cell = cell;
    this.network = network;
    this.values = new double[cell.points()];
    this.gradientNorms = new double[cell.points()];
    this.outcomes = new Outcome[cell.points()];
    this.steps = new double[cell.points()];
    this.quantities = new double[cell.attack().quantities().size()][];
    Arrays.fill(steps, Double.NaN);
    Arrays.setAll(quantities, quantity -> unknown());
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
   * A direction that is not the gradient.
   *
   * @param slope by how much |f| falls for each unit of length at x, to first order, or NaN
   * @param length its length for each unit of η
   */
  void direction(int point, double slope, double length) {
    if (slopes.length == 0) {
      slopes = unknown();
      lengths = unknown();
    }
    slopes[point] = slope;
    lengths[point] = length;
  }

  /**
   * Notes a quantity of the attack.
   *
   * @param index which, in the order of the attack's
   */
  void quantity(int index, int point, double value) {
    quantities[index][point] = value;
  }

  private double[] unknown() {
    double[] numbers = new double[cell.points()];
    Arrays.fill(numbers, Double.NaN);
    return numbers;
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
    return new NetworkTrials(
        network, values, gradientNorms, outcomes, steps, slopes, lengths, quantities);
  }
}
