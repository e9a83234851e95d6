package onestep.producer.kafka;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import onestep.contract.cell.NetworkSet;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.CellPartitioner;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Statistics;
import onestep.contract.record.StopState;
import onestep.contract.record.Task;
import onestep.local.simulation.Logs;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.TaskCutter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Commands on the one sweep of a cluster; each may be killed before it commits a transaction. */
public final class SimulatedProducer {

  /** A command that is never killed. */
  public static final int NEVER = Integer.MAX_VALUE;

  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final int TRANSACTION_RECORDS = 3;
  private static final AvroDeserializer<onestep.contract.record.Sweep> SWEEPS =
      Logs.reader(onestep.contract.record.Sweep.class);
  private static final AvroDeserializer<Statistics> STATISTICS = Logs.reader(Statistics.class);

  private final Surroundings surroundings;
  private final ClusterState state = new ClusterState();

  /** What commands talk to. */
  public interface Surroundings {

    /** What is committed. */
    Logs logs();

    /** Takes a committed task. */
    void publish(Task task);
  }

  private static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Commands on a cluster. */
  public SimulatedProducer(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Submits a sweep. */
  public void submit(Sweep sweep, TaskCutter cutter, int killedAfter) {
    unlessKilled(
        () ->
            new SweepPublisher(
                    new DyingProducer(killedAfter), state, cutter, CLOCK, TRANSACTION_RECORDS)
                .submit(sweep, SubmitListener.NONE));
  }

  /** Pauses a sweep. */
  public void pause(String sweep) {
    control(sweep, NEVER).pause();
  }

  /** Cancels a sweep. */
  public void cancel(String sweep) {
    control(sweep, NEVER).cancel();
  }

  /** Resumes a sweep. */
  public void resume(String sweep, TaskCutter cutter, int killedAfter) {
    unlessKilled(() -> control(sweep, killedAfter).resume(cutter));
  }

  /** Asks for what is missing of a running sweep; false if nothing is. */
  public boolean retry(String sweep, TaskCutter cutter, int killedAfter) {
    return unlessKilled(() -> control(sweep, killedAfter).retry(cutter))
        .map(Optional::isPresent)
        .orElse(true);
  }

  private SweepControl control(String sweep, int killedAfter) {
    return new SweepControl(
        sweep, new DyingProducer(killedAfter), state, CLOCK, TRANSACTION_RECORDS);
  }

  private static <T> Optional<T> unlessKilled(java.util.function.Supplier<T> command) {
    try {
      return Optional.of(command.get());
    } catch (KilledException e) {
      return Optional.empty();
    }
  }

  private final class ClusterState implements PublishedState {

    @Override
    public Optional<onestep.contract.record.Sweep> latest(String sweep) {
      return Optional.ofNullable(sweeps().get(sweep));
    }

    @Override
    public SortedMap<String, onestep.contract.record.Sweep> sweeps() {
      SortedMap<String, onestep.contract.record.Sweep> latest = new TreeMap<>();
      surroundings
          .logs()
          .read(Topic.SWEEPS, SWEEPS)
          .forEach(record -> latest.put(record.getSweep(), record));
      return latest;
    }

    @Override
    public List<String> cellKeys(String sweep) {
      throw new UnsupportedOperationException("nothing is purged");
    }

    @Override
    public KnownCells cells(String sweep) {
      Map<String, NetworkSet> seen = new HashMap<>();
      Set<String> stopped = new HashSet<>();
      for (Statistics statistics : surroundings.logs().read(Topic.STATISTICS, STATISTICS)) {
        String cell = statistics.getDefinition().getCell();
        seen.put(cell, NetworkSet.of(statistics.getSeen()));
        if (statistics.getStops().stream().anyMatch(stop -> stop.getState() != StopState.OPEN)) {
          stopped.add(cell);
        } else {
          stopped.remove(cell);
        }
      }
      return new KnownCells(cell -> seen.getOrDefault(cell, new NetworkSet()), stopped);
    }
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
      history().forEach(this::deliver);
      clear();
    }

    private void deliver(ProducerRecord<String, SpecificRecord> record) {
      if (record.value() instanceof Task task) {
        surroundings.publish(task);
      } else {
        Topic topic = record.topic().equals(Topic.CELLS.topicName()) ? Topic.CELLS : Topic.SWEEPS;
        surroundings.logs().append(topic, record.key(), record.value());
      }
    }
  }
}
