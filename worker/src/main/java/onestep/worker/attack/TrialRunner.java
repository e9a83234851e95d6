package onestep.worker.attack;

import onestep.contract.cell.CellSpec;
import onestep.worker.backend.Backend;

/** Runs all trials of one network: samples it, draws its points and attacks each. */
public interface TrialRunner {

  /**
   * The trials of a network; a pure function of (cell, network) for a given numerics profile.
   *
   * @throws TrialFailure if a value is NaN or overflows; the message names cell, network and point
   */
  NetworkTrials run(CellSpec cell, int network, Backend backend);
}
