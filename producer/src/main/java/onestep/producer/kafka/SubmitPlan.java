package onestep.producer.kafka;

import java.time.Instant;
import java.util.Optional;
import onestep.contract.record.SweepState;
import onestep.producer.sweep.Sweep;

/**
 * What a submit has to do, decided from the latest record of the sweep alone.
 *
 * @param kind why
 * @param epoch epoch of the tasks
 * @param opened when the epoch was opened
 * @param cursor where publishing starts
 */
public record SubmitPlan(Kind kind, int epoch, Instant opened, Cursor cursor) {

  /** Why a submit does what it does. */
  public enum Kind {
    /** The cluster does not know the sweep: everything is published. */
    FIRST,
    /** A submit of the same sweep was interrupted: it is completed. */
    CONTINUED,
    /** The same sweep is published completely: nothing is done. */
    COMPLETE,
    /** Another sweep of this name, or a stopped one: a new epoch asks for what is missing. */
    REOPENED,
    /** A paused or cancelled sweep is to stay so: nothing is done. */
    STOPPED
  }

  /**
   * The decision.
   *
   * @param latest the latest record under the sweep's name, if there is any
   * @param now the time at which a new epoch opens
   */
  static SubmitPlan of(Sweep sweep, Optional<onestep.contract.record.Sweep> latest, Instant now) {
    if (latest.isEmpty()) {
      return new SubmitPlan(Kind.FIRST, 1, now, Cursor.START);
    }
    onestep.contract.record.Sweep known = latest.get();
    if (known.getState() == SweepState.PURGED) {
      // Its record stays for its epoch: what is left of its tasks must not become current again.
      return new SubmitPlan(Kind.FIRST, known.getEpoch() + 1, now, Cursor.START);
    }
    if (known.getState() != SweepState.RUNNING || !isSame(sweep, known)) {
      return reopen(known, now);
    }
    Cursor cursor =
        new Cursor(
            known.getPublishedCells(), known.getPublishedNetworks(), known.getPublishedTasks());
    Kind kind = cursor.cells() < sweep.cells() ? Kind.CONTINUED : Kind.COMPLETE;
    return new SubmitPlan(kind, known.getEpoch(), known.getSubmittedAt(), cursor);
  }

  /** The same, but a sweep that was paused or cancelled stays so. */
  static SubmitPlan unlessStopped(
      Sweep sweep, Optional<onestep.contract.record.Sweep> latest, Instant now) {
    return latest
        .filter(SubmitPlan::isStopped)
        .map(
            known ->
                new SubmitPlan(
                    Kind.STOPPED, known.getEpoch(), known.getSubmittedAt(), Cursor.START))
        .orElseGet(() -> of(sweep, latest, now));
  }

  /** A new epoch for what is missing of a published sweep. */
  static SubmitPlan reopen(onestep.contract.record.Sweep known, Instant now) {
    return new SubmitPlan(Kind.REOPENED, known.getEpoch() + 1, now, Cursor.START);
  }

  /** Whether a new epoch has to be opened before anything is published. */
  boolean opensEpoch() {
    return kind == Kind.FIRST || kind == Kind.REOPENED;
  }

  /** Whether there is nothing to publish. */
  boolean isNothing() {
    return kind == Kind.COMPLETE || kind == Kind.STOPPED;
  }

  private static boolean isStopped(onestep.contract.record.Sweep known) {
    return known.getState() == SweepState.PAUSED || known.getState() == SweepState.CANCELLED;
  }

  private static boolean isSame(Sweep sweep, onestep.contract.record.Sweep known) {
    return known.getSpecification().equals(sweep.specification())
        && known.getCells() == sweep.cells()
        && known.getNetworks() == sweep.networks();
  }
}
