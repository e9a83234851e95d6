package onestep.local.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long it took, after the end of each fault, until more networks were counted. */
final class RecoveryTimes {

  private static final double MILLIS = 1e3;

  private final Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
  private final Map<FaultKind, List<Double>> seconds = new EnumMap<>(FaultKind.class);

  /** A fault has happened. */
  synchronized void count(FaultKind kind) {
    counts.merge(kind, 1, Integer::sum);
  }

  /** More was counted so long after the end of a fault. */
  synchronized void add(FaultKind kind, long millis) {
    seconds.computeIfAbsent(kind, unused -> new ArrayList<>()).add(millis / MILLIS);
  }

  /** A row of a table in Markdown for every kind. */
  synchronized String table() {
    StringBuilder table =
        new StringBuilder("| fault | times | median s | worst s |\n|---|---|---|---|\n");
    counts.forEach(
        (kind, count) -> {
          List<Double> times = new ArrayList<>(seconds.getOrDefault(kind, List.of()));
          Collections.sort(times);
          table.append(
              times.isEmpty()
                  ? "| %s | %d | - | - |%n".formatted(kind.text(), count)
                  : String.format(
                      Locale.ROOT,
                      "| %s | %d | %.1f | %.1f |%n",
                      kind.text(),
                      count,
                      times.get(times.size() / 2),
                      times.get(times.size() - 1)));
        });
    return table.toString();
  }
}
