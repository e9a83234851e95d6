package onestep.worker.backend.cuda;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Has members wait for one another, so that what they ask for is done for all of them at once, by
 * the thread of one of them.
 *
 * <p>A round begins when all members that are present have asked, or when nobody new has for a
 * while: whoever is missing then is away, and is not waited for until it comes again. So a member
 * that computes on the host for long, that has nothing to do or that hangs costs the others one
 * such while.
 *
 * @param <T> a member's request; the same object each time
 */
final class Lockstep<T> {

  private final Consumer<List<T>> together;
  private final long patienceNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<T> present = Collections.newSetFromMap(new IdentityHashMap<>());
  private List<Turn<T>> waiting = new ArrayList<>();
  private boolean playing;
  private long lastArrival;

  /** A member's wait for a round. */
  private static final class Turn<T> {
    final T member;
    boolean done;
    Throwable failure;

    Turn(T member) {
      this.member = member;
    }
  }

  /**
   * A lockstep without members.
   *
   * @param together does what some members ask for; never called twice at a time. If it throws, all
   *     of them get that
   * @param patience for how long nobody must come before those missing are away
   */
  Lockstep(Consumer<List<T>> together, Duration patience) {
    this.together = together;
    this.patienceNanos = patience.toNanos();
  }

  /** Asks, and waits until it has been done. An interrupt is kept for later. */
  void arrive(T member) {
    Turn<T> turn = new Turn<>(member);
    boolean interrupted = false;
    lock.lock();
    try {
      present.add(member);
      waiting.add(turn);
      lastArrival = System.nanoTime();
      while (!turn.done) {
        long left = lastArrival + patienceNanos - System.nanoTime();
        if (!playing && (waiting.size() >= present.size() || left <= 0)) {
          play();
        } else if (!playing && waiting.get(0) == turn) {
          try {
            changed.await(left, TimeUnit.NANOSECONDS);
          } catch (InterruptedException e) {
            interrupted = true;
          }
        } else {
          changed.awaitUninterruptibly();
        }
      }
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    rethrow(turn.failure);
  }

  /** Ends a membership; the others go on without it. */
  void leave(T member) {
    lock.lock();
    try {
      present.remove(member);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many wait for the next round. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Plays for all who wait, with the lock released meanwhile. */
  private void play() {
    List<Turn<T>> turns = waiting;
    List<T> members = turns.stream().map(turn -> turn.member).toList();
    waiting = new ArrayList<>();
    present.clear();
    present.addAll(members);
    playing = true;
    Throwable failure = null;
    lock.unlock();
    try {
      together.accept(members);
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      lock.lock();
      playing = false;
      for (Turn<T> turn : turns) {
        turn.done = true;
        turn.failure = failure;
      }
      changed.signalAll();
    }
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }
}
