package onestep.producer.sweep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping of a sweep file, with the mapping that it overrides below it.
 *
 * @param node where it stands
 * @param own its own entries
 * @param inherited entries of the mapping below, which count where it has none
 */
record Settings(Node node, Map<String, Node> own, Map<String, Node> inherited) {

  /**
   * Reads a mapping.
   *
   * @param what what the mapping is, for messages
   * @throws onestep.contract.InvalidInputException if it is none, or has an unknown or duplicate
   *     key
   */
  static Settings of(Source source, Node node, String what, Set<String> known) {
    if (!(node instanceof MappingNode mapping)) {
      throw source.error(
          node, what + " must be a mapping (key: value), got " + Values.describe(node));
    }
    Map<String, Node> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = key(source, tuple.getKeyNode());
      if (!known.contains(key)) {
        throw source.error(
            tuple.getKeyNode(),
            "unknown key '" + key + "', did you mean '" + NearestName.of(key, known) + "'?");
      }
      if (entries.put(key, tuple.getValueNode()) != null) {
        throw source.error(tuple.getKeyNode(), "key '" + key + "' is given twice: remove one");
      }
    }
    return new Settings(node, entries, Map.of());
  }

  /** These settings, with those of {@code base} where they have none. */
  Settings over(Settings base) {
    Map<String, Node> rest = new LinkedHashMap<>(base.inherited);
    rest.putAll(base.own);
    return new Settings(node, own, rest);
  }

  /** The value of a key, own or inherited. */
  Optional<Node> get(String key) {
    return Optional.ofNullable(own.getOrDefault(key, inherited.get(key)));
  }

  private static String key(Source source, Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw source.error(node, "a key must be a word, got " + Values.describe(node));
  }
}
