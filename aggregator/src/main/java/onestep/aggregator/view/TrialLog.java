package onestep.aggregator.view;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import onestep.aggregator.export.TrialTable;
import onestep.aggregator.topology.StatisticsRecords;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.UnknownSchemaException;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every trial of a sweep, from the log of results: cells in plan order, then networks, then points,
 * each network once.
 *
 * <p>Rows come in any order, so the rows of as many cells as fit {@link #TRIALS_HELD} are held and
 * sorted at a time, and the log is read once for each such group.
 */
public final class TrialLog implements TrialTable.Source {

  private static final Logger log = LoggerFactory.getLogger(TrialLog.class);

  /** Trials held at a time, about 40 bytes each. */
  private static final long TRIALS_HELD = 5_000_000;

  private static final Duration POLL = Duration.ofSeconds(1);

  private final KafkaConnection connection;
  private final List<CellStatus> cells;
  private final AvroDeserializer<Result> decoder;

  /**
   * The trials of a sweep.
   *
   * @param cells its cells, in plan order
   */
  public TrialLog(KafkaConnection connection, List<CellStatus> cells) {
    this.connection = connection;
    this.cells = cells;
    this.decoder = new AvroDeserializer<>(Result.class, connection.schemas());
  }

  @Override
  public void addTo(TrialTable table) throws IOException {
    Map<String, CellRows> group = new LinkedHashMap<>();
    long held = 0;
    for (CellStatus cell : cells) {
      long trials = (long) cell.wanted() * cell.summary().spec().points();
      if (held > 0 && held + trials > TRIALS_HELD) {
        add(group, table);
        group.clear();
        held = 0;
      }
      group.put(cell.id(), new CellRows(cell.wanted(), new TreeMap<>()));
      held += trials;
    }
    add(group, table);
  }

  /** Rows of the wanted networks of a cell, by network. */
  private record CellRows(int wanted, NavigableMap<Integer, NetworkRow> rows) {

    void add(NetworkRow row) {
      if (row.getNetwork() < wanted) {
        rows.putIfAbsent(row.getNetwork(), row);
      }
    }
  }

  private void add(Map<String, CellRows> group, TrialTable table) throws IOException {
    read(group);
    for (Map.Entry<String, CellRows> cell : group.entrySet()) {
      for (NetworkRow row : cell.getValue().rows().values()) {
        table.add(cell.getKey(), StatisticsRecords.toTrials(row));
      }
    }
  }

  private void read(Map<String, CellRows> group) {
    try (KafkaConsumer<String, byte[]> consumer = connection.rawConsumer(Map.of())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (PartitionInfo info : consumer.partitionsFor(Topic.RESULTS.topicName())) {
        partitions.add(new TopicPartition(info.topic(), info.partition()));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, byte[]> message : consumer.poll(POLL)) {
          CellRows cell = group.get(message.key());
          if (cell != null) {
            rows(message).forEach(cell::add);
          }
        }
      }
    }
  }

  private Result result(ConsumerRecord<String, byte[]> message) {
    while (true) {
      try {
        return decoder.deserialize(message.topic(), message.value());
      } catch (UnknownSchemaException e) {
        log.warn("trials_wait_for_schema reason=\"{}\"", e.getMessage());
      }
    }
  }

  /** None, if nothing can decode them: the aggregate has passed over them as well. */
  private List<NetworkRow> rows(ConsumerRecord<String, byte[]> message) {
    try {
      Result result = result(message);
      if (result == null || !result.getCell().equals(message.key())) {
        return List.of();
      }
      result.getRows().forEach(StatisticsRecords::toTrials); // all or none, as in the aggregate
      return result.getRows();
    } catch (SerializationException | IllegalArgumentException e) {
      log.warn(
          "record_rejected topic={} key={} reason=\"{}\"",
          message.topic(),
          message.key(),
          e.getMessage());
      return List.of();
    }
  }
}
