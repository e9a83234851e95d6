package onestep.worker.attack;

import onestep.contract.cell.StepUnit;
import onestep.worker.attack.Direction.Pace;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Network;

/**
 * An attack along a line: judges f and ∇f at each point, and leaves the line x + t s p, s = -sign
 * f(x), to its rule.
 */
final class LineAttack implements Attack {

  private final Backend backend;
  private final StepUnit unit;
  private final Direction direction;
  private final LineRule rule;
  private final Judge judge;

  /**
   * An attack on a backend.
   *
   * @param unit unit of its steps
   * @param direction where the line goes
   * @param rule what it does on the line
   */
  LineAttack(Backend backend, StepUnit unit, Direction direction, LineRule rule) {
    this.backend = backend;
    this.unit = unit;
    this.direction = direction;
    this.rule = rule;
    this.judge = new Judge(backend);
  }

  @Override
  public void run(Network network, int first, int count, Trials trials) {
    int dimension = network.model().dimension();
    try (Block vectors = backend.allocate(dimension, count);
        ForwardPass pass = pass(network, first, count, dimension)) {
      LineStarts starts = judge.starts(network, pass, vectors, first, trials);
      rule.look(network, pass, vectors, starts, trials);
      if (starts.searched().length == 0) {
        return;
      }
      for (int j : starts.searched()) {
        turn(network, starts, j, vectors.columns(j, j + 1), trials);
      }
      backend.scale(starts.directions(), vectors);
      rule.end(network, pass, vectors, starts, trials);
    }
  }

  private ForwardPass pass(Network network, int first, int count, int dimension) {
    try (Block x = backend.allocate(dimension, count)) {
      network.drawPoints(first, x);
      return network.forward(x);
    }
  }

  private void turn(Network network, LineStarts starts, int j, Block vector, Trials trials) {
    double squaredNorm = starts.squaredNorm(j);
    Pace pace = direction.turn(network, starts.point(j), vector, squaredNorm);
    // A direction of which the gradient tells nothing has a random share of its slope.
    double steepness =
        Double.isNaN(pace.fall())
            ? Math.sqrt(squaredNorm * pace.squaredLength() / vector.rows())
            : pace.fall();
    starts.line(j, steepness, pace.unit(unit, network.model(), starts.height(j)));
    if (!direction.isGradient()) {
      trials.direction(starts.point(j), pace.slope(), pace.length());
    }
  }
}
