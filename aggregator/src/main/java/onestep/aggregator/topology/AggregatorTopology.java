package onestep.aggregator.topology;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.Keys;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Progress;
import onestep.contract.record.Statistics;
import onestep.contract.record.Task;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The aggregator as a Streams topology.
 *
 * <pre>
 * results, cells, dead-letters ─(by cell)─→ CellProcessor ─→ statistics, tasks
 *                                               │ accounts of the partition, by sweep
 *                                               ▼
 *                        sweeps ─(by sweep)─→ SweepProcessor ─→ progress
 * </pre>
 *
 * <p>Under exactly_once_v2 every input is counted once. Even without, rows are counted once, since
 * a cell's state ignores networks that it has seen: statistics are a function of the set of rows in
 * the log, whatever their order, repetition and grouping into results.
 */
public final class AggregatorTopology {

  /**
   * Version of what is stored, of cells and of sweeps. It grows with the version of any of its
   * forms, that of {@link onestep.aggregator.statistics.CellState} included.
   */
  public static final int STATE_VERSION = 4;

  private AggregatorTopology() {}

  /**
   * What the topology depends on.
   *
   * @param emitInterval least time between two statistics of a cell, in wall-clock time
   * @param store where state is kept
   * @param schemas knows the schemas of records that other versions wrote
   * @param crossCheck share of networks that are computed again by another worker, from 0 to 1
   * @param observer hears what happens
   */
  public record Settings(
      Duration emitInterval,
      StateStoreKind store,
      SchemaStore schemas,
      double crossCheck,
      AggregationObserver observer) {

    /** Checks the interval. */
    public Settings {
      if (emitInterval.toMillis() < 1) {
        throw new IllegalArgumentException(
            "emitInterval must be at least 1 ms, got " + emitInterval);
      }
    }
  }

  /** The topology. */
  public static Topology build(Settings settings) {
    StreamsBuilder builder = new StreamsBuilder();
    addStores(builder, settings);

    KStream<String, Update> updates =
        builder.stream(
                List.of(
                    Topic.RESULTS.topicName(),
                    Topic.CELLS.topicName(),
                    Topic.DEAD_LETTERS.topicName()),
                Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("of-cells"))
            .process(
                () -> new CellProcessor(settings),
                Named.as("cell"),
                Stores.CELLS,
                Stores.ACCOUNTS,
                Stores.DIRTY_CELLS,
                Stores.DUE_CELLS,
                Stores.DIRTY_SWEEPS);

    updates
        .filter((cell, update) -> update instanceof Update.OfCell, Named.as("cell-updates"))
        .mapValues(update -> ((Update.OfCell) update).statistics(), Named.as("statistics"))
        .to(
            Topic.STATISTICS.topicName(),
            produced("to-statistics", avro(Statistics.class, settings.schemas())));

    updates
        .filter((key, update) -> update instanceof Update.OfTask, Named.as("task-updates"))
        .mapValues(update -> (Update.OfTask) update, Named.as("tasks"))
        .to(
            (key, update, at) -> update.queue().topic().topicName(),
            Produced.<String, Update.OfTask>as("to-tasks")
                .withKeySerde(Serdes.String())
                .withValueSerde(tasks(settings.schemas())));

    KStream<String, Progress> fromAccounts =
        updates
            .filter((sweep, update) -> update instanceof Update.OfSweep, Named.as("sweep-updates"))
            .mapValues(update -> ((Update.OfSweep) update).account(), Named.as("account"))
            .repartition(
                Repartitioned.<String, PartitionAccount>as("accounts-by-sweep")
                    .withKeySerde(Serdes.String())
                    .withValueSerde(new PartitionAccountSerde())
                    .withStreamPartitioner(byKey()))
            .process(
                () -> SweepProcessor.ofAccounts(settings.observer()),
                Named.as("sweep-account"),
                Stores.SWEEPS);
    KStream<String, Progress> fromSweeps =
        builder.stream(
                Topic.SWEEPS.topicName(),
                Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("of-sweeps"))
            .process(
                () -> SweepProcessor.ofSweeps(settings.schemas(), settings.observer()),
                Named.as("sweep-record"),
                Stores.SWEEPS);
    fromAccounts
        .merge(fromSweeps, Named.as("progress"))
        .to(
            Topic.PROGRESS.topicName(),
            produced("to-progress", avro(Progress.class, settings.schemas())));
    return builder.build();
  }

  private static void addStores(StreamsBuilder builder, Settings settings) {
    StateStoreKind kind = settings.store();
    SchemaStore schemas = settings.schemas();
    builder.addStateStore(Stores.of(Stores.CELLS, new CellEntrySerde(schemas), kind));
    builder.addStateStore(Stores.of(Stores.ACCOUNTS, new SweepAccountSerde(), kind));
    builder.addStateStore(Stores.of(Stores.DIRTY_CELLS, Serdes.ByteArray(), kind));
    builder.addStateStore(Stores.of(Stores.DUE_CELLS, Serdes.ByteArray(), kind));
    builder.addStateStore(Stores.of(Stores.DIRTY_SWEEPS, Serdes.ByteArray(), kind));
    builder.addStateStore(Stores.of(Stores.SWEEPS, new SweepEntrySerde(schemas), kind));
  }

  private static <T extends SpecificRecord> Serde<T> avro(Class<T> type, SchemaStore schemas) {
    return Serdes.serdeFrom(new AvroSerializer<T>(), new AvroDeserializer<>(type, schemas));
  }

  /** Writes the task alone; nobody reads here. */
  private static Serde<Update.OfTask> tasks(SchemaStore schemas) {
    Serde<Task> tasks = avro(Task.class, schemas);
    return Serdes.serdeFrom(
        (topic, update) -> tasks.serializer().serialize(topic, update.task()),
        (topic, bytes) -> {
          throw new UnsupportedOperationException("tasks are written only");
        });
  }

  private static <V> Produced<String, V> produced(String name, Serde<V> values) {
    return Produced.<String, V>as(name)
        .withKeySerde(Serdes.String())
        .withValueSerde(values)
        .withStreamPartitioner(byKey());
  }

  private static <V> StreamPartitioner<String, V> byKey() {
    return (topic, key, value, partitions) -> Optional.of(Set.of(Keys.partition(key, partitions)));
  }
}
