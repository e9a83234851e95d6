package onestep.aggregator.text;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.util.Locale;

/** Texts of numbers that are the same on every Java version and in every locale. */
public final class Numbers {

  private Numbers() {}

  /**
   * The shortest decimal text that reads back to the same double, or nothing for NaN.
   *
   * <p>{@link Double#toString(double)} gives it only since Java 19; this is the same algorithm
   * (Giulietti's Schubfach) on every version.
   */
  public static String exact(double value) {
    return Double.isNaN(value) ? "" : NumberOutput.toString(value, true);
  }

  /** A finite number without exponent and without needless zeros: 2, 0.5, 0.001. */
  public static String plain(double value) {
    return new BigDecimal(exact(value)).stripTrailingZeros().toPlainString();
  }

  /** A number rounded to some decimals. */
  public static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A count with commas between thousands. */
  public static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
