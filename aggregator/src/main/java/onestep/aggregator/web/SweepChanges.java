package onestep.aggregator.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onestep.aggregator.view.CellStatus;
import onestep.aggregator.view.SweepStatus;
import onestep.aggregator.view.ViewJson;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Worker;

/**
 * What one stream has to tell: everything at first, and then whatever differs from what it told
 * last. Not safe for use by several threads.
 */
final class SweepChanges {

  /** Cells of one event, so that neither side handles a large sweep in one piece. */
  static final int CELLS_AT_ONCE = 500;

  private final Optional<String> sweep;
  private final Map<String, CellStatus> cells = new HashMap<>();
  private List<SweepStatus> sweeps;
  private List<Worker> workers;
  private List<DeadLetter> deadLetters;
  private boolean complete;

  /**
   * An event of a stream.
   *
   * @param name what it tells: sweeps, cells or activity
   * @param data a JSON document in one line
   */
  record Event(String name, String data) {}

  SweepChanges(Optional<String> sweep) {
    this.sweep = sweep;
  }

  /** The events that bring a client to a frame. */
  List<Event> to(SweepFrames.Frame frame) {
    List<Event> events = new ArrayList<>();
    if (!frame.sweeps().equals(sweeps)) {
      sweeps = frame.sweeps();
      events.add(new Event("sweeps", ViewJson.sweeps(sweeps)));
    }
    sweep.ifPresent(name -> addCells(name, frame.cells(), events));
    if (!frame.workers().equals(workers) || !frame.deadLetters().equals(deadLetters)) {
      workers = frame.workers();
      deadLetters = frame.deadLetters();
      events.add(new Event("activity", ViewJson.activity(frame.at(), workers, deadLetters)));
    }
    return events;
  }

  private void addCells(String name, List<CellStatus> now, List<Event> events) {
    boolean reset = !complete || lost(now);
    if (reset) {
      cells.clear();
    }
    List<CellStatus> changed =
        now.stream().filter(cell -> !cell.equals(cells.get(cell.id()))).toList();
    changed.forEach(cell -> cells.put(cell.id(), cell));
    complete = true;
    for (int from = 0; from < changed.size() || (from == 0 && reset); from += CELLS_AT_ONCE) {
      List<CellStatus> part = changed.subList(from, Math.min(changed.size(), from + CELLS_AT_ONCE));
      events.add(new Event("cells", ViewJson.changes(name, reset && from == 0, now.size(), part)));
    }
  }

  /** Whether a cell that was told is not of the sweep any more. */
  private boolean lost(List<CellStatus> now) {
    Set<String> ids = new HashSet<>();
    now.forEach(cell -> ids.add(cell.id()));
    return !ids.containsAll(cells.keySet());
  }
}
