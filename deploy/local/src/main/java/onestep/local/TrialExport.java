package onestep.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import onestep.aggregator.export.TrialTable;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topic;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import onestep.producer.sweep.PlannedCell;
import onestep.producer.sweep.Sweep;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Every trial of a sweep, from the log of results: cells in plan order, then networks, then points,
 * each network once.
 *
 * <p>Rows come in any order, so the rows of as many cells as fit {@link #TRIALS_HELD} are held and
 * sorted at a time, and the log is read once for each such group.
 */
final class TrialExport implements TrialTable.Source {

  /** Trials held at a time, about 40 bytes each. */
  private static final long TRIALS_HELD = 5_000_000;

  private static final Duration POLL = Duration.ofSeconds(1);

  private final KafkaConnection connection;
  private final Sweep sweep;
  private final AvroDeserializer<Result> decoder;

  TrialExport(KafkaConnection connection, Sweep sweep) {
    this.connection = connection;
    this.sweep = sweep;
    this.decoder = new AvroDeserializer<>(Result.class, connection.schemas());
  }

  @Override
  public void addTo(TrialTable table) throws IOException {
    Map<String, CellRows> group = new LinkedHashMap<>();
    long held = 0;
    for (PlannedCell cell : (Iterable<PlannedCell>) sweep.plan()::iterator) {
      if (held > 0 && held + cell.trials() > TRIALS_HELD) {
        add(group, table);
        group.clear();
        held = 0;
      }
      group.put(cell.spec().id(), new CellRows(cell.networks(), new TreeMap<>()));
      held += cell.trials();
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
        add(cell.getKey(), row, table);
      }
    }
  }

  private static void add(String cell, NetworkRow row, TrialTable table) throws IOException {
    ByteBuffer outcomes = row.getOutcomes();
    for (int point = 0; point < row.getValues().size(); point++) {
      table.add(
          cell,
          row.getNetwork(),
          point,
          row.getValues().get(point),
          row.getGradientNorms().get(point),
          outcomes.get(outcomes.position() + point),
          row.getSteps().get(point));
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
            decoder.deserialize(message.topic(), message.value()).getRows().forEach(cell::add);
          }
        }
      }
    }
  }
}
