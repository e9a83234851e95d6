package onestep.aggregator.view;

import onestep.contract.record.Progress;
import onestep.contract.record.SweepState;

/**
 * What became of the networks of a sweep: wanted = done + dead + outstanding + cancelled +
 * unpublished.
 *
 * @param state wanted state of the sweep
 * @param wanted networks of the whole sweep
 * @param published networks of the cells published
 * @param done networks whose rows are in
 * @param dead networks in dead letters whose rows are not in
 */
public record SweepNetworks(SweepState state, long wanted, long published, long done, long dead) {

  /** Those of an account. */
  public static SweepNetworks of(Progress progress) {
    return new SweepNetworks(
        progress.getState(),
        progress.getWanted(),
        progress.getPublished(),
        progress.getDone(),
        progress.getDead());
  }

  /** Networks published and neither done nor dead, of a sweep that goes on. */
  public long outstanding() {
    return isCancelled() ? 0 : published - done - dead;
  }

  /** Networks published and neither done nor dead, of a sweep that was cancelled. */
  public long cancelled() {
    return isCancelled() ? published - done - dead : 0;
  }

  /** Networks not published yet. */
  public long unpublished() {
    return wanted - published;
  }

  /** Networks done or dead over networks wanted; 1 where none is wanted. */
  public double progress() {
    return wanted == 0 ? 1 : (double) (done + dead) / wanted;
  }

  /** Whether nothing more is waited for. */
  public boolean isOver() {
    return isCancelled() || done + dead >= wanted;
  }

  private boolean isCancelled() {
    return state == SweepState.CANCELLED || state == SweepState.PURGED;
  }
}
