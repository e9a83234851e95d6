package onestep.aggregator.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.StopRule;
import onestep.contract.kafka.Definitions;
import onestep.contract.kafka.Keys;
import onestep.contract.kafka.Tasks;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Cell;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Result;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins whatever speaks of a cell (its definitions, results and dead letters, which share a
 * partition) into its entry, and keeps the account of every sweep over the cells of the partition,
 * by differences. Statistics and accounts are emitted at intervals, for what has changed; tasks of
 * the next round of a cell as soon as a row or a record asks for it.
 */
final class CellProcessor implements Processor<String, byte[], String, Update> {

  private static final Logger log = LoggerFactory.getLogger(CellProcessor.class);
  private static final double NANOS_PER_SECOND = 1e9;

  /** Tasks of a cell and sweep that are emitted at once; the others come with the next interval. */
  static final int TASKS_AT_ONCE = 1_000;

  private final Duration emitInterval;
  private final AggregationObserver observer;
  private final CrossCheck crossCheck;
  private final RecordReader<Result> results;
  private final RecordReader<Cell> definitions;
  private final RecordReader<DeadLetter> deadLetters;

  private final Freshness freshness = new Freshness();

  private ProcessorContext<String, Update> context;
  private KeyValueStore<String, CellEntry> cells;
  private KeyValueStore<String, SweepAccount> accounts;
  private DirtyKeys dirtyCells;
  private DirtyKeys dueCells;
  private DirtyKeys dirtySweeps;

  CellProcessor(AggregatorTopology.Settings settings) {
    SchemaStore schemas = settings.schemas();
    emitInterval = settings.emitInterval();
    observer = settings.observer();
    crossCheck = new CrossCheck(settings.crossCheck());
    this.results = new RecordReader<>(Topic.RESULTS, Result.class, schemas, observer);
    this.definitions = new RecordReader<>(Topic.CELLS, Cell.class, schemas, observer);
    this.deadLetters = new RecordReader<>(Topic.DEAD_LETTERS, DeadLetter.class, schemas, observer);
  }

  @Override
  public void init(ProcessorContext<String, Update> newContext) {
    context = newContext;
    cells = context.getStateStore(Stores.CELLS);
    accounts = context.getStateStore(Stores.ACCOUNTS);
    dirtyCells = new DirtyKeys(context.getStateStore(Stores.DIRTY_CELLS));
    dueCells = new DirtyKeys(context.getStateStore(Stores.DUE_CELLS));
    dirtySweeps = new DirtyKeys(context.getStateStore(Stores.DIRTY_SWEEPS));
    context.schedule(emitInterval, PunctuationType.WALL_CLOCK_TIME, this::emit);
  }

  @Override
  public void process(Record<String, byte[]> message) {
    freshness.read(message.timestamp(), context.currentSystemTimeMs());
    String topic = context.recordMetadata().orElseThrow().topic();
    String key = message.key() == null ? "" : message.key();
    if (topic.equals(Topic.CELLS.topicName())) {
      if (message.value() == null) {
        purge(key);
      } else {
        definitions.read(key, message.value()).ifPresent(cell -> define(key, cell, message));
      }
    } else if (topic.equals(Topic.RESULTS.topicName())) {
      results.read(key, message.value()).ifPresent(result -> count(key, result));
    } else {
      deadLetters.read(key, message.value()).ifPresent(letter -> giveUp(key, letter));
    }
  }

  @Override
  public void close() {
    observer.onReleased(context.taskId());
  }

  private void define(String key, Cell cell, Record<String, byte[]> message) {
    try {
      String id = Definitions.toSpec(cell.getDefinition()).id();
      requireKey(key, Keys.cell(id, cell.getSweep()));
      if (cell.getNetworks() < 1) {
        throw new IllegalArgumentException(
            "networks must be at least 1, got " + cell.getNetworks());
      }
      checkRule(cell);
      change(id, entry -> entry.want(cell, message.timestamp()));
    } catch (IllegalArgumentException e) {
      definitions.reject(key, e.getMessage());
    }
  }

  private static void checkRule(Cell cell) {
    Optional<StopRule> rule = StatisticsRecords.toRule(cell);
    if (rule.isPresent()) {
      if (rule.get().most() != cell.getNetworks()) {
        throw new IllegalArgumentException(
            "the last round must end at " + cell.getNetworks() + ", got " + rule.get().most());
      }
      if (cell.getTasks() == null || cell.getTasks().getNetworks() < 1) {
        throw new IllegalArgumentException("a cell with a stop rule needs the shape of its tasks");
      }
    }
    if (cell.getTasks() != null) {
      Tasks.queue(cell);
    }
  }

  private void count(String key, Result result) {
    try {
      requireKey(key, result.getCell());
      if (result.getCheck() != null) {
        change(key, entry -> entry.check(result).forEach(CellProcessor::tell));
        return;
      }
      List<NetworkTrials> rows =
          result.getRows().stream().map(StatisticsRecords::toTrials).toList();
      long nanos = Math.round(result.getSeconds() * NANOS_PER_SECOND);
      change(
          key,
          entry -> {
            check(result, entry);
            int added = entry.add(rows, nanos, result.getCompletedAt().toEpochMilli());
            observer.onResult(added, rows.size() - added);
          });
    } catch (IllegalArgumentException e) {
      results.reject(key, e.getMessage());
    }
  }

