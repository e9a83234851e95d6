package onestep.worker.backend.cuda;

import java.util.concurrent.atomic.AtomicLong;

/** How much memory may be idle in the pools that share it; safe for use by several threads. */
final class IdleLimit {

  private final long bytes;
  private final AtomicLong idle = new AtomicLong();

  IdleLimit(long bytes) {
    this.bytes = bytes;
  }

  void add(long more) {
    idle.addAndGet(more);
  }

  boolean isExceeded() {
    return idle.get() > bytes;
  }
}
