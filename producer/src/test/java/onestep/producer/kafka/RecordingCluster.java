package onestep.producer.kafka;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.CellPartitioner;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Cell;
import onestep.contract.record.Task;
import onestep.producer.sweep.TaskCutter;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Keeps what producers committed, and answers as a cluster with that content would. */
final class RecordingCluster implements PublishedState {

  private final List<ProducerRecord<String, SpecificRecord>> committed = new ArrayList<>();
  private final AvroSerializer<SpecificRecord> writer = new AvroSerializer<>();
  private final Map<String, NetworkSet> seen = new HashMap<>();
  private final Set<String> stopped = new HashSet<>();

  /** A submit that is killed when it has committed this many transactions. */
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  SweepPublisher publisher(TaskCutter cutter, int transactionRecords, int killedAfter) {
    return publisher(new DyingProducer(killedAfter), cutter, transactionRecords);
  }

  SweepPublisher publisher(
      MockProducer<String, SpecificRecord> producer, TaskCutter cutter, int transactionRecords) {
    return new SweepPublisher(producer, this, cutter, Clock.systemUTC(), transactionRecords);
  }

  SweepControl control(String sweep, int transactionRecords, int killedAfter) {
    return new SweepControl(
        sweep, new DyingProducer(killedAfter), this, Clock.systemUTC(), transactionRecords);
  }

  MockProducer<String, SpecificRecord> immortalProducer() {
    return new DyingProducer(Integer.MAX_VALUE);
  }

  /** A stop rule decides. */
  void stop(String cell) {
    stopped.add(cell);
  }

  void see(String cell, NetworkRange range) {
    seen.computeIfAbsent(cell, any -> new NetworkSet()).add(range);
  }

  void forgetRecords() {
    committed.clear();
  }

  void put(onestep.contract.record.Sweep sweep) {
    committed.add(new ProducerRecord<>(Topic.SWEEPS.topicName(), sweep.getSweep(), sweep));
  }

  List<Task> tasks() {
    List<Task> tasks = new ArrayList<>(values(Topic.SMALL_TASKS, Task.class));
    tasks.addAll(tasks(Topic.TASKS));
    tasks.addAll(tasks(Topic.GPU_TASKS));
    return tasks;
  }

  List<Task> tasks(Topic topic) {
    return values(topic, Task.class);
  }

  List<Cell> cells() {
    return values(Topic.CELLS, Cell.class);
  }

  List<onestep.contract.record.Sweep> sweepRecords() {
    return values(Topic.SWEEPS, onestep.contract.record.Sweep.class);
  }

  /** Networks asked for by tasks of an epoch, by cell; fails if a network was asked for twice. */
  Map<String, NetworkSet> requested(int epoch) {
    Map<String, NetworkSet> requested = new HashMap<>();
    for (Task task : tasks()) {
      if (task.getEpoch() == epoch) {
        NetworkSet of =
            requested.computeIfAbsent(task.getDefinition().getCell(), any -> new NetworkSet());
        for (int i = 0; i < task.getCount(); i++) {
          if (!of.add(task.getFirst() + i)) {
            throw new AssertionError("asked twice for network " + (task.getFirst() + i));
          }
        }
      }
    }
    return requested;
  }

  @Override
  public Optional<onestep.contract.record.Sweep> latest(String sweep) {
    return sweepRecords().stream()
        .filter(record -> record.getSweep().equals(sweep))
        .reduce((earlier, later) -> later);
  }

  @Override
  public SortedMap<String, onestep.contract.record.Sweep> sweeps() {
    SortedMap<String, onestep.contract.record.Sweep> latest = new TreeMap<>();
    values(Topic.SWEEPS, onestep.contract.record.Sweep.class)
        .forEach(record -> latest.put(record.getSweep(), record));
    return latest;
  }

  @Override
  public List<String> cellKeys(String sweep) {
    Map<String, SpecificRecord> latest = new LinkedHashMap<>();
    committed.stream()
        .filter(record -> record.topic().equals(Topic.CELLS.topicName()))
        .forEach(record -> latest.put(record.key(), record.value()));
    latest.values().removeIf(Objects::isNull);
    return latest.keySet().stream().filter(key -> key.endsWith("@" + sweep)).toList();
  }

  @Override
  public KnownCells cells(String sweep) {
    return new KnownCells(cell -> seen.getOrDefault(cell, new NetworkSet()), stopped);
  }

  private <T extends SpecificRecord> List<T> values(Topic topic, Class<T> type) {
    AvroDeserializer<T> reader = new AvroDeserializer<>(type, new SchemaStore.Cache());
    return committed.stream()
        .filter(record -> record.topic().equals(topic.topicName()) && record.value() != null)
        .map(record -> reader.deserialize(record.topic(), writer.serialize("", record.value())))
        .toList();
  }

  private final class DyingProducer extends MockProducer<String, SpecificRecord> {

    private final int killedAfter;
    private int commits;

    DyingProducer(int killedAfter) {
      super(true, new CellPartitioner(), new StringSerializer(), new AvroSerializer<>());
      this.killedAfter = killedAfter;
    }

    @Override
    public void commitTransaction() {
      if (commits++ == killedAfter) {
        throw new KilledException();
      }
      super.commitTransaction();
      committed.addAll(history());
      clear();
    }
  }
}
