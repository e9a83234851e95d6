package onestep.contract.cell;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Content-hashed identity: the truncated SHA-256 of a canonical text.
 *
 * <p>The text is JSON with sorted keys, no blanks, integers in decimal and doubles in the exact
 * hexadecimal form of {@link Double#toHexString}. It depends neither on the order of keys nor on
 * the Java version (the decimal form of a double changed in Java 19).
 */
public final class Identity {

  /** Hexadecimal digits of an id: 128 bits. */
  public static final int LENGTH = 32;

  private Identity() {}

  /**
   * The id of a tree of maps, lists, strings, integers and doubles.
   *
   * @throws IllegalArgumentException if the tree holds anything else
   */
  public static String hash(Map<String, ?> tree) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(canonical(tree).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, LENGTH / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The canonical text that is hashed. */
  static String canonical(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, entry) -> sorted.put((String) key, entry));
      return sorted.entrySet().stream()
          .map(entry -> quoted(entry.getKey()) + ":" + canonical(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Identity::canonical).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof String text) {
      return quoted(text);
    }
    if (value instanceof Integer || value instanceof Long) {
      return value.toString();
    }
    if (value instanceof Double number) {
      return Double.toHexString(number);
    }
    throw new IllegalArgumentException("cannot be part of an identity: " + value);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
