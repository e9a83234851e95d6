package onestep.contract.kafka;

import java.io.IOException;
import java.util.List;
import onestep.contract.record.Task;
import org.apache.avro.SystemLimitException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads records in Avro's single-object encoding into the reader's version of their schema. A
 * fingerprint that this reader does not know is looked up in the schema store, which may wait for
 * it.
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {

  /** More than any record holds: one that announces two gigabytes must not be given them. */
  private static final String LONGEST_BYTES = Integer.toString(16 << 20);

  static {
    // Read by Avro once, before it decodes for the first time.
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

  private final BinaryMessageDecoder<T> decoder;

  /** A reader of one type, with the store that knows other versions of its schema. */
  public AvroDeserializer(Class<T> type, SchemaStore schemas) {
    SpecificData model = SpecificData.getForClass(type);
    this.decoder = new BinaryMessageDecoder<>(model, model.getSchema(type), schemas);
  }

  /**
   * Reads a record.
   *
   * @throws UnknownSchemaException if the fingerprint stayed unknown for as long as the store waits
   * @throws SerializationException if the bytes are not such a record
   */
  @Override
  public T deserialize(String topic, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      return decoder.decode(bytes);
    } catch (UnknownSchemaException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new SerializationException("cannot decode a record of " + topic + ": " + e, e);
    }
  }
}
