package onestep.aggregator.export;

import java.util.stream.Collectors;
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
}
