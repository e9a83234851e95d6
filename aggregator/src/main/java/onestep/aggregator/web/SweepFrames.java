package onestep.aggregator.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import onestep.aggregator.view.CellStatus;
import onestep.aggregator.view.StatusSource;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Worker;

/**
 * The view at moments, each taken once for however many streams show it. Safe for use by several
 * threads.
 */
final class SweepFrames {

  private final StatusSource view;
  private final Clock clock;
  private final Duration kept;
  private final Map<String, Frame> frames = new HashMap<>();

  /**
   * The view at one moment.
   *
   * @param cells cells of the sweep, in plan order
   */
  record Frame(
      Instant at,
      List<SweepStatus> sweeps,
      List<CellStatus> cells,
      List<Worker> workers,
      List<DeadLetter> deadLetters) {}

  /**
   * Frames of a view.
   *
   * @param kept how old a frame may be
   */
  SweepFrames(StatusSource view, Clock clock, Duration kept) {
    this.view = view;
    this.clock = clock;
    this.kept = kept;
  }

  /** How things stand; without cells and letters if no sweep is asked for. */
  synchronized Frame of(Optional<String> sweep) {
    Instant now = clock.instant();
    frames.values().removeIf(frame -> !frame.at().plus(kept).isAfter(now));
    return frames.computeIfAbsent(sweep.orElse(""), name -> take(sweep, now));
  }

  private Frame take(Optional<String> sweep, Instant now) {
    return new Frame(
        now,
        view.sweeps(),
        sweep.map(view::cells).orElse(List.of()),
        view.workers(now),
        sweep.map(view::deadLetters).orElse(List.of()));
  }
}
