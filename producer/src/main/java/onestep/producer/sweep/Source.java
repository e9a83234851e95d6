package onestep.producer.sweep;

import java.util.Optional;
import onestep.contract.InvalidInputException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Where YAML came from; makes errors that name the place.
 *
 * @param name file name or preset
 */
record Source(String name) {

  private static final int LONGEST_MESSAGE = 500;

  /** The place of a node, such as {@code quick.yaml, line 3, column 8}. */
  String place(Node node) {
    return place(node.getStartMark());
  }

  /** An error at a node. */
  InvalidInputException error(Node node, String message) {
    return new InvalidInputException(place(node) + ": " + plain(message));
  }

  /** An error at a mark, if there is one. */
  InvalidInputException error(Optional<Mark> mark, String message, Throwable cause) {
    return new InvalidInputException(place(mark) + ": " + plain(message), cause);
  }

  /** An error of the whole. */
  InvalidInputException error(String message) {
    return new InvalidInputException(name + ": " + plain(message));
  }

  /**
   * A file may hold anything; of what it holds a terminal is shown characters, and not too many.
   */
  private static String plain(String message) {
    String plain = message.replaceAll("\\p{Cntrl}", " ");
    return plain.length() > LONGEST_MESSAGE ? plain.substring(0, LONGEST_MESSAGE) + "…" : plain;
  }

  private String place(Optional<Mark> mark) {
    return mark.map(
            at -> name + ", line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1))
        .orElse(name);
  }
}
