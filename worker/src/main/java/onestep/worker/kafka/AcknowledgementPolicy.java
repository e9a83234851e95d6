package onestep.worker.kafka;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import onestep.contract.kafka.UnknownSchemaException;
import onestep.worker.attack.TrialFailure;
import onestep.worker.slots.NoLongerWantedException;
import onestep.worker.slots.TimeLimitException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Decides what becomes of a task that did not succeed.
 *
 * <p>What would fail again on any worker (a malformed task, a cell that the samplers refuse, a
 * trial with NaN or overflow, a network that takes too long, rows that no record can hold) is dead
 * at once. Everything else, such as memory that ran out or a broker that did not answer, is
 * released; but the broker silently drops a record that is released on its last permitted delivery,
 * so there it is dead as well.
 *
 * @param deliveryLimit deliveries after which the broker drops a task
 * @param schemaPatience how long a delivery waits for a schema that is not known yet. Its writer
 *     publishes it first, so waiting for ever would only block a consumer for a corrupt record
 */
record AcknowledgementPolicy(int deliveryLimit, Duration schemaPatience) {

  AcknowledgementPolicy {
    if (deliveryLimit < 1) {
      throw new IllegalArgumentException("delivery limit must be at least 1, got " + deliveryLimit);
    }
  }

  /**
   * Whether no delivery can follow this one. Then the dead letter is written before the task is
   * run, as a task that takes its worker down cannot write it afterwards; a result supersedes it.
   */
  boolean isLast(int deliveries) {
    return deliveries >= deliveryLimit;
  }

  /**
   * The end of a delivery that failed.
   *
   * @param deliveries deliveries so far, this one included
   */
  Settlement afterFailure(Throwable failure, int deliveries) {
    Throwable cause = cause(failure);
    if (cause instanceof NoLongerWantedException) {
      return Settlement.SKIPPED;
    }
    if (cause instanceof CancellationException) {
      return Settlement.RELEASED; // on a last delivery the letter is written already
    }
    return isPermanent(cause) || isLast(deliveries) ? Settlement.DEAD : Settlement.RELEASED;
  }

  /** What futures have wrapped. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static boolean isPermanent(Throwable failure) {
    return failure instanceof MalformedTaskException
        || failure instanceof TrialFailure
        || failure instanceof TimeLimitException
        || failure instanceof IllegalArgumentException
        || failure instanceof RecordTooLargeException
        || (failure instanceof SerializationException
            && !(failure instanceof UnknownSchemaException));
  }
}
