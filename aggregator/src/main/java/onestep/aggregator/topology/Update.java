package onestep.aggregator.topology;

import onestep.contract.kafka.TaskQueue;
import onestep.contract.record.Statistics;
import onestep.contract.record.Task;

/** What the cells' processor emits. */
sealed interface Update {

  /** New statistics of the cell that is the key; null to purge them. */
  record OfCell(Statistics statistics) implements Update {}

  /** The new account of the sweep that is the key. */
  record OfSweep(PartitionAccount account) implements Update {}

  /** A task for a queue; it has no key, so that tasks spread over partitions. */
  record OfTask(TaskQueue queue, Task task) implements Update {}
}
