package onestep.producer;

import java.util.Locale;

/** Numbers as people read them. */
final class Human {

  private static final double MINUTE = 60;
  private static final double HOUR = 60 * MINUTE;
  private static final double DAY = 24 * HOUR;

  private Human() {}

  /** A count, such as {@code 1,000,000}. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A duration in seconds, such as {@code 3 min 20 s}. */
  static String duration(double seconds) {
    if (seconds < 0.9995) {
      return String.format(Locale.ROOT, "%.0f ms", seconds * 1000);
    }
    if (seconds < MINUTE) {
      return String.format(Locale.ROOT, seconds < 9.95 ? "%.1f s" : "%.0f s", seconds);
    }
    if (seconds < HOUR) {
      return String.format(
          Locale.ROOT, "%d min %d s", (long) (seconds / MINUTE), (long) (seconds % MINUTE));
    }
    if (seconds < DAY) {
      return String.format(
          Locale.ROOT, "%d h %d min", (long) (seconds / HOUR), (long) (seconds % HOUR / MINUTE));
    }
    return String.format(Locale.ROOT, "%,.1f d", seconds / DAY);
  }

  /** Three significant digits, without an exponent where that is readable. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 1e6 || (size < 1e-3 && size > 0)) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
