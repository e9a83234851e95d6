package onestep.worker.slots;

import java.time.Duration;

/** A network on a compute thread, from its beginning to its end. */
final class RunningNetwork {

  private final Computation computation;
  private final int network;
  private final Slot slot;
  private final Thread thread = Thread.currentThread();
  private final long startNanos = System.nanoTime();
  private boolean told;
  private boolean left;

  /** A network that begins on the calling thread, which is the slot's. */
  RunningNetwork(Computation computation, int network, Slot slot) {
    this.computation = computation;
    this.network = network;
    this.slot = slot;
  }

  Slot slot() {
    return slot;
  }

  /** Memory that it holds. */
  long bytes() {
    return computation.bytesPerNetwork();
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** Fails its computation, and interrupts its thread once. */
  synchronized void stop(Duration limit) {
    if (!left && !told) {
      told = true;
      computation.fail(new TimeLimitException(network, limit));
      thread.interrupt();
    }
  }

  /**
   * Ends it; true for whoever does so first: its thread, or the watch that gives the thread up. An
   * interrupt that was meant for this network is not left to the thread's next one.
   */
  synchronized boolean leave() {
    boolean first = !left;
    left = true;
    if (first && told && Thread.currentThread() == thread) {
      Thread.interrupted();
    }
    return first;
  }
}
