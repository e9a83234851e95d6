package onestep.aggregator.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Worker;

/** Tells how far sweeps and their cells are. Safe for use by several threads. */
public interface StatusSource {

  /** All sweeps, by name. */
  List<SweepStatus> sweeps();

  /** A sweep; empty if its record has not come. */
  Optional<SweepStatus> sweep(String name);

  /** The cells of a sweep in plan order, those without a row included; none if it is unknown. */
  List<CellStatus> cells(String sweep);

  /** The sweep file as canonical JSON; empty for an unknown sweep. */
  Optional<String> specification(String sweep);

  /** The last dead letters of a sweep, at most 100, oldest first; none if it is unknown. */
  List<DeadLetter> deadLetters(String sweep);

  /** Workers that have been heard of lately, by name. */
  List<Worker> workers(Instant now);

  /** Whether this is being kept up to date. */
  boolean isAlive();
}
