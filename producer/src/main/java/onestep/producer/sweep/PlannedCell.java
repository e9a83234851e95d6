package onestep.producer.sweep;

import java.util.Optional;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.StopRule;

/**
 * A cell of a sweep.
 *
 * @param position its place in the plan, from 0
 * @param spec the cell, its sampler chosen
 * @param networks networks wanted: indices 0 to networks - 1; at most, with a stop rule
 * @param stop when fewer are enough
 * @param theory the prediction beside it
 * @param note remark of the sweep file; empty if there is none
 */
public record PlannedCell(
    long position,
    CellSpec spec,
    int networks,
    Optional<StopRule> stop,
    Theory theory,
    String note) {

  /** Trials of all networks wanted. */
  public long trials() {
    return (long) networks * spec.points();
  }
}
