package onestep.bench;

import onestep.contract.cell.CellSpec;

/** Runs networks through a whole pipeline: broker, worker and aggregator on this machine. */
public interface PipelineTime {

  /**
   * Seconds from submitting a sweep of one cell until its statistics are complete, in a pipeline
   * that has worked on another one before.
   *
   * @param networks networks of the sweep
   * @param slots slots of its worker
   */
  double seconds(CellSpec cell, int networks, int slots);
}
