package onestep.contract.kafka;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;

/**
 * Partitions keyed records by {@link Keys#partition} and spreads records without a key evenly: with
 * more share consumers than partitions, each consumer reads one partition only, so an uneven spread
 * would leave some idle.
 */
public final class CellPartitioner implements Partitioner {

  private final AtomicInteger next = new AtomicInteger();

  @Override
  public int partition(
      String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
    int partitions = cluster.partitionCountForTopic(topic);
    return key == null
        ? Utils.toPositive(next.getAndIncrement()) % partitions
        : Keys.partition((String) key, partitions);
  }

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public void close() {}
}
