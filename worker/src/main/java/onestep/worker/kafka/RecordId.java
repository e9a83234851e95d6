package onestep.worker.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a task record is.
 *
 * @param timestamp tells apart records of a topic that was deleted and made again
 */
record RecordId(String topic, int partition, long offset, long timestamp) {

  static RecordId of(ConsumerRecord<?, ?> record) {
    return new RecordId(record.topic(), record.partition(), record.offset(), record.timestamp());
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
