package onestep.aggregator.topology;

import java.util.Set;

/**
 * Who wants a cell.
 *
 * @param sweeps names of the sweeps
 * @param networks networks that the one which wants most of them wants
 */
public record CellDemand(Set<String> sweeps, int networks) {

  /** Copies the names. */
  public CellDemand {
    sweeps = Set.copyOf(sweeps);
  }
}
