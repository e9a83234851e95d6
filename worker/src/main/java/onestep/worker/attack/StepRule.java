package onestep.worker.attack;

import onestep.worker.network.Lines;

/** What an attack does on the line x + t s p, s = -sign f(x), through each of its points. */
interface StepRule {

  /** Ends the trials of all points that can be searched. */
  void end(Lines lines, LineStarts starts, Trials trials);
}
