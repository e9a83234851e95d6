package onestep.aggregator.export;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.aggregator.text.Numbers;
import onestep.contract.cell.ModelSpec;

/** Texts of a cell's parameters. */
final class Labels {

  private Labels() {}

  /** The common width, such as {@code 100}, or all of them, such as {@code 100-50-10}. */
  static String widths(ModelSpec model) {
    return model.widths().stream().distinct().count() == 1
        ? model.widths().get(0).toString()
        : model.widths().stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  /**
   * The widths that {@link #widths(ModelSpec)} tells of a model.
   *
   * @throws NumberFormatException if a width is not a whole number
   */
  static List<Integer> widths(String label, int depth) {
    List<Integer> widths = Stream.of(label.split("-", -1)).map(Integer::valueOf).toList();
    return widths.size() == 1 ? Collections.nCopies(depth, widths.get(0)) : widths;
  }

  /** Numbers by name, such as {@code count=10;step=0.5}, in order of names. */
  static String parameters(Map<String, Double> parameters) {
    return new TreeMap<>(parameters)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + Numbers.exact(entry.getValue()))
            .collect(Collectors.joining(";"));
  }

  /**
   * The numbers that {@link #parameters(Map)} tells of.
   *
   * @throws IllegalArgumentException if the text is not such a list
   */
  static Map<String, Double> parameters(String text) {
    Map<String, Double> parameters = new TreeMap<>();
    for (String entry : text.isEmpty() ? new String[0] : text.split(";", -1)) {
      int equals = entry.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("\"" + entry + "\" is not name=value");
      }
      parameters.put(entry.substring(0, equals), Double.valueOf(entry.substring(equals + 1)));
    }
    return parameters;
  }
}
