package onestep.aggregator.topology;

import java.util.ArrayList;
import java.util.List;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.aggregator.statistics.StopDecision;
import onestep.aggregator.statistics.Stopping;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;
import onestep.contract.cell.StopRule;

/**
 * The rounds of a cell that a sweep wants under a stop rule: what the rule asks for, and for which
 * networks of it tasks of the sweep's epoch were emitted. Mutable; not safe for use by several
 * threads.
 */
final class Rounds {

  private Stopping stopping;
  private int epoch;
  private NetworkSet emitted;

  /** Rounds of which nothing was asked yet. */
  Rounds(StopRule rule, int epoch) {
    this(new Stopping(rule), epoch, new NetworkSet());
  }

  Rounds(Stopping stopping, int epoch, NetworkSet emitted) {
    this.stopping = stopping;
    this.epoch = epoch;
    this.emitted = emitted;
  }

  /** Goes on in an epoch, under its rule. What an earlier one has emitted is skipped by workers. */
  void goOn(StopRule rule, int newEpoch) {
    stopping = stopping.under(rule);
    if (newEpoch != epoch) {
      epoch = newEpoch;
      emitted = new NetworkSet();
    }
  }

  void add(NetworkTrials row) {
    stopping.add(row);
  }

  /** Whether networks are asked for that were not emitted. */
  boolean isDue() {
    return due().size() > 0;
  }

  /**
   * The next tasks, which count as emitted from now on.
   *
   * @param networksPerTask most networks of a task
   * @param most tasks at most; {@link #isDue} tells whether more are left
   */
  List<NetworkRange> emit(int networksPerTask, int most) {
    List<NetworkRange> all = due().ranges(networksPerTask);
    List<NetworkRange> next = new ArrayList<>(all.subList(0, Math.min(most, all.size())));
    next.forEach(emitted::add);
    return next;
  }

  private NetworkSet due() {
    return stopping.decision() == StopDecision.OPEN
        ? NetworkSet.upTo(stopping.asked()).minus(stopping.counted()).minus(emitted)
        : new NetworkSet();
  }

  Stopping stopping() {
    return stopping;
  }

  int epoch() {
    return epoch;
  }

  NetworkSet emitted() {
    return emitted;
  }
}
