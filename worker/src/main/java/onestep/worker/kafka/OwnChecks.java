package onestep.worker.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides about checks of rows that this worker has computed itself: handed back, they come to
 * another one, if there is any that has time. Where several deliveries found none, the next ones
 * are not waited for, for a while: each delivery handed back costs a pause. Safe for use by several
 * threads.
 */
final class OwnChecks {

  /** Of two workers as idle as each other, one check in 2⁸ comes to the same one so often. */
  static final int MOST_DELIVERIES = 8;

  private static final Duration ALONE = Duration.ofMinutes(5);

  private final Clock clock;
  private Instant aloneUntil = Instant.MIN;

  OwnChecks(Clock clock) {
    this.clock = clock;
  }

  /**
   * Whether to hand a check back; otherwise nobody does it.
   *
   * @param deliveries of it, this one included
   */
  synchronized boolean isForAnother(int deliveries) {
    if (clock.instant().isBefore(aloneUntil)) {
      return false;
    }
    if (deliveries < MOST_DELIVERIES) {
      return true;
    }
    aloneUntil = clock.instant().plus(ALONE);
    return false;
  }
}
