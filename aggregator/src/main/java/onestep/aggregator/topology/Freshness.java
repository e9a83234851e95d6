package onestep.aggregator.topology;

import java.time.Duration;

/**
 * Tells reading what just happened from reading the past. An aggregator that is rebuilt, or far
 * behind, meets rounds whose networks were computed long ago: their rows are still to come, and
 * must not be asked for a second time.
 */
final class Freshness {

  /** Age of a record that may still be called new, clocks of several machines considered. */
  static final Duration NEW = Duration.ofSeconds(10);

  /**
   * Age of a record that was unread rather than is read again: results that came while no
   * aggregator ran are still to be checked, those that an aggregator rebuilt reads were once.
   */
  static final Duration RECENT = Duration.ofMinutes(10);

  private boolean fresh;
  private boolean recent;
  private boolean read;

  /** A record was read. */
  void read(long timestamp, long now) {
    read = true;
    fresh = now - timestamp <= NEW.toMillis();
    recent = now - timestamp <= RECENT.toMillis();
  }

  /** Whether the record read last was new. */
  boolean isFresh() {
    return fresh;
  }

  /** Whether it may never have been read before. */
  boolean isRecent() {
    return recent;
  }

  /** Whether nothing old was read since this was asked last: then nothing old is left. */
  boolean isCaughtUp() {
    boolean caughtUp = fresh || !read;
    read = false;
    return caughtUp;
  }
}
