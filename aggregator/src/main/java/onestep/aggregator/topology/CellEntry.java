package onestep.aggregator.topology;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import onestep.aggregator.statistics.CellState;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;
import onestep.contract.kafka.Definitions;
import onestep.contract.record.Cell;
import onestep.contract.record.Statistics;

/**
 * All that is known of one cell: the state of its statistics, its dead networks, and the sweeps
 * that want it. Results may come before the record that defines the cell. Mutable; not safe for use
 * by several threads.
 */
final class CellEntry {

  private final CellState state;
  private final SortedMap<String, Cell> wanting;
  private NetworkSet dead;
  private long nanos;
  private long updatedAt;

  CellEntry() {
    this(new CellState(), new NetworkSet(), new TreeMap<>(), 0, 0);
  }

  CellEntry(
      CellState state,
      NetworkSet dead,
      SortedMap<String, Cell> wanting,
      long nanos,
      long updatedAt) {
    this.state = state;
    this.dead = dead;
    this.wanting = wanting;
    this.nanos = nanos;
    this.updatedAt = updatedAt;
  }

  /**
   * Adds the rows of a result, in whichever sweep or epoch it was computed: a row is a function of
   * its identity.
   *
   * @param taskNanos compute time of the result; counted by the share of its rows that are new
   * @return number of rows that are new
   */
  int add(List<NetworkTrials> rows, long taskNanos, long at) {
    int added = 0;
    for (NetworkTrials row : rows) {
      added += state.add(row) ? 1 : 0;
    }
    if (added > 0) {
      dead = dead.minus(state.seen());
      nanos += Math.round((double) taskNanos * added / rows.size());
      updatedAt = Math.max(updatedAt, at);
    }
    return added;
  }

  /** Notes networks given up; those whose rows are in, or come later, are not dead. */
  void giveUp(NetworkRange range, long at) {
    NetworkSet given = new NetworkSet();
    given.add(range);
    dead = dead.union(given).minus(state.seen());
    updatedAt = Math.max(updatedAt, at);
  }

  /** Notes that a sweep wants the cell; its latest record counts. */
  void want(Cell cell, long at) {
    wanting.put(cell.getSweep(), cell);
    updatedAt = Math.max(updatedAt, at);
  }

  /** Notes that a sweep was purged. */
  void unwant(String sweep) {
    wanting.remove(sweep);
  }

  /** Sweeps that want the cell, by name. */
  SortedMap<String, Cell> wanting() {
    return wanting;
  }

  /** What the cell contributes to the account of a sweep. */
  SweepAccount account(String sweep) {
    Cell cell = wanting.get(sweep);
    if (cell == null) {
      return SweepAccount.ZERO;
    }
    int wanted = cell.getNetworks();
    int done = state.seen().sizeBelow(wanted);
    return new SweepAccount(
        1,
        done == wanted ? 1 : 0,
        wanted,
        done,
        dead.sizeBelow(wanted),
        state.trials(),
        nanos,
        updatedAt);
  }

  /** The summary; empty as long as no record defines the cell. */
  Optional<CellSummary> summary() {
    return definer()
        .map(
            cell ->
                state.summary(
                    Definitions.toSpec(cell.getDefinition()),
                    StatisticsRecords.toTheory(cell.getTheory())));
  }

  /** The record of a summary of this entry. */
  Optional<Statistics> statistics(CellSummary summary) {
    return definer().map(cell -> StatisticsRecords.toRecord(cell, summary, state.seen(), dead));
  }

  /** Whether anything has been computed or given up. */
  boolean hasNews() {
    return state.trials() > 0 || dead.size() > 0;
  }

  CellState state() {
    return state;
  }

  NetworkSet dead() {
    return dead;
  }

  long nanos() {
    return nanos;
  }

  long updatedAt() {
    return updatedAt;
  }

  /** All sweeps that want a cell define it alike; the first by name speaks. */
  private Optional<Cell> definer() {
    return wanting.isEmpty() ? Optional.empty() : Optional.of(wanting.get(wanting.firstKey()));
  }
}
