package onestep.producer.kafka;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What a cluster knows already. */
interface PublishedState {

  /** The latest committed record of a sweep. */
  Optional<onestep.contract.record.Sweep> latest(String sweep);

  /** The latest committed record of every sweep, by name. */
  SortedMap<String, onestep.contract.record.Sweep> sweeps();

  /** Keys of the cell records of a sweep, those of all its epochs. */
  List<String> cellKeys(String sweep);

  /** What the statistics tell of cells, and of the stop rules of a sweep in them; a snapshot. */
  KnownCells cells(String sweep);
}
