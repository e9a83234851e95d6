package onestep.worker.slots;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkRange;
import onestep.worker.attack.TrialFailure;
import onestep.worker.attack.TrialRunner;
import onestep.worker.backend.Backend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compute threads of a worker, each with a backend of its own.
 *
 * <p>Computations are served in the order of their submission, network by network: all slots work
 * on the first one, and those that find nothing left of it go on with the next. Rows are functions
 * of (cell, network), so they depend neither on the number of slots nor on who runs what.
 */
public final class Slots implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Slots.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final TrialRunner runner;
  private final Supplier<Backend> backends;
  private final MemoryBudget memory;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Computation> pending = new ArrayDeque<>();
  private final LongAdder busyNanos = new LongAdder();
  private boolean closed;

  private record Claim(Computation computation, int network) {}

  /**
   * Starts the threads.
   *
   * @param slots networks computed at once, at least 1
   * @param memoryBytes memory that the networks in flight may use together
   * @param backends makes the backend of each slot, on its thread
   */
  public Slots(int slots, long memoryBytes, TrialRunner runner, Supplier<Backend> backends) {
    this.runner = runner;
    this.backends = backends;
    this.memory = new MemoryBudget(memoryBytes);
    for (int slot = 0; slot < slots; slot++) {
      Thread thread = new Thread(new Slot(), "slot-" + slot);
      thread.setDaemon(true); // a long network must not keep a stopped process alive
      threads.add(thread);
      thread.start();
    }
  }

  /** Whether a network that needs this much memory can run here at all. */
  public boolean fits(long bytesPerNetwork) {
    return memory.fits(bytesPerNetwork);
  }

  /**
   * Queues a range of networks.
   *
   * @param bytesPerNetwork upper bound of the memory of one network
   * @param wanted asked before each network; false ends the computation with {@link
   *     NoLongerWantedException}
   * @throws IllegalArgumentException if such a network does not {@link #fits fit}
   * @throws IllegalStateException after {@link #close}
   */
  public Computation submit(
      CellSpec cell, NetworkRange range, long bytesPerNetwork, BooleanSupplier wanted) {
    if (!fits(bytesPerNetwork)) {
      throw new IllegalArgumentException(
          "a network of " + bytesPerNetwork + " bytes does not fit this worker's memory");
    }
    Computation computation = new Computation(cell, range, bytesPerNetwork, wanted);
    synchronized (pending) {
      if (closed) {
        throw new IllegalStateException("the slots are closed");
      }
      pending.add(computation);
      pending.notifyAll();
    }
    return computation;
  }

  /** Time spent computing, summed over slots. */
  public Duration busy() {
    return Duration.ofNanos(busyNanos.sum());
  }

  /**
   * Cancels what is queued and ends the threads; a network that runs ends its thread when it is
   * done.
   */
  @Override
  public void close() {
    synchronized (pending) {
      closed = true;
      pending.forEach(Computation::cancel);
      pending.clear();
      pending.notifyAll();
    }
    threads.forEach(Thread::interrupt);
    long deadline = System.nanoTime() + CLOSE_PATIENCE.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next network to run; null once closed. */
  private Claim take() throws InterruptedException {
    synchronized (pending) {
      while (!closed) {
        Computation first = pending.peek();
        if (first == null) {
          pending.wait();
          continue;
        }
        OptionalInt network = first.next();
        if (network.isPresent()) {
          return new Claim(first, network.getAsInt());
        }
        pending.remove();
      }
      return null;
    }
  }

  /** One compute thread and its backend. */
  private final class Slot implements Runnable {

    private Backend backend;

    @Override
    public void run() {
      try {
        for (Claim claim = take(); claim != null; claim = take()) {
          run(claim.computation(), claim.network());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // closed
      } finally {
        discardBackend();
      }
    }

    private void run(Computation computation, int network) throws InterruptedException {
      long bytes = computation.bytesPerNetwork();
      try {
        memory.acquire(bytes);
      } catch (InterruptedException e) {
        computation.cancel();
        throw e;
      }
      try {
        if (computation.isWanted()) {
          compute(computation, network);
        }
      } finally {
        memory.release(bytes);
      }
    }

    private void compute(Computation computation, int network) {
      long start = System.nanoTime();
      try {
        if (backend == null) {
          backend = backends.get();
        }
        computation.finish(runner.run(computation.cell(), network, backend));
      } catch (TrialFailure e) {
        computation.fail(e);
      } catch (Throwable e) {
        computation.fail(e);
        // Whatever it was, memory it ran out of included, the next network gets a clean backend.
        discardBackend();
      } finally {
        busyNanos.add(System.nanoTime() - start);
      }
    }

    private void discardBackend() {
      Backend discarded = backend;
      backend = null;
      if (discarded != null) {
        try {
          discarded.close();
        } catch (RuntimeException e) {
          log.warn("backend_close_failed slot={}", Thread.currentThread().getName(), e);
        }
      }
    }
  }
}
