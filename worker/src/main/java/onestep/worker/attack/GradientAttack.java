package onestep.worker.attack;

import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.StepUnit;
import onestep.contract.theory.WideLimit;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Lines;
import onestep.worker.network.Network;

/**
 * An attack along the gradient: judges f and ∇f at each point, and leaves the line x + t s ∇f(x), s
 * = -sign f(x), to its rule.
 */
final class GradientAttack {

  private final Backend backend;
  private final StepUnit unit;
  private final StepRule rule;

  /**
   * An attack on a backend.
   *
   * @param unit unit of its steps
   * @param rule what it does on the line
   */
  GradientAttack(Backend backend, StepUnit unit, StepRule rule) {
    this.backend = backend;
    this.unit = unit;
    this.rule = rule;
  }

  /**
   * Attacks points first to first + count - 1 of a network and writes their elements of {@code
   * trials}.
   */
  void run(Network network, int first, int count, Trials trials) {
    int dimension = network.model().dimension();
    try (Block gradients = backend.allocate(dimension, count)) {
      try (ForwardPass pass = pass(network, first, count, dimension)) {
        double[] errors = new double[count];
        network.backward(pass, gradients, errors);
        LineStarts starts = starts(network, pass, errors, gradients, first, trials);
        rule.look(network, pass, gradients, starts, trials);
        if (starts.searched().length == 0) {
          return;
        }
        backend.scale(directions(starts), gradients);
        try (Lines lines = network.lines(pass, gradients)) {
          rule.end(lines, starts, trials);
        }
      }
    }
  }

  private ForwardPass pass(Network network, int first, int count, int dimension) {
    try (Block x = backend.allocate(dimension, count)) {
      network.drawPoints(first, x);
      return network.forward(x);
    }
  }

  private static float[] directions(LineStarts starts) {
    float[] directions = new float[starts.count()];
    for (int j = 0; j < directions.length; j++) {
      directions[j] = starts.direction(j);
    }
    return directions;
  }

  /** Judges every point's value and gradient; those that can be searched have no outcome yet. */
  private LineStarts starts(
      Network network,
      ForwardPass pass,
      double[] errors,
      Block gradients,
      int first,
      Trials trials) {
    double[] values = pass.values();
    LineStarts starts = new LineStarts(first, values, errors);
    double[] square = new double[1];
    for (int j = 0; j < values.length; j++) {
      Block gradient = gradients.columns(j, j + 1);
      backend.dot(gradient, gradient, square);
      trials.checkFinite(first + j, "f(x)", values[j]);
      trials.checkFinite(first + j, "the squared norm of the gradient", square[0]);
      trials.checkFinite(first + j, "the sum of the squared preactivations", errors[j]);
      trials.start(first + j, values[j], Math.sqrt(square[0]));
      boolean underflow = square[0] < Network.smallestSquare(gradient.rows());
      if (values[j] == 0 || underflow) {
        boolean degenerate = !underflow || network.isDead(pass, j);
        trials.end(first + j, degenerate ? Outcome.DEGENERATE : Outcome.UNRESOLVED, Double.NaN);
      } else if (Math.abs(values[j]) <= errors[j]) {
        trials.end(first + j, Outcome.UNRESOLVED, Double.NaN);
      } else {
        starts.search(j, square[0], unit(network.model(), Math.abs(values[j]), square[0]));
      }
    }
    return starts;
  }

  /** One unit of steps, in η. */
  private double unit(ModelSpec model, double value, double squaredNorm) {
    return switch (unit) {
      case ETA -> 1;
      case LINEAR -> value / squaredNorm;
      case RADIUS -> Math.sqrt(model.dimension() / squaredNorm);
      case LENGTH -> 1 / Math.sqrt(squaredNorm);
      case SIGMA -> WideLimit.of(model).stepDeviation();
    };
  }
}
