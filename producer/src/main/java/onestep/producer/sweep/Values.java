package onestep.producer.sweep;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads values of a sweep file. Every error names the place, the field, what it must be and what it
 * is.
 *
 * @param source where the file came from
 */
record Values(Source source) {

  private static final int LONGEST_SHOWN = 40;

  /** A whole number in [least, most]; {@code 1e6} is one too. */
  long whole(Node node, String field, long least, long most) {
    String rule =
        most == Long.MAX_VALUE
            ? "%s must be a whole number, got %s"
            : "%s must be a whole number from %,d to %,d, got %s";
    if (isNumber(node)) {
      try {
        long value = new BigDecimal(((ScalarNode) node).getValue()).longValueExact();
        if (value >= least && value <= most) {
          return value;
        }
      } catch (ArithmeticException | NumberFormatException e) {
        // Not whole, too large for a long, or one of .inf and .nan: the same error as out of range.
      }
    }
    throw source.error(
        node,
        most == Long.MAX_VALUE
            ? String.format(Locale.ROOT, rule, field, describe(node))
            : String.format(Locale.ROOT, rule, field, least, most, describe(node)));
  }

  /** A whole number in [1, most]. */
  int count(Node node, String field, int most) {
    return (int) whole(node, field, 1, most);
  }

  /** A positive finite number. */
  double positive(Node node, String field) {
    return below(node, field, Double.POSITIVE_INFINITY, "a positive, finite number");
  }

  /** A number between 0 and 1, neither of them. */
  double share(Node node, String field) {
    return below(node, field, 1, "a number above 0 and below 1");
  }

  private double below(Node node, String field, double bound, String rule) {
    if (isNumber(node)) {
      try {
        double value = Double.parseDouble(((ScalarNode) node).getValue());
        if (value > 0 && value < bound) {
          return value;
        }
      } catch (NumberFormatException e) {
        // .inf and .nan: the same error as out of range.
      }
    }
    throw source.error(node, field + " must be " + rule + ", got " + describe(node));
  }

  /** A word or a line of text. */
  String text(Node node, String field) {
    if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      return scalar.getValue();
    }
    throw source.error(node, field + " must be text, got " + describe(node));
  }

  /**
   * The elements of a list, or the value itself where there is no list.
   *
   * @throws onestep.contract.InvalidInputException if the list is empty
   */
  List<Node> listed(Node node, String field) {
    if (!(node instanceof SequenceNode list)) {
      return List.of(node);
    }
    if (list.getValue().isEmpty()) {
      throw source.error(node, field + " must have at least one value, got an empty list");
    }
    return list.getValue();
  }

  /** A list, or a single value, read element by element. */
  <T> List<T> all(Node node, String field, BiFunction<Node, String, T> element) {
    return listed(node, field).stream().map(each -> element.apply(each, field)).toList();
  }

  /** What a node is, in a few words. */
  static String describe(Node node) {
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      String text = scalar.getValue().replaceAll("\\p{Cntrl}", " ");
      String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
      return isNumber(node) ? shown : "'" + shown + "'";
    }
    return "nothing";
  }

  private static boolean isNumber(Node node) {
    return node instanceof ScalarNode
        && (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT));
  }
}
