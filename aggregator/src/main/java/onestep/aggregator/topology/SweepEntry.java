package onestep.aggregator.topology;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import onestep.contract.record.Progress;
import onestep.contract.record.Sweep;

/**
 * All that is known of one sweep: its record and the account of every partition, by epoch. Mutable;
 * not safe for use by several threads.
 */
final class SweepEntry {

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final SortedMap<Place, SweepAccount> accounts;
  private Sweep sweep;

  /** What an account is of. */
  record Place(int epoch, int partition) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byEpoch = Integer.compare(epoch, other.epoch);
      return byEpoch != 0 ? byEpoch : Integer.compare(partition, other.partition);
    }
  }

  SweepEntry() {
    this(null, new TreeMap<>());
  }

  SweepEntry(Sweep sweep, SortedMap<Place, SweepAccount> accounts) {
    this.sweep = sweep;
    this.accounts = accounts;
  }

  /** Notes the latest record, which ends earlier epochs; null once the sweep is purged. */
  void describe(Sweep latest) {
    sweep = latest;
    if (latest != null) {
      accounts.keySet().removeIf(place -> place.epoch() < latest.getEpoch());
    }
  }

  void account(PartitionAccount latest) {
    Place place = new Place(latest.epoch(), latest.partition());
    if (latest.account().cells() == 0 || (sweep != null && latest.epoch() < sweep.getEpoch())) {
      accounts.remove(place);
    } else {
      accounts.put(place, latest.account());
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

  SortedMap<Place, SweepAccount> accounts() {
    return accounts;
  }

  /** The accounting; empty as long as the sweep's record has not come. */
  Optional<Progress> progress() {
    if (sweep == null) {
      return Optional.empty();
    }
    SweepAccount total =
        accounts.entrySet().stream()
            .filter(account -> account.getKey().epoch() == sweep.getEpoch())
            .map(Map.Entry::getValue)
            .reduce(SweepAccount.ZERO, SweepAccount::plus);
    return Optional.of(
        Progress.newBuilder()
            .setSweep(sweep.getSweep())
            .setEpoch(sweep.getEpoch())
            .setState(sweep.getState())
            .setCells(sweep.getCells())
            .setCompleteCells(total.completeCells())
            .setWanted(sweep.getNetworks() - total.spared())
            .setPublished(total.published())
            .setDone(total.done())
            .setDead(total.dead())
            .setChecked(total.checked())
            .setDisagreeing(total.disagreeing())
            .setSpared(total.spared())
            .setTrials(total.trials())
            .setSeconds(total.nanos() / NANOS_PER_SECOND)
            .setUpdatedAt(
                Instant.ofEpochMilli(
                    Math.max(total.updatedAt(), sweep.getSubmittedAt().toEpochMilli())))
            .build());
  }
}
