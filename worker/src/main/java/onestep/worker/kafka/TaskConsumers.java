package onestep.worker.kafka;

import java.util.HashMap;
import java.util.Map;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.TaskQueue;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Makes the share consumers of the workers' group. */
final class TaskConsumers {

  private TaskConsumers() {}

  /** A consumer of raw records: what cannot be decoded must be seen rather than skipped. */
  static KafkaShareConsumer<byte[], byte[]> create(
      KafkaConnection connection, TaskQueue queue, String clientId) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, queue.group());
    settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    // One record at a time for each consumer: in batches some workers would hoard what others lack.
    settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return new KafkaShareConsumer<>(
        connection.with(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
