package onestep.contract.kafka;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes records in Avro's single-object encoding: two marker bytes, the schema's fingerprint, the
 * binary record.
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {

  static {
    AvroSafety.ensure();
  }

  private final Map<Schema, BinaryMessageEncoder<T>> encoders = new ConcurrentHashMap<>();

  @Override
  public byte[] serialize(String topic, T value) {
    if (value == null) {
      return null;
    }
    try {
      return encoders
          .computeIfAbsent(
              value.getSchema(),
              schema ->
                  new BinaryMessageEncoder<>(SpecificData.getForClass(value.getClass()), schema))
          .encode(value)
          .array();
    } catch (IOException | RuntimeException e) {
      throw new SerializationException("cannot encode a record for " + topic, e);
    }
  }
}
