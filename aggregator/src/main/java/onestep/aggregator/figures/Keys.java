package onestep.aggregator.figures;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import onestep.aggregator.figures.plot.Key;
import onestep.aggregator.statistics.CellSummary;

/** A look for each value of each variable, the same in all figures of a sweep. */
final class Keys {

  private final Map<Variable, SortedMap<Integer, Key>> keys = new EnumMap<>(Variable.class);

  /** Keys for all values that some cells have. */
  Keys(List<CellSummary> cells) {
    for (Variable variable : Variable.values()) {
      keys.put(variable, variable.keys(cells));
    }
  }

  /** The key of a value that a cell has. */
  Key of(Variable variable, int value) {
    return keys.get(variable).get(value);
  }
}
