package onestep.local.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topic;
import onestep.local.TopicContent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The last results come a second time in the opposite order at once, and a third time later. */
final class RepeatedResults implements Fault {

  private static final int LAST = 50;

  @Override
  public Runnable begin(Scene scene, int target) {
    KafkaConnection connection = scene.fleet().direct();
    List<ConsumerRecord<String, byte[]>> results = last(connection);
    send(connection, results);
    return () -> send(connection, results);
  }

  /** The last results of every partition, the newest first. */
  private static List<ConsumerRecord<String, byte[]>> last(KafkaConnection connection) {
    List<ConsumerRecord<String, byte[]>> results = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = connection.rawConsumer(Map.of())) {
      List<TopicPartition> partitions = TopicContent.partitions(Topic.RESULTS, consumer);
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      ends.forEach((partition, end) -> consumer.seek(partition, Math.max(0, end - LAST)));
      while (!ends.isEmpty()) {
        consumer.poll(Duration.ofMillis(100)).forEach(result -> results.add(0, result));
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      }
    }
    return results;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what does not arrive is no duplicate
  private static void send(
      KafkaConnection connection, List<ConsumerRecord<String, byte[]>> results) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            connection.with(Map.of()), new StringSerializer(), new ByteArraySerializer())) {
      for (ConsumerRecord<String, byte[]> result : results) {
        producer.send(
            new ProducerRecord<>(result.topic(), result.partition(), result.key(), result.value()));
      }
    }
  }
}
