package onestep.contract.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A consumer in no group, which has nothing to tell the brokers when it is closed, and waits for
 * nothing: not for the fetch that is under way either, which brokers keep for half a second where
 * nothing new comes.
 */
final class UngroupedConsumer<V> extends KafkaConsumer<String, V> {

  UngroupedConsumer(Map<String, Object> settings, Deserializer<V> values) {
    super(settings, new StringDeserializer(), values);
  }

  @Override
  public void close() {
    close(CloseOptions.timeout(Duration.ZERO));
  }
}
