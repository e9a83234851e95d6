package onestep.aggregator.topology;

import java.time.Instant;
import onestep.contract.cell.NetworkRange;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.record.Cell;
import onestep.contract.record.Task;
import onestep.contract.record.TaskShape;

/** The tasks that the aggregator emits of a cell that a sweep wants. */
final class TaskRecords {

  private TaskRecords() {}

  /**
   * Checks that the record of a cell tells how its tasks are made.
   *
   * @throws IllegalArgumentException if it does not, or names no queue
   */
  static void check(Cell cell) {
    TaskShape shape = cell.getTasks();
    if (shape == null || shape.getNetworks() < 1) {
      throw new IllegalArgumentException("a cell with a stop rule needs the shape of its tasks");
    }
    TaskQueue.ofTopic(shape.getTopic());
  }

  /**
   * A task of new networks, for the cell's queue.
   *
   * @throws IllegalArgumentException if the record names no queue
   */
  static Update.OfTask of(Cell cell, NetworkRange range, Instant now) {
    TaskShape shape = cell.getTasks();
    return new Update.OfTask(
        TaskQueue.ofTopic(shape.getTopic()),
        Task.newBuilder()
            .setSweep(cell.getSweep())
            .setEpoch(cell.getEpoch())
            .setDefinition(cell.getDefinition())
            .setFirst(range.first())
            .setCount(range.count())
            .setMemoryBytes(shape.getMemoryBytes())
            .setEstimatedSeconds(range.count() * shape.getSecondsPerNetwork())
            .setEmittedAt(now)
            .build());
  }
}
