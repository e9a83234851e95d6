package onestep.aggregator.topology;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import onestep.contract.record.Progress;
import onestep.contract.record.Sweep;

/**
 * All that is known of one sweep: its record and the account of every partition. Mutable; not safe
 * for use by several threads.
 */
final class SweepEntry {

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final SortedMap<Integer, SweepAccount> accounts;
  private Sweep sweep;

  SweepEntry() {
    this(null, new TreeMap<>());
  }

  SweepEntry(Sweep sweep, SortedMap<Integer, SweepAccount> accounts) {
    this.sweep = sweep;
    this.accounts = accounts;
  }

  /** Notes the latest record; null once the sweep is purged. */
  void describe(Sweep latest) {
    sweep = latest;
  }

  void account(PartitionAccount latest) {
    if (latest.account().cells() == 0) {
      accounts.remove(latest.partition());
    } else {
      accounts.put(latest.partition(), latest.account());
    }
  }

  /** Whether nothing is left of a purged sweep. */
  boolean isEmpty() {
    return sweep == null && accounts.isEmpty();
  }

  /** The record, if it has come. */
  Optional<Sweep> sweep() {
    return Optional.ofNullable(sweep);
  }

  SortedMap<Integer, SweepAccount> accounts() {
    return accounts;
  }

  /** The accounting; empty as long as the sweep's record has not come. */
  Optional<Progress> progress() {
    if (sweep == null) {
      return Optional.empty();
    }
    SweepAccount total = accounts.values().stream().reduce(SweepAccount.ZERO, SweepAccount::plus);
    return Optional.of(
        Progress.newBuilder()
            .setSweep(sweep.getSweep())
            .setEpoch(sweep.getEpoch())
            .setState(sweep.getState())
            .setCells(sweep.getCells())
            .setCompleteCells(total.completeCells())
            .setWanted(sweep.getNetworks())
            .setPublished(total.published())
            .setDone(total.done())
            .setDead(total.dead())
            .setTrials(total.trials())
            .setSeconds(total.nanos() / NANOS_PER_SECOND)
            .setUpdatedAt(
                Instant.ofEpochMilli(
                    Math.max(total.updatedAt(), sweep.getSubmittedAt().toEpochMilli())))
            .build());
  }
}
