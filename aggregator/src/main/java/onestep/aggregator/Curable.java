package onestep.aggregator;

import java.util.Optional;
import onestep.contract.kafka.UnknownSchemaException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.RetriableException;

/** Which failures of a stream thread a new thread gets over. */
final class Curable {

  private Curable() {}

  /**
   * Why a new thread, with new clients, may succeed where this one failed; empty if it would not.
   * It gets over what passes with time, and over a transaction that its coordinator ended without
   * the producer, as it does when a broker is lost in the middle of a commit: what was not
   * committed is then done again.
   */
  static Optional<Throwable> byNewThread(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownSchemaException
          || cause instanceof RetriableException
          || cause instanceof InvalidTxnStateException) {
        return Optional.of(cause);
      }
    }
    return Optional.empty();
  }
}
