package onestep.aggregator.topology;

import java.util.Optional;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.UnknownSchemaException;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the records of a topic, and skips those that nothing can decode: one bad record must not
 * stop the aggregate. A schema that is not known (yet) is no bad record and stops the task until it
 * is.
 */
final class RecordReader<T extends SpecificRecord> {

  private static final Logger log = LoggerFactory.getLogger(RecordReader.class);

  private final Topic topic;
  private final AvroDeserializer<T> decoder;
  private final AggregationObserver observer;

  RecordReader(Topic topic, Class<T> type, SchemaStore schemas, AggregationObserver observer) {
    this.topic = topic;
    this.decoder = new AvroDeserializer<>(type, schemas);
    this.observer = observer;
  }

  /**
   * The record; empty, logged and counted if it cannot be decoded.
   *
   * @throws UnknownSchemaException if its schema is not known
   */
  Optional<T> read(String key, byte[] bytes) {
    if (bytes == null) {
      reject(key, "no value");
      return Optional.empty();
    }
    try {
      return Optional.of(decoder.deserialize(topic.topicName(), bytes));
    } catch (UnknownSchemaException e) {
      throw e;
    } catch (SerializationException e) {
      reject(key, e.getMessage());
      return Optional.empty();
    }
  }

  /** Logs and counts a record that cannot be used. */
  void reject(String key, String reason) {
    log.warn("record_rejected topic={} key={} reason=\"{}\"", topic.topicName(), key, reason);
    observer.onRejected(topic);
  }
}
