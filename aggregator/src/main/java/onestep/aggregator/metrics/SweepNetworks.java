package onestep.aggregator.metrics;

import java.time.Duration;
import java.time.Instant;
import onestep.contract.record.Progress;
import onestep.contract.record.SweepState;

/**
 * What became of the networks of a sweep: wanted = done + dead + outstanding + cancelled +
 * unpublished.
 */
record SweepNetworks(
    long wanted, long done, long dead, long outstanding, long cancelled, long unpublished) {

  /** Series of a sweep that is over stay for so long: dashboards show its end. */
  private static final Duration FAREWELL = Duration.ofMinutes(15);

  static SweepNetworks of(Progress progress) {
    long open = progress.getPublished() - progress.getDone() - progress.getDead();
    boolean cancelled = isCancelled(progress.getState());
    return new SweepNetworks(
        progress.getWanted(),
        progress.getDone(),
        progress.getDead(),
        cancelled ? 0 : open,
        cancelled ? open : 0,
        progress.getWanted() - progress.getPublished());
  }

  /** Networks done or dead over networks wanted; 1 where none is wanted. */
  double progress() {
    return wanted == 0 ? 1 : (double) (done + dead) / wanted;
  }

  /** Whether a sweep has ended, and did so a while ago. */
  static boolean isOver(
      SweepState state, long wanted, long settled, Instant updatedAt, Instant now) {
    return (isCancelled(state) || settled >= wanted) && updatedAt.plus(FAREWELL).isBefore(now);
  }

  private static boolean isCancelled(SweepState state) {
    return state == SweepState.CANCELLED || state == SweepState.PURGED;
  }
}
