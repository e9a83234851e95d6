package onestep.contract.kafka;

import java.io.IOException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads records in Avro's single-object encoding into the reader's version of their schema. A
 * fingerprint that this reader does not know is looked up in the schema store, which may wait for
 * it.
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {

  static {
    AvroSafety.ensure();
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
