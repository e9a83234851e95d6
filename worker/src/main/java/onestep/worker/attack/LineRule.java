package onestep.worker.attack;

import onestep.worker.backend.Block;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Lines;
import onestep.worker.network.Network;

/** Which ways along its vectors an attack goes. */
interface LineRule {

  /**
   * Ends the trials of all points that can be searched.
   *
   * @param vectors d×m, the vectors s p_j; may be overwritten
   */
  void end(Network network, ForwardPass pass, Block vectors, LineStarts starts, Trials trials);

  /**
   * Measures whatever else it wants of the points before any step, those that cannot be searched
   * included. Shape: gradients d×m, unchanged afterwards.
   */
  default void look(
      Network network, ForwardPass pass, Block gradients, LineStarts starts, Trials trials) {}

  /** Forwards only. */
  static LineRule oneWay(StepRule rule) {
    return new LineRule() {
      @Override
      public void look(
          Network network, ForwardPass pass, Block gradients, LineStarts starts, Trials trials) {
        rule.look(network, pass, gradients, starts, trials);
      }

      @Override
      public void end(
          Network network, ForwardPass pass, Block vectors, LineStarts starts, Trials trials) {
        try (Lines lines = network.lines(pass, vectors)) {
          rule.end(lines, starts, trials);
        }
      }
    };
  }
}
