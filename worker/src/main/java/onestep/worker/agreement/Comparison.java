package onestep.worker.agreement;

import java.util.Locale;

/** Counts results of two backends that differ, and by how much. */
final class Comparison {

  private final String what;
  private final double tolerance;
  private long results;
  private long different;
  private double largest;

  /**
   * Nothing compared yet.
   *
   * @param tolerance of relative differences; 0 for the same bits
   */
  Comparison(String what, double tolerance) {
    this.what = what;
    this.tolerance = tolerance;
  }

  void add(double[] actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      add(actual[i], expected[i]);
    }
  }

  void add(float[] actual, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      add(actual[i], expected[i]);
    }
  }

  void add(double actual, double expected) {
    results++;
    if (Double.doubleToLongBits(actual) != Double.doubleToLongBits(expected)) {
      different++;
      double relative = Math.abs(actual - expected) / Math.abs(expected);
      largest = Double.isNaN(relative) ? Double.POSITIVE_INFINITY : Math.max(largest, relative);
    }
  }

  Row row() {
    String found =
        different == 0
            ? String.format(Locale.ROOT, "%,d results, the same bits", results)
            : String.format(
                Locale.ROOT,
                "%,d results, %,d with other bits, largest relative difference %.1e",
                results,
                different,
                largest);
    return new Row(what, found, largest <= tolerance);
  }
}
