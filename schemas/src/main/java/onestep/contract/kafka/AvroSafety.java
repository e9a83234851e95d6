package onestep.contract.kafka;

import java.util.List;
import onestep.contract.record.Task;
import org.apache.avro.SystemLimitException;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * What Avro may allocate and instantiate. It asks once, before the first default value or record is
 * decoded, so everything that makes or reads records calls {@link #ensure} first.
 */
final class AvroSafety {

  /** More than any record holds: one that announces two gigabytes must not be given them. */
  private static final String LONGEST_BYTES = Integer.toString(16 << 20);

  static {
    for (String limit :
        List.of(
            SystemLimitException.MAX_BYTES_LENGTH_PROPERTY,
            SystemLimitException.MAX_STRING_LENGTH_PROPERTY)) {
      System.getProperties().putIfAbsent(limit, LONGEST_BYTES);
    }
    // Avro instantiates only classes that it is told to trust: nothing but our records.
    String records = Task.class.getPackageName();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(records)));
  }

  private AvroSafety() {}

  /** Sees to it that the limits are set. */
  static void ensure() {
    // The work is done once, when this class is initialised.
  }
}
