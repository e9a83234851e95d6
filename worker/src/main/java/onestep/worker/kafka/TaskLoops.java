package onestep.worker.kafka;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import onestep.contract.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumers of one queue, as many as its tasks need. Two hold a task each always: the slots
 * work on one, and have the other when its networks run out, while the first is acknowledged and
 * the next one fetched. Tasks of fewer networks than slots need more of them, so more are started
 * while slots wait although every consumer holds a task, up to a limit; those end when no tasks
 * come. A broker limits the members of a group, so a worker does not have more than it needs.
 *
 * <p>Safe for use by several threads.
 */
final class TaskLoops {

  /** Consumers that a queue has always, unless fewer are allowed. */
  static final int FEWEST = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(TaskLoops.class);

  private final String name;
  private final int most;
  private final IntFunction<? extends Loop> loops;
  private final IntSupplier waitingSlots;
  private final List<Running> running = new ArrayList<>();
  private boolean wasShort;

  /** A consumer of tasks, one at a time. */
  interface Loop extends Runnable {

    /** Whether it has a task in its hands. */
    boolean isHolding();

    /** Whether its consumer is a member of the group, with partitions. */
    boolean isMember();

    /** For how long it should have come round; zero if all is well. */
    Duration overdue();
  }

  private record Running(int number, Loop loop, Thread thread) {}

  /**
   * Loops that are not started yet.
   *
   * @param name of the queue, which its threads are called after
   * @param most loops at once, at least 1
   * @param loops makes the loop of a number
   * @param waitingSlots how many slots have nothing to do now
   */
  TaskLoops(String name, int most, IntFunction<? extends Loop> loops, IntSupplier waitingSlots) {
    this.name = name;
    this.most = most;
    this.loops = loops;
    this.waitingSlots = waitingSlots;
  }

  /** How long the loop of this number goes on when no tasks come. */
  static Duration patience(int number) {
    return number < FEWEST ? ChronoUnit.FOREVER.getDuration() : PATIENCE;
  }

  /** Starts those that there are always. */
  synchronized void start() {
    start(Math.min(FEWEST, most));
  }

  /**
   * Starts more if slots had nothing to do at the last look either: between two tasks they wait for
   * a moment, and then have the next.
   */
  synchronized void look() {
    running.removeIf(loop -> !loop.thread().isAlive());
    int waiting = waitingSlots.getAsInt();
    boolean isShort = waiting > 0 && running.stream().map(Running::loop).allMatch(Loop::isHolding);
    if (isShort && wasShort) {
      start(Math.min(waiting, most - running.size()));
    }
    wasShort = isShort;
  }

  /** Whether tasks come: one of them is in the group. */
  synchronized boolean isServing() {
    return running.stream().map(Running::loop).anyMatch(Loop::isMember);
  }

  /** For how long one of those that run should have come round; zero if all is well. */
  synchronized Duration overdue() {
    return running.stream()
        .filter(loop -> loop.thread().isAlive())
        .map(loop -> loop.loop().overdue())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** How many there are. */
  synchronized int size() {
    return running.size();
  }

  /** Waits until all have ended; false if they did not in time. */
  boolean join(long deadlineNanos) throws InterruptedException {
    boolean ended = true;
    for (Thread thread : threads()) {
      thread.join(Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000));
      ended &= !thread.isAlive();
    }
    return ended;
  }

  /** Ends their waiting. */
  void interrupt() {
    threads().forEach(Thread::interrupt);
  }

  private synchronized List<Thread> threads() {
    return running.stream().map(Running::thread).toList();
  }

  private void start(int count) {
    for (int i = 0; i < count; i++) {
      int number = IntStream.iterate(0, n -> n + 1).filter(this::isFree).findFirst().orElseThrow();
      Loop loop = loops.apply(number);
      Thread thread = DaemonThreads.of(name + "-" + number, loop);
      running.add(new Running(number, loop, thread));
      thread.start();
    }
    if (count > 0) {
      log.debug("consumers queue={} count={}", name, running.size());
    }
  }

  private boolean isFree(int number) {
    return running.stream().noneMatch(loop -> loop.number() == number);
  }
}
