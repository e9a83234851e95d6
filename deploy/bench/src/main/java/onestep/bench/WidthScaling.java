package onestep.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.Sampler;

/** How the cost of a network grows with its width on the conditioned sampler, on one slot. */
final class WidthScaling {

  private static final int[] DEPTHS = {1, 3};
  private static final int[] WIDTHS = {1_000, 10_000, 100_000, 1_000_000, 10_000_000};
  private static final int DIMENSION = 1_000;

  private WidthScaling() {}

  /** Measures and prints a row for each depth: times, and the slope of ln time against ln k. */
  static void print(PrintWriter out, Duration time) {
    out.printf(Locale.ROOT, "conditioned, d = 1,000, one point, one slot: s/network at k%n");
    out.printf(Locale.ROOT, "%2s", "L");
    for (int width : WIDTHS) {
      out.printf(Locale.ROOT, " %,11d", width);
    }
    out.printf(Locale.ROOT, " %11s%n", "slope");
    for (int depth : DEPTHS) {
      out.printf(Locale.ROOT, "%2d", depth);
      double first = Double.NaN;
      double last = Double.NaN;
      int widest = 0;
      for (int width : WIDTHS) {
        CellSpec cell = new BenchedCell(depth, DIMENSION, width, 1).spec(1, Sampler.CONDITIONED);
        if (Footprint.bytes(cell) > Runtime.getRuntime().maxMemory()) {
          out.printf(Locale.ROOT, " %11s", "");
          continue;
        }
        last = TrialRate.measure(cell, 1, time).secondsPerNetwork();
        widest = width;
        first = Double.isNaN(first) ? last : first;
        out.printf(Locale.ROOT, " %11s", CellRates.seconds(last));
      }
      out.printf(
          Locale.ROOT, " %11.2f%n", Math.log(last / first) / Math.log(widest / (double) WIDTHS[0]));
      out.flush();
    }
  }
}
