package onestep.aggregator.view;

import onestep.aggregator.statistics.CellSummary;

/**
 * A cell of a sweep: what is known of it and how much of it is done.
 *
 * @param id the cell id
 * @param position position in the plan of the sweep, from 0
 * @param wanted networks that the sweep wants; all that it may ask for as long as a stop rule is
 *     open
 * @param spared networks that its stop rule will not ask for
 * @param done wanted networks whose rows are in
 * @param dead wanted networks in dead letters whose rows are not in
 * @param summary the summary over all networks seen; of no network before the first row
 */
public record CellStatus(
    String id, long position, int wanted, int spared, int done, int dead, CellSummary summary) {

  /** Whether every wanted network is done or dead. */
  public boolean settled() {
    return done + dead >= wanted;
  }
}
