package onestep.aggregator.view;

import onestep.aggregator.statistics.CellSummary;

/**
 * A cell of a sweep: what is known of it and how much of it is done.
 *
 * @param id the cell id
 * @param position position in the plan of the sweep, from 0
 * @param wanted networks that the sweep wants
 * @param done wanted networks whose rows are in
 * @param dead wanted networks in dead letters whose rows are not in
 * @param summary the summary over all networks seen; of no network before the first row
 */
public record CellStatus(
    String id, long position, int wanted, int done, int dead, CellSummary summary) {

  /** Whether every wanted network is done or dead. */
  public boolean settled() {
    return done + dead >= wanted;
  }
}
