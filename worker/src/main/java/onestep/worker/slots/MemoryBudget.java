package onestep.worker.slots;

import java.util.concurrent.Semaphore;

/**
 * Memory that the networks in flight may use together, in units of 1 MiB. Networks are admitted in
 * the order in which they ask, so that small ones do not starve a large one.
 */
final class MemoryBudget {

  /** Size of a unit in bytes; needs are rounded up to it and the budget down. */
  static final long UNIT_BYTES = 1L << 20;

  private final int total;
  private final Semaphore units;

  /** A budget of at least one unit. */
  MemoryBudget(long bytes) {
    if (bytes < UNIT_BYTES) {
      throw new IllegalArgumentException(
          "a memory budget must be at least " + UNIT_BYTES + " bytes, got " + bytes);
    }
    this.total = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT_BYTES);
    this.units = new Semaphore(total, true);
  }

  /** Whether a network of this size can ever be admitted. */
  boolean fits(long bytes) {
    return unitsOf(bytes) <= total;
  }

  /** Waits until there is room. Every call is paired with {@link #release}. */
  void acquire(long bytes) throws InterruptedException {
    units.acquire((int) unitsOf(bytes));
  }

  void release(long bytes) {
    units.release((int) unitsOf(bytes));
  }

  private static long unitsOf(long bytes) {
    return Math.max(1, bytes / UNIT_BYTES + (bytes % UNIT_BYTES == 0 ? 0 : 1));
  }
}
