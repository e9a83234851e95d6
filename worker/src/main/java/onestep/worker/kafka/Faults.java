package onestep.worker.kafka;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Tells troubles that may pass from those that no repetition cures. */
final class Faults {

  private Faults() {}

  static boolean isFatal(Throwable failure) {
    return failure instanceof InterruptException
        || failure instanceof AuthenticationException
        || failure instanceof AuthorizationException
        || failure instanceof UnsupportedVersionException
        || failure instanceof ConfigException
        || failure.getCause() instanceof ConfigException;
  }
}
