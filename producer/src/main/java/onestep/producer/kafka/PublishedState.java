package onestep.producer.kafka;

import java.util.Optional;
import java.util.function.Function;
import onestep.contract.cell.NetworkSet;

/** What a cluster knows already. */
interface PublishedState {

  /** The latest committed record of a sweep. */
  Optional<onestep.contract.record.Sweep> latest(String sweep);

  /**
   * From a cell id to the networks whose rows are in the statistics, under whatever sweep; a
   * snapshot.
   */
  Function<String, NetworkSet> seenNetworks();
}
