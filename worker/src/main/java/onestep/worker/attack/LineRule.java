package onestep.worker.attack;

import onestep.worker.backend.Block;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Lines;
import onestep.worker.network.Network;

/** What an attack does at its points, and which ways along its vectors it goes. */
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
    return (network, pass, vectors, starts, trials) -> {
      try (Lines lines = network.lines(pass, vectors)) {
        rule.end(lines, starts, trials);
      }
    };
  }
}
