package onestep.contract.kafka;

import java.time.Instant;
import onestep.contract.cell.NetworkRange;
import onestep.contract.record.Cell;
import onestep.contract.record.Task;
import onestep.contract.record.TaskShape;

/** Makes the tasks of a cell, of which its record tells how they are made. */
public final class Tasks {

  private Tasks() {}

  /**
   * The queue of the cell's tasks.
   *
   * @throws IllegalArgumentException if the record names none
   */
  public static TaskQueue queue(Cell cell) {
    return TaskQueue.ofTopic(cell.getTasks().getTopic());
  }

  /** The task of some networks, for the sweep and the epoch that want the cell. */
  public static Task of(Cell cell, NetworkRange range, Instant emitted) {
    TaskShape shape = cell.getTasks();
    return Task.newBuilder()
        .setSweep(cell.getSweep())
        .setEpoch(cell.getEpoch())
        .setDefinition(cell.getDefinition())
        .setFirst(range.first())
        .setCount(range.count())
        .setMemoryBytes(shape.getMemoryBytes())
        .setEstimatedSeconds(range.count() * shape.getSecondsPerNetwork())
        .setEmittedAt(emitted)
        .build();
  }
}
