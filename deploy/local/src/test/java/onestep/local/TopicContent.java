package onestep.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import onestep.contract.kafka.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What is in a topic. */
public final class TopicContent {

  private TopicContent() {}

  /** All committed records that are there now, partition by partition in order. */
  public static <V> List<ConsumerRecord<String, V>> of(
      Topic topic, KafkaConsumer<String, V> consumer) {
    List<TopicPartition> partitions = partitions(topic, consumer);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    List<ConsumerRecord<String, V>> records = new ArrayList<>();
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
    }
    return records;
  }

  /** The partitions. */
  public static List<TopicPartition> partitions(Topic topic, KafkaConsumer<String, ?> consumer) {
    return consumer.partitionsFor(topic.topicName()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }
}
