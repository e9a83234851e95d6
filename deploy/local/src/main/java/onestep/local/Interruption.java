package onestep.local;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns Ctrl-C and a request to end (SIGTERM) into an interrupt of the thread that works, and keeps
 * the process alive until it has put things away.
 */
public final class Interruption {

  private static final Logger log = LoggerFactory.getLogger(Interruption.class);
  private static final int PATIENCE_SECONDS = 30;

  /** The exit code of interrupted work, as shells have it for SIGINT. */
  public static final int EXIT_CODE = 130;

  private Interruption() {}

  /** Work that an interrupt ends early. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does it.
     *
     * @return the exit code
     */
    int run();
  }

  /** Does the work in this thread, interruptible by a request to end. */
  public static int guard(Work work) {
    Thread worker = Thread.currentThread();
    CountDownLatch putAway = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              worker.interrupt();
              await(putAway);
            },
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.run();
    } finally {
      putAway.countDown();
      remove(hook);
    }
  }

  private static void await(CountDownLatch putAway) {
    try {
      if (!putAway.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("not_put_away seconds={}", PATIENCE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      log.debug("hook_kept reason=\"the process is ending, which ran it\"");
    }
  }
}
