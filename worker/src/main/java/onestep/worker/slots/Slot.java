package onestep.worker.slots;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import onestep.worker.attack.TrialFailure;
import onestep.worker.attack.TrialRunner;
import onestep.worker.backend.Backend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One compute thread and its backend. */
final class Slot implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(Slot.class);

  private final Work work;
  private final String name;
  private final LongAdder busyNanos = new LongAdder();
  private Backend backend;

  /**
   * What slots share.
   *
   * @param pending where the next network comes from
   * @param runner runs it
   * @param backends makes a backend
   * @param memory admits it
   * @param limit watches it
   */
  record Work(
      Pending pending,
      TrialRunner runner,
      Supplier<Backend> backends,
      MemoryBudget memory,
      TimeLimit limit) {}

  /** A slot whose thread is not started yet. */
  Slot(Work work, String name) {
    this.work = work;
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Time that its thread has spent computing, in nanoseconds; a network counts when it ends. */
  long busyNanos() {
    return busyNanos.sum();
  }

  @Override
  public void run() {
    try {
      boolean mine = true;
      while (mine) {
        Pending.Claim claim = work.pending().take();
        mine = claim != null && run(claim.computation(), claim.network());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } finally {
      discardBackend();
    }
  }

  /**
   * Gives its thread up, which ends with the network that it is stuck in; false if it has just
   * ended that. The budget has the network's memory back, although its blocks live on: otherwise
   * large networks could never run here again.
   */
  boolean giveUp(RunningNetwork stuck) {
    boolean first = stuck.leave();
    if (first) {
      work.memory().release(stuck.bytes());
    }
    return first;
  }

  /** Runs a network; false if the thread was given up meanwhile. */
  private boolean run(Computation computation, int network) throws InterruptedException {
    long bytes = computation.bytesPerNetwork();
    try {
      work.memory().acquire(bytes);
    } catch (InterruptedException e) {
      computation.cancel();
      throw e;
    }
    RunningNetwork running = new RunningNetwork(computation, network, this);
    boolean mine;
    try {
      if (computation.isWanted()) {
        work.limit().begin(running);
        compute(computation, network);
      }
    } finally {
      work.limit().end(running);
      mine = running.leave();
      if (mine) {
        work.memory().release(bytes);
      }
    }
    return mine;
  }

  private void compute(Computation computation, int network) {
    long start = System.nanoTime();
    try {
      if (backend == null) {
        backend = work.backends().get();
      }
      computation.finish(work.runner().run(computation.cell(), network, backend));
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
        log.warn("backend_close_failed slot={} error=\"{}\"", name, e.toString());
      }
    }
  }
}
