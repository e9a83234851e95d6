package onestep.worker.backend.cuda;

import java.nio.BufferOverflowException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A context of a device that several backends share: what they wait for at the same time goes to
 * the device together, one launch doing the same operation for all of them, with one copy there,
 * one back and one wait.
 *
 * <p>A round that fails is the end of the session: whatever is played afterwards fails too. The
 * context goes with the last of its backends.
 */
final class Session {

  /**
   * Beyond what a network takes on the host between two results, so that few rounds miss somebody.
   */
  static final Duration PATIENCE = Duration.ofNanos(300_000);

  /** Beyond any operation: the largest product of a network takes seconds. */
  private static final Duration LONGEST_ROUND = Duration.ofMinutes(10);

  private final Counters counters;
  private final Context context;
  private final Stopwatch stopwatch;
  private final Kernels kernels;
  private final Transfers transfers;
  private final Lockstep<Script> lockstep;
  private volatile boolean broken;
  private int members;
  private boolean closed;

  /**
   * Opens a context.
   *
   * @param patience for how long nobody must ask before those who have not are not waited for
   * @throws DeviceException if the device gives none
   * @throws OutOfMemoryError if it has no memory for one
   */
  Session(CudaDevice device, Counters counters, Duration patience) {
    this.counters = counters;
    this.lockstep = new Lockstep<>(this::playAll, patience, LONGEST_ROUND);
    context = Context.open(device);
    stopwatch = new Stopwatch(context, counters);
    Kernels loaded = null;
    try {
      loaded = new Kernels(context, stopwatch, counters);
      transfers = new Transfers(context, counters);
    } catch (DeviceException | OutOfMemoryError e) {
      if (loaded != null) {
        loaded.close();
      }
      context.close();
      throw e;
    }
    kernels = loaded;
    counters.heldBytes.add(Transfers.DEVICE_BYTES);
  }

  /** A session of a device's own that a backend has joined. */
  static Session joined(CudaDevice device, Counters counters) {
    Session session = new Session(device, counters, PATIENCE);
    session.join();
    return session;
  }

  /** A backend more; false if it has to be of another session, because this one is over. */
  synchronized boolean join() {
    if (closed || broken) {
      return false;
    }
    members++;
    return true;
  }

  /** Backends that are in it, of which a broken one has none that counts. */
  synchronized int members() {
    return broken ? 0 : members;
  }

  /** A backend less. The last one closes the context, even a broken one. */
  void leave(Script script) {
    lockstep.leave(script);
    boolean last;
    synchronized (this) {
      last = --members == 0;
      closed |= last;
    }
    if (last) {
      close();
    }
  }

  private void close() {
    try {
      context.makeCurrent();
      transfers.close();
      stopwatch.close();
      kernels.close();
    } finally {
      counters.heldBytes.add(-Transfers.DEVICE_BYTES);
      context.close();
    }
  }

  CudaDevice device() {
    return context.device();
  }

  /** Makes its context the calling thread's, for calls other than {@link #play}. */
  void makeCurrent() {
    context.makeCurrent();
  }

  /** Plays a script together with others, waits for it, and leaves it with its results. */
  void play(Script script) {
    if (script.isEmpty()) {
      return;
    }
    try {
      lockstep.arrive(script);
    } catch (RuntimeException | Error e) {
      broken = true;
      throw e;
    }
  }

  private void playAll(List<Script> scripts) {
    context.makeCurrent();
    List<Script> some = new ArrayList<>();
    for (Script script : scripts) {
      if (!some.isEmpty() && !transfers.hold(some, script)) {
        playTogether(some);
        some.clear();
      }
      some.add(script);
    }
    playTogether(some);
  }

  private void playTogether(List<Script> scripts) {
    try {
      List<Merged> merged = Merged.of(scripts);
      List<DeviceAddress> structs = transfers.send(scripts, merged);
      for (int i = 0; i < merged.size(); i++) {
        kernels.launch(merged.get(i), structs.get(i));
      }
      transfers.receive(scripts);
      stopwatch.read();
    } catch (IllegalArgumentException | BufferOverflowException e) {
      // A mistake of one script, or ours: no input of the others is at fault.
      throw new DeviceException("what was queued cannot be sent: " + e.getMessage(), e);
    }
    if (broken) {
      throw new DeviceException(
          "another round of this session has failed, or been given up by those that waited for it");
    }
  }
}
