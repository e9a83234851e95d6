package onestep.producer.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Canonical JSON: sorted keys, no blanks, the shortest decimal of every double. */
public final class Json {

  private static final int DIGITS_OF_A_DOUBLE = 17;

  private static final double LARGEST_PLAIN = 1e15;

  private Json() {}

  /** The text of a tree of maps, lists, strings and finite numbers. */
  public static String write(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, entry) -> sorted.put((String) key, entry));
      return sorted.entrySet().stream()
          .map(entry -> quoted(entry.getKey()) + ":" + write(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof Double number) {
      return shortest(number);
    }
    if (value instanceof Integer || value instanceof Long) {
      return value.toString();
    }
    if (value instanceof String text) {
      return quoted(text);
    }
    throw new IllegalArgumentException("cannot be part of a specification: " + value);
  }

  /** Double.toString gives other digits since Java 19, and a specification outlives a JVM. */
  private static String shortest(double number) {
    BigDecimal exact = new BigDecimal(number);
    for (int digits = 1; digits < DIGITS_OF_A_DOUBLE; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits));
      if (rounded.doubleValue() == number) {
        return number == Math.rint(number) && Math.abs(number) < LARGEST_PLAIN
            ? rounded.toBigInteger().toString()
            : rounded.stripTrailingZeros().toString();
      }
    }
    return exact.round(new MathContext(DIGITS_OF_A_DOUBLE)).toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
