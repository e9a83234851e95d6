package onestep.worker.slots;

import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Queue;

/** Computations with networks left to begin, in the order of their submission. */
final class Pending {

  private final Queue<Computation> computations = new ArrayDeque<>();
  private int waiting;
  private boolean closed;

  /** A network to run. */
  record Claim(Computation computation, int network) {}

  /**
   * Adds a computation.
   *
   * @throws IllegalStateException after {@link #close}
   */
  synchronized void add(Computation computation) {
    if (closed) {
      throw new IllegalStateException("the slots are closed");
    }
    computations.add(computation);
    notifyAll();
  }

  /** Waits for the next network to run; null once closed. */
  synchronized Claim take() throws InterruptedException {
    while (!closed) {
      Computation first = computations.peek();
      if (first == null) {
        waiting++;
        try {
          wait();
        } finally {
          waiting--;
        }
        continue;
      }
      OptionalInt network = first.next();
      if (network.isPresent()) {
        return new Claim(first, network.getAsInt());
      }
      computations.remove();
    }
    return null;
  }

  /** Threads that wait for work. */
  synchronized int waiting() {
    return waiting;
  }

  /** Cancels what is queued. */
  synchronized void close() {
    closed = true;
    computations.forEach(Computation::cancel);
    computations.clear();
    notifyAll();
  }
}
