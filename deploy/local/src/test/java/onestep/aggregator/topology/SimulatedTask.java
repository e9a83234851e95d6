package onestep.aggregator.topology;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import onestep.contract.kafka.Topic;
import onestep.local.simulation.Logs;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * A partition of the aggregator, under exactly_once_v2: its state, its place in each input and what
 * it has forwarded are committed together, and a crash goes back to the last commit.
 */
final class SimulatedTask {

  private static final SchemaStore NOTHING = new SchemaStore.Cache();
  private static final AggregatorTopology.Settings SETTINGS =
      new AggregatorTopology.Settings(
          Duration.ofSeconds(1), StateStoreKind.MEMORY, NOTHING, 0, AggregationObserver.NONE);

  /** Some records are read long after they were written, as by an aggregator that is behind. */
  private static final int EVERY_OLD = 3;

  private static final long LONG_AFTER = 100_000;

  private final int partition;
  private final Map<String, MapStore<?>> stores = new LinkedHashMap<>();
  private final Map<Topic, Integer> positions = new EnumMap<>(Topic.class);
  private Map<Topic, Integer> committedPositions = Map.of();
  private final List<Record<String, ?>> forwarded = new ArrayList<>();
  private final Supplier<? extends List<? extends Processor<String, ?, String, ?>>> processors;
  private List<? extends Processor<String, ?, String, ?>> running;
  private final List<Punctuator> punctuators = new ArrayList<>();
  private Topic topic;
  private int looks;

  private SimulatedTask(
      int partition,
      Map<String, MapStore<?>> stores,
      Supplier<? extends List<? extends Processor<String, ?, String, ?>>> processors) {
    this.partition = partition;
    this.stores.putAll(stores);
    this.processors = processors;
    start();
  }

  /** The task of the cells of a partition. */
  static SimulatedTask ofCells(int partition) {
    return new SimulatedTask(
        partition,
        Map.of(
            Stores.CELLS, new MapStore<>(new CellEntrySerde(NOTHING)),
            Stores.ACCOUNTS, new MapStore<>(new SweepAccountSerde()),
            Stores.DIRTY_CELLS, new MapStore<>(Serdes.ByteArray()),
            Stores.DUE_CELLS, new MapStore<>(Serdes.ByteArray()),
            Stores.DIRTY_SWEEPS, new MapStore<>(Serdes.ByteArray())),
        () -> List.of(new CellProcessor(SETTINGS)));
  }

  /** The task of the sweeps of a partition; its first processor takes accounts. */
  static SimulatedTask ofSweeps(int partition) {
    return new SimulatedTask(
        partition,
        Map.of(Stores.SWEEPS, new MapStore<>(new SweepEntrySerde(NOTHING))),
        () ->
            List.of(
                SweepProcessor.ofAccounts(AggregationObserver.NONE),
                SweepProcessor.ofSweeps(NOTHING, AggregationObserver.NONE)));
  }

  /** Processes the next record of a topic; false if there is none. */
  boolean next(Topic of, Logs logs, Rewriting rewriting) {
    List<Logs.Entry> records = logs.of(of, partition);
    int position = positions.getOrDefault(of, 0);
    if (position >= records.size()) {
      return false;
    }
    Logs.Entry entry = records.get(position);
    topic = of;
    process(running.size() - 1, entry.key(), rewriting.of(of, entry.value()));
    positions.put(of, position + 1);
    return true;
  }

  /** Reads some records of a topic once more, as if its place had been lost and its state kept. */
  void again(Topic of, int records) {
    positions.computeIfPresent(of, (any, position) -> Math.max(0, position - records));
  }

  /** Processes the account of a partition. */
  void next(String sweep, PartitionAccount account) {
    process(0, sweep, account);
  }

  @SuppressWarnings("unchecked")
  private void process(int processor, String key, Object value) {
    ((Processor<String, Object, String, ?>) running.get(processor))
        .process(new Record<>(key, value, 0));
  }

  /** The interval is over. */
  void emit() {
    punctuators.forEach(punctuator -> punctuator.punctuate(0));
  }

  /** Commits, and hands over what was forwarded since the last commit. */
  List<Record<String, ?>> commit() {
    stores.values().forEach(MapStore::commit);
    committedPositions = new EnumMap<>(positions);
    List<Record<String, ?>> out = List.copyOf(forwarded);
    forwarded.clear();
    return out;
  }

  /** Goes back to the last commit, and starts again. */
  void crash() {
    stores.values().forEach(MapStore::rollBack);
    positions.clear();
    positions.putAll(committedPositions);
    forwarded.clear();
    start();
  }

  private void start() {
    punctuators.clear();
    running = processors.get();
    running.forEach(this::init);
  }

  @SuppressWarnings("unchecked")
  private <V> void init(Processor<String, ?, String, V> processor) {
    processor.init(
        (ProcessorContext<String, V>)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ProcessorContext.class},
                (proxy, method, arguments) -> answer(method.getName(), arguments)));
  }

  @SuppressWarnings("unchecked")
  private Object answer(String method, Object[] arguments) {
    return switch (method) {
      case "taskId" -> new TaskId(0, partition);
      case "currentSystemTimeMs" -> looks++ % EVERY_OLD == 0 ? LONG_AFTER : 0;
      case "getStateStore" -> stores.get(arguments[0]);
      case "recordMetadata" -> Optional.of(new Place(topic.topicName(), partition));
      case "schedule" -> {
        punctuators.add((Punctuator) arguments[arguments.length - 1]);
        yield (Cancellable) () -> {};
      }
      case "forward" -> {
        forwarded.add((Record<String, ?>) arguments[0]);
        yield null;
      }
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private record Place(String topic, int partition) implements RecordMetadata {
    @Override
    public long offset() {
      return 0;
    }
  }
}
