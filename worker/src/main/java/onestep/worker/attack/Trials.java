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

  /** An empty collection of the same trials. */
  Trials another() {
    return new Trials(cell, network);
  }

  /**
   * Keeps the nearer flip of two searches from one point. If either has an undecided sign, so has
   * what is nearest.
   */
  void keepNearer(int point, Trials other) {
    Outcome mine = outcomes[point];
    Outcome theirs = other.outcomes[point];
    if (mine == Outcome.UNRESOLVED || theirs == Outcome.UNRESOLVED) {
      end(point, Outcome.UNRESOLVED, Double.NaN);
    } else if (theirs == Outcome.FLIPPED
        && (mine != Outcome.FLIPPED || other.steps[point] < steps[point])) {
      end(point, theirs, other.steps[point]);
    }
  }

  /** Trials of the network. */
  int points() {
    return values.length;
  }

  /** Whether a trial that has ended flipped at a step of at most a limit. */
  boolean flippedBy(int point, double limit) {
    return outcomes[point] == Outcome.FLIPPED && steps[point] <= limit;
  }

  /** The step at which a trial flipped; NaN unless it did. */
  double step(int point) {
    return steps[point];
  }

  /** Whether a trial that has ended flipped. */
  boolean flipped(int point) {
    return outcomes[point] == Outcome.FLIPPED;
  }

  /** Length of the perturbation of a trial that flipped and has told its direction. */
  double perturbation(int point) {
    return steps[point] * lengths[point];
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
