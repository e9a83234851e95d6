package onestep.aggregator.text;

import java.util.Locale;

/** Numbers as people read them: three decimals near 1, so that columns line up. */
public final class Rounded {

  private static final double SMALLEST_FIXED = 1e-5;
  private static final double LARGEST_FIXED = 1e7;
  private static final int DECIMALS = 3;
  private static final int MOST_DECIMALS = 7;

  private Rounded() {}

  /** A number, with an exponent if it is far from 1. */
  public static String number(double value) {
    return isFarFromOne(value) ? exponential(value) : Numbers.fixed(value, decimals(value));
  }

  /** A number and its error, with the same decimals: as many as show the error's first digit. */
  public static String withError(double value, double error) {
    if (isFarFromOne(value)) {
      return exponential(value) + " ± " + exponential(error);
    }
    int decimals = Math.max(decimals(value), firstDecimal(error));
    return Numbers.fixed(value, decimals) + " ± " + Numbers.fixed(error, decimals);
  }

  private static boolean isFarFromOne(double value) {
    double size = Math.abs(value);
    return size != 0 && (size < SMALLEST_FIXED || size >= LARGEST_FIXED);
  }

  private static String exponential(double value) {
    return String.format(Locale.ROOT, "%.3e", value);
  }

  /** Three decimals for what is near 1; else four significant digits. */
  private static int decimals(double value) {
    double size = Math.abs(value);
    if (size == 0 || (size >= 0.1 && size < 100)) {
      return DECIMALS;
    }
    int exponent = (int) Math.floor(Math.log10(size));
    return Math.max(0, DECIMALS - exponent);
  }

  private static int firstDecimal(double error) {
    return error > 0 ? Math.min(MOST_DECIMALS, (int) Math.ceil(-Math.log10(error))) : 0;
  }
}
