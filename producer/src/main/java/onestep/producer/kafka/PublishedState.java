package onestep.producer.kafka;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import onestep.contract.cell.NetworkSet;

/** What a cluster knows already. */
interface PublishedState {

  /** The latest committed record of a sweep. */
  Optional<onestep.contract.record.Sweep> latest(String sweep);

  /** The latest committed record of every sweep, by name. */
  SortedMap<String, onestep.contract.record.Sweep> sweeps();

  /** Keys of the cell records of a sweep, those of all its epochs. */
  List<String> cellKeys(String sweep);

  /**
   * From a cell id to the networks whose rows are in the statistics, under whatever sweep; a
   * snapshot.
   */
  Function<String, NetworkSet> seenNetworks();

  /** Ids of the cells in which the stop rule of a sweep has decided; a snapshot. */
  Set<String> stoppedCells(String sweep);
}
