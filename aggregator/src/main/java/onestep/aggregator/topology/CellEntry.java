package onestep.aggregator.topology;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import onestep.aggregator.statistics.CellState;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.aggregator.statistics.StopDecision;
import onestep.aggregator.statistics.StopStatus;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;
import onestep.contract.kafka.Definitions;
import onestep.contract.kafka.Tasks;
import onestep.contract.record.Cell;
import onestep.contract.record.Result;
import onestep.contract.record.Statistics;

/**
 * All that is known of one cell: the state of its statistics, its dead networks, and the sweeps
 * that want it. Results may come before the record that defines the cell. Mutable; not safe for use
 * by several threads.
 */
final class CellEntry {

  private final CellState state;
  private final SortedMap<String, Cell> wanting;
  private final SortedMap<String, DeadNetworks> dead;
  private final CellChecks checks;

  /** By sweep; of those only that have a stop rule. */
  private final SortedMap<String, Rounds> rounds;

  private long nanos;
  private long updatedAt;

  CellEntry() {
    this(
        new CellState(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new CellChecks(), 0, 0);
  }

  CellEntry(
      CellState state,
      SortedMap<String, DeadNetworks> dead,
      SortedMap<String, Cell> wanting,
      SortedMap<String, Rounds> rounds,
      CellChecks checks,
      long nanos,
      long updatedAt) {
    this.state = state;
    this.dead = dead;
    this.wanting = wanting;
    this.checks = checks;
    this.rounds = rounds;
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
      rounds.values().forEach(each -> each.add(row));
    }
    if (added > 0) {
      dead.replaceAll(
          (sweep, given) -> new DeadNetworks(given.epoch(), given.networks().minus(state.seen())));
      nanos += Math.round((double) taskNanos * added / rows.size());
      updatedAt = Math.max(updatedAt, at);
    }
    return added;
  }

  /**
   * Adds the check of a result, which has no rows.
   *
   * @return disagreements about networks that were not known to disagree
   */
  List<Disagreement> check(Result result) {
    List<Disagreement> news = checks.add(result);
    updatedAt = Math.max(updatedAt, result.getCompletedAt().toEpochMilli());
    return news;
  }

  /**
   * Notes networks that an epoch of a sweep has given up; those whose rows are in, or come later,
   * are not dead. A letter of an earlier epoch than the latest says nothing: the latest has tasks
   * of its own for those networks.
   */
  void giveUp(SweepEpoch by, NetworkRange range, long at) {
    DeadNetworks known = dead.get(by.sweep());
    Cell wanted = wanting.get(by.sweep());
    if ((known != null && known.epoch() > by.epoch())
        || (wanted != null && wanted.getEpoch() > by.epoch())) {
      return;
    }
    NetworkSet given = new NetworkSet();
    given.add(range);
    if (known != null && known.epoch() == by.epoch()) {
      given = given.union(known.networks());
    }
    dead.put(by.sweep(), new DeadNetworks(by.epoch(), given.minus(state.seen())));
    updatedAt = Math.max(updatedAt, at);
  }

  /**
   * Notes that a sweep wants the cell; its latest record counts. A new epoch tries again what the
   * one before has given up.
   */
  void want(Cell cell, long at) {
    dead.computeIfPresent(
        cell.getSweep(),
        (sweep, given) ->
            given.epoch() < cell.getEpoch()
                ? new DeadNetworks(cell.getEpoch(), new NetworkSet())
                : given);
    wanting.put(cell.getSweep(), cell);
    rounds.compute(
        cell.getSweep(),
        (sweep, known) ->
            StatisticsRecords.toRule(cell)
                .map(
                    rule -> {
                      if (known == null) {
                        return new Rounds(rule, cell.getEpoch());
                      }
                      known.goOn(rule, cell.getEpoch());
                      return known;
                    })
                .orElse(null));
    updatedAt = Math.max(updatedAt, at);
  }

  /** Notes that a sweep was purged. */
  void unwant(String sweep) {
    wanting.remove(sweep);
    dead.remove(sweep);
    rounds.remove(sweep);
  }

