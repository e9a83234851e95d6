package onestep.aggregator.figures;

import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.function.ToIntFunction;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.text.Numbers;

/** Tells how much was sampled. */
final class SampleSize {

  private SampleSize() {}

  /** As in "up to 100 networks × 1 point", where no line breaks around "×". */
  static String of(List<CellSummary> cells) {
    return span(cells, CellSummary::networks, "network")
        + "\u00a0×\u00a0"
        + span(cells, cell -> cell.spec().points(), "point");
  }

  private static String span(
      List<CellSummary> cells, ToIntFunction<CellSummary> value, String unit) {
    IntSummaryStatistics values = cells.stream().mapToInt(value).summaryStatistics();
    return (values.getMin() == values.getMax() ? "" : "up to ")
        + Numbers.grouped(values.getMax())
        + " "
        + unit
        + (values.getMax() == 1 ? "" : "s");
  }
}
