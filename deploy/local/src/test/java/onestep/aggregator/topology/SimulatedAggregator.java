package onestep.aggregator.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import onestep.contract.kafka.Keys;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Progress;
import onestep.contract.record.Task;
import onestep.local.simulation.Logs;
import org.apache.kafka.streams.processor.api.Record;

/** The aggregator without threads, broker and clock: its processors, task by task. */
public final class SimulatedAggregator {

  private static final List<Topic> OF_CELLS =
      List.of(Topic.RESULTS, Topic.CELLS, Topic.DEAD_LETTERS);

  private final Logs logs;
  private final Random random;
  private final Rewriting rewriting;
  private final Consumer<Task> tasks;
  private final List<SimulatedTask> cells;
  private final List<SimulatedTask> sweeps;
  private final List<List<Account>> accounts = new ArrayList<>();
  private final List<Integer> taken = new ArrayList<>();
  private final List<Integer> committedTaken = new ArrayList<>();

  private record Account(String sweep, PartitionAccount account) {}

  /**
   * An aggregator that has read nothing.
   *
   * @param tasks takes the tasks that it emits, as they are committed
   */
  public SimulatedAggregator(Logs logs, Random random, Rewriting rewriting, Consumer<Task> tasks) {
    this.logs = logs;
    this.random = random;
    this.rewriting = rewriting;
    this.tasks = tasks;
    cells = IntStream.range(0, Logs.PARTITIONS).mapToObj(SimulatedTask::ofCells).toList();
    sweeps = IntStream.range(0, Logs.PARTITIONS).mapToObj(SimulatedTask::ofSweeps).toList();
    for (int partition = 0; partition < Logs.PARTITIONS; partition++) {
      accounts.add(new ArrayList<>());
      taken.add(0);
      committedTaken.add(0);
    }
  }

  /** Processes a record, in whatever task and of whatever topic; false if there is none there. */
  public boolean next() {
    int partition = random.nextInt(Logs.PARTITIONS);
    return switch (random.nextInt(5)) {
      case 0 -> nextAccount(partition);
      case 1 -> sweeps.get(partition).next(Topic.SWEEPS, logs, rewriting);
      default ->
          cells.get(partition).next(OF_CELLS.get(random.nextInt(OF_CELLS.size())), logs, rewriting);
    };
  }

  /** Reads results once more that were counted already. */
  public void again() {
    cells.get(random.nextInt(Logs.PARTITIONS)).again(Topic.RESULTS, 1 + random.nextInt(3));
  }

  /** An interval of some task is over. */
  public void emit() {
    cells.get(random.nextInt(Logs.PARTITIONS)).emit();
  }

  /** Some task commits; what it forwarded is in the topics then. */
  public void commit() {
    int partition = random.nextInt(Logs.PARTITIONS);
    if (random.nextBoolean()) {
      commitCells(partition);
    } else {
      commitSweeps(partition);
    }
  }

  /** Some task crashes and is started again. */
  public void crash() {
    int partition = random.nextInt(Logs.PARTITIONS);
    if (random.nextBoolean()) {
      cells.get(partition).crash();
    } else {
      sweeps.get(partition).crash();
      taken.set(partition, committedTaken.get(partition));
    }
  }

  /** Reads all that there is, emits and commits. */
  public void finish() {
    for (int partition = 0; partition < Logs.PARTITIONS; partition++) {
      for (Topic topic : OF_CELLS) {
        while (cells.get(partition).next(topic, logs, rewriting)) {}
      }
      cells.get(partition).emit();
      cells.get(partition).emit(); // the interval before it may have seen something old
      commitCells(partition);
    }
    for (int partition = 0; partition < Logs.PARTITIONS; partition++) {
      while (sweeps.get(partition).next(Topic.SWEEPS, logs, rewriting)) {}
      while (nextAccount(partition)) {}
      commitSweeps(partition);
    }
  }

  private boolean nextAccount(int partition) {
    int next = taken.get(partition);
    if (next >= accounts.get(partition).size()) {
      return false;
    }
    Account account = accounts.get(partition).get(next);
    sweeps.get(partition).next(account.sweep(), account.account());
    taken.set(partition, next + 1);
    return true;
  }

  private void commitCells(int partition) {
    for (Record<String, ?> record : cells.get(partition).commit()) {
      if (record.value() instanceof Update.OfCell cell) {
        logs.append(Topic.STATISTICS, record.key(), cell.statistics());
      } else if (record.value() instanceof Update.OfSweep sweep) {
        accounts
            .get(Keys.partition(record.key(), Logs.PARTITIONS))
            .add(new Account(record.key(), sweep.account()));
      } else if (record.value() instanceof Update.OfTask task) {
        tasks.accept(task.task());
      }
    }
  }

  private void commitSweeps(int partition) {
    committedTaken.set(partition, taken.get(partition));
    for (Record<String, ?> record : sweeps.get(partition).commit()) {
      logs.append(Topic.PROGRESS, record.key(), (Progress) record.value());
    }
  }
}
