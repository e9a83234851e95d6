package onestep.worker.slots;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkRange;
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
 *
 * <p>A network that exceeds the time limit fails with {@link TimeLimitException} and is
 * interrupted. If its thread does not even answer that, another takes its place.
 */
public final class Slots implements Computations, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Slots.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
  private static final Duration INTERRUPT_PATIENCE = Duration.ofSeconds(30);

  private final Limits limits;
  private final Slot.Work work;
  private final Pending pending = new Pending();
  private final MemoryBudget memory;
  private final TimeLimit timeLimit;
  private final List<Slot> slots = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final AtomicInteger stuck = new AtomicInteger();

  /**
   * What the networks in flight may use.
   *
   * @param memoryBytes memory of all together
   * @param time time of each
   * @param interruptPatience how long an interrupted network may take to end
   */
  public record Limits(long memoryBytes, Duration time, Duration interruptPatience) {

    /** Limits with a patience of 30 s. */
    public Limits(long memoryBytes, Duration time) {
      this(memoryBytes, time, INTERRUPT_PATIENCE);
    }
  }

  /**
   * Starts the threads.
   *
   * @param count networks computed at once, at least 1
   * @param backends makes the backend of each slot, on its thread
   */
  public Slots(int count, Limits limits, TrialRunner runner, Supplier<Backend> backends) {
    this.limits = limits;
    this.memory = new MemoryBudget(limits.memoryBytes());
    this.timeLimit = new TimeLimit(limits.time(), limits.interruptPatience(), this::replace);
    this.work = new Slot.Work(pending, runner, backends, memory, timeLimit);
    for (int slot = 0; slot < count; slot++) {
      start("slot-" + slot);
    }
  }

  @Override
  public boolean fits(long bytesPerNetwork) {
    return memory.fits(bytesPerNetwork);
  }

  @Override
  public Computation submit(
      CellSpec cell, NetworkRange range, long bytesPerNetwork, BooleanSupplier wanted) {
    if (!fits(bytesPerNetwork)) {
      throw new IllegalArgumentException(
          "a network of " + bytesPerNetwork + " bytes does not fit this worker's memory");
    }
    Computation computation = new Computation(cell, range, bytesPerNetwork, wanted);
    pending.add(computation);
    return computation;
  }

  /** How many have nothing to do now. */
  public int waiting() {
    return pending.waiting();
  }

  /** Time spent computing, summed over slots. */
  public Duration busy() {
    return Duration.ofNanos(slots.stream().mapToLong(Slot::busyNanos).sum());
  }

  /** Threads that were replaced because they did not end a network that took too long. */
  public int stuck() {
    return stuck.get();
  }

  /**
   * Cancels what is queued and ends the threads; a network that runs ends between two operations of
   * its backend.
   */
  @Override
  public void close() {
    pending.close();
    timeLimit.close();
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

  private void start(String name) {
    Slot slot = new Slot(work, name);
    Thread thread = new Thread(slot, name);
    thread.setDaemon(true); // a network that does not end must not keep a stopped process alive
    slots.add(slot);
    threads.add(thread);
    thread.start();
  }

  /** A new thread takes the place of one that is stuck, and its memory. */
  private void replace(RunningNetwork network) {
    Slot slot = network.slot();
    if (slot.giveUp(network)) {
      log.error(
          "slot_stuck slot={} stuck={} reason=\"a network took longer than {} and did not end when"
              + " interrupted; its thread runs on, beside a new one, until the worker is restarted\"",
          slot.name(),
          stuck.incrementAndGet(),
          limits.time());
      start(slot.name() + "+");
    }
  }
}
