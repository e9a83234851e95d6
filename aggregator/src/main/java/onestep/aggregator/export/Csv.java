package onestep.aggregator.export;

import java.util.List;

/** Records of comma-separated values after RFC 4180, except that lines end with a single '\n'. */
final class Csv {

  private Csv() {}

  /**
   * Appends one record of at least one field, and its line end; fields with a comma, quote or line
   * break are quoted.
   */
  static void append(StringBuilder text, List<String> fields) {
    for (String field : fields) {
      text.append(quoted(field)).append(',');
    }
    text.setCharAt(text.length() - 1, '\n');
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
