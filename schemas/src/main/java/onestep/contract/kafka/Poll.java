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
   * The next records; none if there is one that cannot be decoded. It is passed over, unless its
   * schema may still come: then it is tried again by the next call.
   */
  public static <V> ConsumerRecords<String, V> readable(
      Consumer<String, V> consumer, Duration patience) {
    try {
      return consumer.poll(patience);
    } catch (RecordDeserializationException e) {
      boolean mayCome = e.getCause() instanceof UnknownSchemaException;
      log.warn(
          "record_unreadable partition={} offset={} action={} error={}",
          e.topicPartition(),
          e.offset(),
          mayCome ? "wait" : "skip",
          e.getCause() == null ? e.toString() : e.getCause().toString());
      if (!mayCome) {
        consumer.seek(e.topicPartition(), e.offset() + 1);
      }
      return ConsumerRecords.empty();
    }
  }
}
