package onestep.aggregator.export;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
}
