package onestep.aggregator.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import onestep.contract.record.SweepState;

/**
 * How far a sweep is.
 *
 * @param name name of the sweep
 * @param epoch its epoch
 * @param state its wanted state
 * @param cells cells of the whole sweep
 * @param completeCells cells whose wanted networks are all done
 * @param wanted networks of the whole sweep, without those spared
 * @param spared networks that stop rules will not ask for
 * @param published networks of the cells published
 * @param done networks whose rows are in
 * @param dead networks in dead letters whose rows are not in
 * @param checked networks that a second worker has computed too
 * @param disagreeing of these, networks that the two did not compute alike
 * @param trials trials of its cells
 * @param computeSeconds compute time of its cells' results, in slot seconds
 * @param networksPerSecond recent rate, or NaN as long as there is none
 * @param settled whether nothing more will come: every network is done or dead, and the statistics
 *     of every cell in the same view cover them
 * @param submittedAt when the epoch was opened
 * @param updatedAt time of the newest record accounted for
 */
public record SweepStatus(
    String name,
    int epoch,
    SweepState state,
    long cells,
    long completeCells,
    long wanted,
    long spared,
    long published,
    long done,
    long dead,
    long checked,
    long disagreeing,
    long trials,
    double computeSeconds,
    double networksPerSecond,
    boolean settled,
    Instant submittedAt,
    Instant updatedAt) {

  /** What became of its networks. */
  public SweepNetworks networks() {
    return new SweepNetworks(state, wanted, published, done, dead);
  }

  /** As {@link SweepNetworks#outstanding}. */
  public long outstanding() {
    return networks().outstanding();
  }

  /** As {@link SweepNetworks#cancelled}. */
  public long cancelled() {
    return networks().cancelled();
  }

  /** As {@link SweepNetworks#unpublished}. */
  public long unpublished() {
    return networks().unpublished();
  }

  /** Time left at the recent rate; empty where there is no rate. */
  public Optional<Duration> remaining() {
    long left = outstanding() + unpublished();
    if (left == 0) {
      return Optional.of(Duration.ZERO);
    }
    return networksPerSecond > 0
        ? Optional.of(Duration.ofMillis(Math.round(1000 * left / networksPerSecond)))
        : Optional.empty();
  }
}
