package onestep.aggregator.view;

import java.util.List;
import java.util.Optional;

/** Tells how far sweeps and their cells are. Safe for use by several threads. */
public interface StatusSource {

  /** All sweeps, by name. */
  List<SweepStatus> sweeps();

  /** A sweep; empty if its record has not come. */
  Optional<SweepStatus> sweep(String name);

  /** The cells of a sweep in plan order, those without a row included; none if it is unknown. */
  List<CellStatus> cells(String sweep);

  /** Whether this is being kept up to date. */
  boolean isAlive();
}
