package onestep.bench;

import onestep.contract.cell.CellSpec;

/** Runs networks through a whole pipeline: broker, worker and aggregator on this machine. */
public interface PipelineTime {

  /**
   * A sweep that went through.
   *
   * @param seconds from submitting it until its statistics were complete
   * @param busySeconds that the slots spent in the sampler, summed over them
   */
  record Run(double seconds, double busySeconds) {}

  /**
   * Runs a sweep of one cell through a pipeline that has worked on another one of that size before.
   *
   * @param networks networks of the sweep
   * @param slots slots of its worker
   */
  Run run(CellSpec cell, int networks, int slots);
}
