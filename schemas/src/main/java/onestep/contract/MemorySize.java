package onestep.contract;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of memory as people write them: a number and K, M, G or T, in powers of 1024. */
public final class MemorySize {

  private static final Pattern FORM = Pattern.compile("(\\d+)([KMGT]?)(?:I?B)?");
  private static final String UNITS = "KMGT";

  private MemorySize() {}

  /**
   * Bytes of a size such as 512M or 4GiB.
   *
   * @param option what the size is given for, such as --memory
   * @throws InvalidInputException if it is not a size
   */
  public static long parse(String option, String text) {
    Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    try {
      if (matcher.matches()) {
        int power = UNITS.indexOf(matcher.group(2)) + 1;
        int exponent = matcher.group(2).isEmpty() ? 0 : 10 * power;
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << exponent);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw new InvalidInputException(option + " is too large: " + text, e);
    }
    throw new InvalidInputException(option + " must be a size such as 512M or 4G, got " + text);
  }

  /** A size for people, such as {@code 2.7 GiB}. */
  public static String show(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < UNITS.length() - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(
        Locale.ROOT, value < 9.95 ? "%.1f %siB" : "%,.0f %siB", value, UNITS.charAt(unit));
  }
}
