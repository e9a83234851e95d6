package onestep.worker.attack;

import onestep.worker.backend.Block;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Lines;
import onestep.worker.network.Network;

/** What an attack does on the line x + t s ∇f(x), s = -sign f(x), through each of its points. */
interface StepRule {

  /**
   * Measures whatever else it wants of the points before any step, those that cannot be searched
   * included. Shape: gradients d×m, unchanged afterwards.
   */
  default void look(
      Network network, ForwardPass pass, Block gradients, LineStarts starts, Trials trials) {}

  /** Ends the trials of all points that can be searched. */
  void end(Lines lines, LineStarts starts, Trials trials);
}
