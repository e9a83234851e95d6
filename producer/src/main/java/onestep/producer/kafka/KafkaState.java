package onestep.producer.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import onestep.contract.cell.NetworkSet;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Keys;
import onestep.contract.kafka.Poll;
import onestep.contract.kafka.SchemaDirectory;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Cell;
import onestep.contract.record.Statistics;
import onestep.contract.record.StopState;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a cluster's state off its compacted topics, committed records only; of a topic that is
 * missing, none.
 */
final class KafkaState implements PublishedState {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = SchemaDirectory.LAST_PATIENCE.plusSeconds(60);

  private final KafkaConnection connection;
  private final SchemaStore schemas;

  KafkaState(KafkaConnection connection) {
    this.connection = connection;
    this.schemas = connection.schemas();
  }

  @Override
  public Optional<onestep.contract.record.Sweep> latest(String sweep) {
    Map<String, onestep.contract.record.Sweep> latest = new HashMap<>();
    read(
        onestep.contract.record.Sweep.class,
        Topic.SWEEPS,
        partitions ->
            partitions.isEmpty()
                ? partitions
                : List.of(partitions.get(Keys.partition(sweep, partitions.size()))),
        entry -> {
          if (entry.key().equals(sweep)) {
            latest.put(sweep, entry.value());
          }
        });
    return Optional.ofNullable(latest.get(sweep));
  }

  @Override
  public SortedMap<String, onestep.contract.record.Sweep> sweeps() {
    SortedMap<String, onestep.contract.record.Sweep> latest = new TreeMap<>();
    read(
        onestep.contract.record.Sweep.class,
        Topic.SWEEPS,
        partitions -> partitions,
        entry -> {
          if (entry.value() == null) {
            latest.remove(entry.key());
          } else {
            latest.put(entry.key(), entry.value());
          }
        });
    return latest;
  }

  @Override
  public List<String> cellKeys(String sweep) {
    Set<String> present = new LinkedHashSet<>();
    read(
        Cell.class,
        Topic.CELLS,
        partitions -> partitions,
        entry -> {
          String key = entry.key();
          if (entry.value() == null) {
            present.remove(key);
          } else if (key.equals(Keys.cell(Keys.cellOf(key), sweep))) {
            present.add(key);
          }
        });
    return List.copyOf(present);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Holds the compressed sets of all cells with rows, some tens of bytes each.
   */
  @Override
  public KnownCells cells(String sweep) {
    Map<String, ByteBuffer> seen = new HashMap<>();
    Set<String> stopped = new HashSet<>();
    read(
        Statistics.class,
        Topic.STATISTICS,
        partitions -> partitions,
        entry -> {
          seen.remove(entry.key());
          stopped.remove(entry.key());
          Statistics statistics = entry.value();
          if (statistics != null && statistics.getNetworks() > 0) {
            seen.put(entry.key(), statistics.getSeen());
          }
          if (statistics != null && isStopped(statistics, sweep)) {
            stopped.add(entry.key());
          }
        });
    return new KnownCells(
        cell -> {
          ByteBuffer bytes = seen.get(cell);
          return bytes == null ? new NetworkSet() : NetworkSet.of(bytes);
        },
        stopped);
  }

  private static boolean isStopped(Statistics statistics, String sweep) {
    return statistics.getStops().stream()
        .anyMatch(stop -> stop.getSweep().equals(sweep) && stop.getState() != StopState.OPEN);
  }

  private <T extends SpecificRecord> void read(
      Class<T> type,
      Topic topic,
      Function<List<TopicPartition>, List<TopicPartition>> selection,
      Consumer<ConsumerRecord<String, T>> action) {
    try (KafkaConsumer<String, T> consumer = connection.consumer(type, schemas, Map.of())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic.topicName()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
              .toList();
      List<TopicPartition> partitions = selection.apply(all);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!isAt(consumer, ends, partitions)) {
        ConsumerRecords<String, T> records = Poll.readable(consumer, POLL);
        records.forEach(action);
        if (!records.isEmpty()) {
          deadline = System.nanoTime() + PATIENCE.toNanos();
        } else if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "no record of "
                  + topic.topicName()
                  + " for "
                  + PATIENCE.toSeconds()
                  + " s before its end; are its brokers up?");
        }
      }
    }
  }

  private static boolean isAt(
      KafkaConsumer<?, ?> consumer,
      Map<TopicPartition, Long> ends,
      Collection<TopicPartition> partitions) {
    return partitions.stream()
        .allMatch(partition -> consumer.position(partition) >= ends.get(partition));
  }
}
