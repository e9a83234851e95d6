package onestep.aggregator.topology;

import onestep.contract.record.Statistics;

/** What the cells' processor emits. */
sealed interface Update {

  /** New statistics of the cell that is the key; null to purge them. */
  record OfCell(Statistics statistics) implements Update {}

  /** The new account of the sweep that is the key. */
  record OfSweep(PartitionAccount account) implements Update {}
}
