package onestep.contract.kafka;

import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls past records that nothing can decode: one bad record must not stop a reader. */
public final class Poll {

  private static final Logger log = LoggerFactory.getLogger(Poll.class);

  private Poll() {}

  /**
   * The next records; none if it has just passed over one that cannot be decoded.
   *
   * @throws RecordDeserializationException caused by {@link UnknownSchemaException}: the schema may
   *     still come
   */
  public static <V> ConsumerRecords<String, V> readable(
      Consumer<String, V> consumer, Duration patience) {
    try {
      return consumer.poll(patience);
    } catch (RecordDeserializationException e) {
      if (e.getCause() instanceof UnknownSchemaException) {
        throw e;
      }
      log.warn(
          "record_unreadable partition={} offset={} error={}",
          e.topicPartition(),
          e.offset(),
          e.getCause() == null ? e.toString() : e.getCause().toString());
      consumer.seek(e.topicPartition(), e.offset() + 1);
      return ConsumerRecords.empty();
    }
  }
}
