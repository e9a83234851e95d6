package onestep.worker.kafka;

import java.time.Duration;

/** Pauses that double from 200 ms to 5 s. */
final class Backoff {

  private static final long FIRST_MILLIS = 200;
  private static final long LONGEST_MILLIS = 5_000;

  private Backoff() {}

  /** The pause after the n-th failure in a row, n from 1. */
  static Duration after(int failures) {
    int doublings = Math.min(Math.max(failures, 1) - 1, 10);
    return Duration.ofMillis(Math.min(LONGEST_MILLIS, FIRST_MILLIS << doublings));
  }
}
