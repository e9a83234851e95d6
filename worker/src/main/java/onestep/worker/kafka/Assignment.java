package onestep.worker.kafka;

import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.NetworkRange;
import onestep.contract.kafka.Definitions;
import onestep.contract.record.Task;

/**
 * A task, checked.
 *
 * @param bytesPerNetwork upper bound of the memory of one network; computed here rather than
 *     believed
 */
record Assignment(Task task, CellSpec cell, NetworkRange range, long bytesPerNetwork) {

  /** Most networks of a task, far beyond any that is planned: results are kept until the last. */
  static final int MOST_NETWORKS = 1_000_000;

  /**
   * Checks a task.
   *
   * @throws MalformedTaskException if a field is out of range or the ids are not those of the
   *     fields
   */
  static Assignment of(Task task) {
    try {
      CellSpec cell = Definitions.toSpec(task.getDefinition());
      NetworkRange range = new NetworkRange(task.getFirst(), task.getCount());
      if (range.count() > MOST_NETWORKS) {
        throw new IllegalArgumentException(
            "count must be at most " + MOST_NETWORKS + ", got " + range.count());
      }
      return new Assignment(task, cell, range, Footprint.bytes(cell));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedTaskException("malformed task: " + e.getMessage(), e);
    }
  }

  /** The id of the task. */
  String taskId() {
    return range.taskId(task.getDefinition().getCell());
  }

  /** Trials of the whole task. */
  long trials() {
    return (long) range.count() * cell.points();
  }
}
