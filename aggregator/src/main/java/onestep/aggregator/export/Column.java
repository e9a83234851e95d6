package onestep.aggregator.export;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.text.Numbers;

/**
 * A column of {@code cells.csv}.
 *
 * @param name header
 * @param unit unit of the values; empty for texts, counts and pure numbers
 * @param definition what it holds, as a sentence for the data dictionary
 * @param estimator how it is computed from trials, or from the cell for theory; empty for what a
 *     cell is
 * @param text the field of a cell; empty where undefined
 */
public record Column(
    String name,
    String unit,
    String definition,
    String estimator,
    Function<CellSummary, String> text) {

  static Column text(String name, String definition, Function<CellSummary, String> value) {
    return new Column(name, "", definition, "", value);
  }

  static Column count(String name, String definition, ToLongFunction<CellSummary> value) {
    return new Column(name, "", definition, "", cell -> Long.toString(value.applyAsLong(cell)));
  }

  static Column number(
      String name,
      String unit,
      String definition,
      String estimator,
      ToDoubleFunction<CellSummary> value) {
    return new Column(
        name, unit, definition, estimator, cell -> Numbers.exact(value.applyAsDouble(cell)));
  }
}
