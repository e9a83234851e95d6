package onestep.helm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.contract.kafka.Right;
import onestep.contract.kafka.Role;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;

/** Users of Strimzi with the rights of the roles. */
final class StrimziUsers {

  private StrimziUsers() {}

  /** The file of all users of the chart. The producer may look too, for the chart's commands. */
  static String text() {
    return "# Written by StrimziTest from the roles of deploy/local/SECURITY.md: a user for each, with"
        + " exactly its rights.\n"
        + Stream.of(
                user("setup", Role.SETUP),
                user("producer", Role.PRODUCER, Role.VIEWER),
                user("worker", Role.WORKER),
                user("aggregator", Role.AGGREGATOR))
            .collect(Collectors.joining("---\n"));
  }

  private static String user(String name, Role... roles) {
    String acls =
        Arrays.stream(roles)
            .map(Role::rights)
            .flatMap(List::stream)
            .map(StrimziUsers::acl)
            .distinct()
            .collect(Collectors.joining());
    return """
        apiVersion: kafka.strimzi.io/v1
        kind: KafkaUser
        metadata:
          name: onestep-%s
          labels: {strimzi.io/cluster: onestep}
        spec:
          authentication: {type: scram-sha-512}
          authorization:
            type: simple
            acls:
        """
            .formatted(name)
        + acls;
  }

  private static String acl(Right right) {
    String name = right.resource().name();
    String pattern =
        right.resource().patternType() == PatternType.PREFIXED ? ", patternType: prefix" : "";
    String resource =
        switch (right.resource().resourceType()) {
          case TOPIC -> "{type: topic, name: " + name + pattern + "}";
          case GROUP -> "{type: group, name: " + name + pattern + "}";
          case TRANSACTIONAL_ID -> "{type: transactionalId, name: " + name + pattern + "}";
          case CLUSTER -> "{type: cluster}";
          default -> throw new IllegalArgumentException("no ACL for " + right.resource());
        };
    String operations =
        right.operations().stream()
            .map(StrimziUsers::camelCase)
            .sorted()
            .collect(Collectors.joining(", "));
    return "      - resource: " + resource + "\n        operations: [" + operations + "]\n";
  }

  /** Such as DescribeConfigs of DESCRIBE_CONFIGS. */
  private static String camelCase(AclOperation operation) {
    return Arrays.stream(operation.name().split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
