package onestep.worker.attack;

import onestep.worker.network.Network;

/** What is done to a network at its points. */
interface Attack {

  /**
   * Attacks points first to first + count - 1 of a network and writes their elements of {@code
   * trials}.
   */
  void run(Network network, int first, int count, Trials trials);

  /** Adds what follows from the ends of all trials. */
  default void finish(Trials trials) {}
}
