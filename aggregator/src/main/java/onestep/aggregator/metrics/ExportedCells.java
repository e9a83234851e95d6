package onestep.aggregator.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.topology.CellDemand;
import org.apache.kafka.streams.processor.TaskId;

/**
 * The cells of this instance that have series of their own: those that changed last, up to a
 * number. Not safe for use by several threads.
 */
final class ExportedCells {

  private final int most;
  private final Map<String, Cell> told = new LinkedHashMap<>();
  private final Map<String, LeftOut> leftOut = new HashMap<>();

  /** A cell that is told of. */
  record Cell(TaskId task, Labels labels, CellSummary summary, CellDemand demand) {}

  private record LeftOut(TaskId task, Set<String> sweeps) {}

  ExportedCells(int most) {
    this.most = most;
  }

  void put(TaskId task, String id, CellSummary summary, CellDemand demand) {
    Cell before = told.remove(id);
    leftOut.remove(id);
    Labels labels = before == null ? CellMetric.labels(id, summary) : before.labels();
    told.put(id, new Cell(task, labels, summary, demand));
    if (told.size() > most) {
      String oldest = told.keySet().iterator().next();
      Cell evicted = told.remove(oldest);
      leftOut.put(oldest, new LeftOut(evicted.task(), evicted.demand().sweeps()));
    }
  }

  void remove(String id) {
    told.remove(id);
    leftOut.remove(id);
  }

  void release(TaskId task) {
    told.values().removeIf(cell -> cell.task().equals(task));
    leftOut.values().removeIf(cell -> cell.task().equals(task));
  }

  /** Those of sweeps that are not over, in the order of their labels. */
  List<Cell> current(Predicate<String> over) {
    return told.values().stream()
        .filter(cell -> isCurrent(cell.demand().sweeps(), over))
        .sorted(Comparator.comparing(Cell::labels))
        .toList();
  }

  /** How many of sweeps that are not over there was no room for. */
  long countLeftOut(Predicate<String> over) {
    return leftOut.values().stream().filter(cell -> isCurrent(cell.sweeps(), over)).count();
  }

  private static boolean isCurrent(Set<String> sweeps, Predicate<String> over) {
    return !sweeps.stream().allMatch(over);
  }
}
