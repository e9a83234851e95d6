package onestep.contract.kafka;

import org.apache.kafka.common.errors.SerializationException;

/**
 * A record whose schema nobody has published (yet). It is not a bad record: waiting longer may cure
 * it.
 */
public final class UnknownSchemaException extends SerializationException {

  private static final long serialVersionUID = 1L;

  UnknownSchemaException(String message) {
    super(message);
  }

  UnknownSchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
