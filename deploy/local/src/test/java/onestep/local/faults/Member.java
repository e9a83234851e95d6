package onestep.local.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.function.IntFunction;
import onestep.local.Program;

/**
 * A process that is started again whenever it has ended, unless it is held down. Safe for use by
 * several threads.
 */
final class Member implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final String name;
  private final IntFunction<Program> launch;
  private Program program;
  private Program told;
  private int starts;
  private int endsByItself;
  private int holders;
  private boolean closed;

  /**
   * A process that is not started yet.
   *
   * @param launch starts it, for the how-manieth time
   */
  Member(String name, IntFunction<Program> launch) {
    this.name = name;
    this.launch = launch;
  }

  String name() {
    return name;
  }

  /** Starts it if it has ended and nobody holds it down; a tick of its supervisor. */
  synchronized void tend() {
    if (closed || holders > 0 || (program != null && program.isAlive())) {
      return;
    }
    if (program != told) {
      endsByItself++;
    }
    program = launch.apply(starts++);
  }

  /** How often it has ended although nobody ended it. */
  synchronized int endsByItself() {
    return endsByItself;
  }

  /** Ends it by SIGKILL, and holds it down. */
  void kill() throws InterruptedException {
    down().kill();
  }

  /** Asks it to end by SIGTERM and waits until it has, and holds it down. */
  void stop() throws InterruptedException {
    Program told = down();
    told.terminate();
    told.await(PATIENCE);
  }

  private synchronized Program down() {
    holders++;
    told = program;
    return program;
  }

  /** Lets it be started again. */
  synchronized void release() {
    holders--;
  }

  /** Suspends it by SIGSTOP; the answer lets it go on, if it is still there. */
  Runnable freeze() {
    long pid = pid();
    signal("STOP", pid);
    return () -> signal("CONT", pid);
  }

  private synchronized long pid() {
    return program.pid();
  }

  private static void signal(String signal, long pid) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new IllegalStateException("cannot send SIG" + signal + " to " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (program != null) {
      program.close();
    }
  }
}
