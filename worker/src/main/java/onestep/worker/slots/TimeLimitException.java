package onestep.worker.slots;

import java.time.Duration;

/** Ends a computation with a network that takes longer than the worker's time limit. */
public final class TimeLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TimeLimitException(int network, Duration limit) {
    super(
        "network "
            + network
            + " takes longer than the time limit of "
            + limit
            + "; if it may, start workers with a larger --time-limit and retry");
  }
}