  /** Sweeps that want the cell, by name. */
  SortedMap<String, Cell> wanting() {
    return wanting;
  }

  /** Who wants the cell, and how much of it. */
  CellDemand demand() {
    return new CellDemand(
        wanting.keySet(), wanting.values().stream().mapToInt(Cell::getNetworks).max().orElse(0));
  }

  /** What the cell contributes to the accounts of the sweeps that want it, in their epochs. */
  SortedMap<SweepEpoch, SweepAccount> accounts() {
    SortedMap<SweepEpoch, SweepAccount> accounts = new TreeMap<>();
    wanting
        .values()
        .forEach(
            cell -> accounts.put(new SweepEpoch(cell.getSweep(), cell.getEpoch()), account(cell)));
    return accounts;
  }

  private SweepAccount account(Cell cell) {
    Rounds asking = rounds.get(cell.getSweep());
    int asked = asking == null ? cell.getNetworks() : asking.stopping().asked();
    NetworkSet counted = asking == null ? state.seen() : asking.stopping().counted();
    int done = counted.sizeBelow(asked);
    int given = deadOf(cell).minus(counted).sizeBelow(asked);
    boolean decided = asking == null || asking.stopping().decision() != StopDecision.OPEN;
    return new SweepAccount(
        1,
        decided && done == asked ? 1 : 0,
        asked,
        done,
        given,
        checks.checked().sizeBelow(asked),
        checks.disagreeing().sizeBelow(asked),
        // A round with dead networks is not looked at: no more will be asked for.
        decided || done + given == asked ? cell.getNetworks() - asked : 0,
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
    return definer()
        .map(
            cell ->
                StatisticsRecords.toRecord(cell, summary, state.seen(), dead(), stops(), checks));
  }

  /** Whether some sweep asks for networks of which no task was emitted. */
  boolean isDue() {
    return rounds.values().stream().anyMatch(Rounds::isDue);
  }

  /**
   * The next tasks of the sweeps that have a stop rule; they count as emitted from now on.
   *
   * @param most tasks of a sweep, at most; {@link #isDue} tells whether more are left
   */
  List<Update.OfTask> emitTasks(int most, Instant now) {
    List<Update.OfTask> tasks = new ArrayList<>();
    rounds.forEach(
        (sweep, asking) -> {
          Cell cell = wanting.get(sweep);
          asking
              .emit(cell.getTasks().getNetworks(), most)
              .forEach(
                  range ->
                      tasks.add(new Update.OfTask(Tasks.queue(cell), Tasks.of(cell, range, now))));
        });
    return tasks;
  }

  /** Where the stop rules stand. */
  private SortedMap<SweepEpoch, StopStatus> stops() {
    SortedMap<SweepEpoch, StopStatus> stops = new TreeMap<>();
    rounds.forEach(
        (sweep, asking) ->
            stops.put(new SweepEpoch(sweep, asking.epoch()), asking.stopping().status()));
    return stops;
  }

  /** Whether anything has ever been computed or given up. */
  boolean hasNews() {
    return state.trials() > 0 || !dead.isEmpty();
  }

  CellState state() {
    return state;
  }

  CellChecks checks() {
    return checks;
  }

  /** Networks that a sweep has given up in the epoch in which it wants the cell. */
  private NetworkSet dead() {
    return wanting.values().stream().map(this::deadOf).reduce(new NetworkSet(), NetworkSet::union);
  }

  private NetworkSet deadOf(Cell cell) {
    DeadNetworks given = dead.get(cell.getSweep());
    return given != null && given.epoch() == cell.getEpoch() ? given.networks() : new NetworkSet();
  }

  /** What each sweep has given up, whether or not its record has come. */
  SortedMap<String, DeadNetworks> deadBySweep() {
    return dead;
  }

  /** The rounds of the sweeps that want the cell under a stop rule, by sweep. */
  SortedMap<String, Rounds> rounds() {
    return rounds;
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
