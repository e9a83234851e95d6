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

  /** The place of a node, such as {@code quick.yaml, line 3, column 8}. */
  String place(Node node) {
    return place(node.getStartMark());
  }

  /** An error at a node. */
  InvalidInputException error(Node node, String message) {
    return new InvalidInputException(place(node) + ": " + message);
  }

  /** An error at a mark, if there is one. */
  InvalidInputException error(Optional<Mark> mark, String message, Throwable cause) {
    return new InvalidInputException(place(mark) + ": " + message, cause);
  }

  /** An error of the whole. */
  InvalidInputException error(String message) {
    return new InvalidInputException(name + ": " + message);
  }

  private String place(Optional<Mark> mark) {
    return mark.map(
            at -> name + ", line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1))
        .orElse(name);
  }
}
