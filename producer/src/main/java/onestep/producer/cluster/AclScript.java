package onestep.producer.cluster;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import onestep.contract.kafka.Right;
import onestep.contract.kafka.Role;
import org.apache.kafka.common.resource.PatternType;

/** The rights of a role as command lines of {@code kafka-acls.sh}. */
final class AclScript {

  private AclScript() {}

  /**
   * A line a resource.
   *
   * @param options how {@code kafka-acls.sh} reaches the cluster
   */
  static List<String> of(Role role, String principal, String options) {
    return role.rights().stream()
        .map(
            right ->
                "kafka-acls.sh "
                    + options
                    + " --add --allow-principal '"
                    + principal
                    + "'"
                    + operations(right)
                    + resource(right))
        .toList();
  }

  private static String operations(Right right) {
    return right.operations().stream()
        .map(operation -> " --operation " + camelCase(operation.name()))
        .sorted()
        .collect(Collectors.joining());
  }

  private static String resource(Right right) {
    String name = " '" + right.resource().name() + "'";
    String prefixed =
        right.resource().patternType() == PatternType.PREFIXED
            ? " --resource-pattern-type prefixed"
            : "";
    return switch (right.resource().resourceType()) {
      case TOPIC -> " --topic" + name + prefixed;
      case GROUP -> " --group" + name + prefixed;
      case TRANSACTIONAL_ID -> " --transactional-id" + name + prefixed;
      case CLUSTER -> " --cluster";
      default -> throw new IllegalArgumentException("no option for " + right.resource());
    };
  }

  /** Such as {@code DescribeConfigs} of {@code DESCRIBE_CONFIGS}, as the tool takes it. */
  private static String camelCase(String name) {
    StringBuilder text = new StringBuilder();
    for (String word : name.split("_", -1)) {
      text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }
}
