package onestep.worker.attack;

import java.util.Arrays;
import java.util.List;
import onestep.contract.cell.AttackSpec.RandomDirection;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Lines;
import onestep.worker.network.Network;

/** Looks both ways along a random direction for the nearer flip. */
final class RandomAttack implements Attack {

  private final LineAttack line;
  private final List<Double> lengths;

  RandomAttack(Backend backend, RandomDirection spec, StepRule rule) {
    this.line =
        new LineAttack(backend, spec.unit(), new UniformDirection(), new BothWays(backend, rule));
    this.lengths = spec.lengths();
  }

  @Override
  public void run(Network network, int first, int count, Trials trials) {
    line.run(network, first, count, trials);
  }

  /** A trial without a direction, or without a decided sign, has not flipped by any length. */
  @Override
  public void finish(Trials trials) {
    for (int i = 0; i < lengths.size(); i++) {
      for (int point = 0; point < trials.points(); point++) {
        trials.quantity(i, point, trials.flippedBy(point, lengths.get(i)) ? 1 : 0);
      }
    }
  }

  /** Follows a line to both sides. */
  private record BothWays(Backend backend, StepRule rule) implements LineRule {
    @Override
    public void end(
        Network network, ForwardPass pass, Block vectors, LineStarts starts, Trials trials) {
      try (Lines lines = network.lines(pass, vectors)) {
        rule.end(lines, starts, trials);
      }
      float[] back = new float[vectors.columns()];
      Arrays.fill(back, -1);
      backend.scale(back, vectors);
      Trials other = trials.another();
      try (Lines lines = network.lines(pass, vectors)) {
        rule.end(lines, starts, other);
      }
      for (int j : starts.searched()) {
        trials.keepNearer(starts.point(j), other);
      }
    }
  }
}