  /** Asks for rows of a result that are new to be computed again. */
  private void check(Result result, CellEntry entry) {
    Cell wanted = entry.wanting().get(result.getSweep());
    if (wanted != null && freshness.isRecent()) {
      long now = context.currentSystemTimeMs();
      crossCheck
          .of(result, entry.state().seen(), wanted, Instant.ofEpochMilli(now))
          .ifPresent(task -> context.forward(new Record<>(null, task, now)));
    }
  }

  private static void tell(Disagreement disagreement) {
    log.error(
        "rows_disagree cell={} network={} computed_by={} checked_by={} what=\"{}\"",
        disagreement.cell(),
        disagreement.network(),
        disagreement.computedBy(),
        disagreement.checkedBy(),
        disagreement.what());
  }

  private void giveUp(String key, DeadLetter letter) {
    try {
      NetworkRange range = new NetworkRange(letter.getFirst(), letter.getCount());
      requireKey(Keys.cellOf(key), letter.getCell());
      SweepEpoch by = new SweepEpoch(letter.getSweep(), letter.getEpoch());
      change(letter.getCell(), entry -> entry.giveUp(by, range, letter.getAt().toEpochMilli()));
    } catch (IllegalArgumentException e) {
      deadLetters.reject(key, e.getMessage());
    }
  }

  private void purge(String key) {
    String cell = Keys.cellOf(key);
    if (cell.length() < key.length() && cells.get(cell) != null) {
      String sweep = key.substring(cell.length() + 1);
      change(cell, entry -> entry.unwant(sweep));
    }
  }

  /** Changes an entry and moves the accounts of the sweeps that want it, or did, by as much. */
  private void change(String cell, Consumer<CellEntry> step) {
    CellEntry stored = cells.get(cell);
    CellEntry entry = stored == null ? new CellEntry() : stored;
    Map<SweepEpoch, SweepAccount> before = entry.accounts();
    step.accept(entry);
    Map<SweepEpoch, SweepAccount> after = entry.accounts();
    Set<SweepEpoch> epochs = new TreeSet<>(before.keySet());
    epochs.addAll(after.keySet());
    for (SweepEpoch epoch : epochs) {
      SweepAccount old = accounts.get(epoch.key());
      SweepAccount difference =
          after
              .getOrDefault(epoch, SweepAccount.ZERO)
              .minus(before.getOrDefault(epoch, SweepAccount.ZERO));
      accounts.put(epoch.key(), (old == null ? SweepAccount.ZERO : old).plus(difference));
      dirtySweeps.mark(epoch.key());
    }
    boolean purged = entry.wanting().isEmpty() && !before.isEmpty();
    if (freshness.isFresh()) {
      emitTasks(entry, context.currentSystemTimeMs());
    }
    if (entry.isDue()) {
      dueCells.mark(cell);
    }
    cells.put(cell, purged ? null : entry);
    dirtyCells.mark(cell);
  }

  private void emitTasks(CellEntry entry, long now) {
    for (Update.OfTask task : entry.emitTasks(TASKS_AT_ONCE, Instant.ofEpochMilli(now))) {
      context.forward(new Record<>(null, task, now));
    }
  }

  private void emitDue(String cell, long now) {
    CellEntry entry = cells.get(cell);
    if (entry != null && entry.isDue()) {
      emitTasks(entry, now);
      cells.put(cell, entry);
    }
  }

  /** Those of which more is due than comes at once stay. */
  private boolean isDue(String cell) {
    CellEntry entry = cells.get(cell);
    return entry != null && entry.isDue();
  }

  private void emit(long now) {
    if (freshness.isCaughtUp()) {
      List<String> due = dueCells.drain(cell -> emitDue(cell, now));
      due.stream().filter(this::isDue).forEach(dueCells::mark);
    }
    dirtyCells.drain(cell -> emitCell(cell, now));
    dirtySweeps.drain(key -> emitAccount(key, now));
  }

  private void emitAccount(String key, long now) {
    SweepAccount account = accounts.get(key);
    if (account.cells() == 0) {
      accounts.delete(key);
    }
    SweepEpoch of = SweepEpoch.of(key);
    PartitionAccount absolute =
        new PartitionAccount(of.epoch(), context.taskId().partition(), account);
    context.forward(new Record<>(of.sweep(), new Update.OfSweep(absolute), now));
  }

  private void emitCell(String cell, long now) {
    CellEntry entry = cells.get(cell);
    if (entry == null) {
      observer.onCellPurged(context.taskId(), cell);
      context.forward(new Record<>(cell, new Update.OfCell(null), now));
    } else if (entry.hasNews()) {
      entry
          .summary()
          .ifPresent(
              summary -> {
                observer.onCell(context.taskId(), cell, summary, entry.demand());
                entry
                    .statistics(summary)
                    .ifPresent(
                        statistics ->
                            context.forward(
                                new Record<>(cell, new Update.OfCell(statistics), now)));
              });
    }
  }

  private static void requireKey(String key, String expected) {
    if (!key.equals(expected)) {
      throw new IllegalArgumentException("key must be " + expected + ", got " + key);
    }
  }
}
