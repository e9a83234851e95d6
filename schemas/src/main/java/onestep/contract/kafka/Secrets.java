package onestep.contract.kafka;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Keeps secrets out of messages: Kafka's own quote what it cannot parse. */
final class Secrets {

  /** Words of every login module's configuration: no secrets, and found in many messages. */
  private static final Set<String> COMMON =
      Set.of("required", "requisite", "sufficient", "optional", "username", "password");

  private static final int SHORTEST = 3;
  private static final Pattern USER =
      Pattern.compile("\\busername\\s*=\\s*(\"[^\"]*\"|'[^']*'|[^\\s;]+)");

  private Secrets() {}

  /**
   * A message about client properties, or another in its place if it repeats a part of a secret.
   *
   * @param properties the client's; a name that Kafka does not know may be that of a secret
   */
  static String hide(String message, Map<String, String> properties) {
    return properties.entrySet().stream()
        .filter(property -> isSecret(property.getKey()))
        .filter(property -> parts(property.getValue()).anyMatch(message::contains))
        .findFirst()
        .map(property -> property.getKey() + " is not right; its value is not shown")
        .orElse(message);
  }

  private static boolean isSecret(String name) {
    return Stream.of(
            AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef())
        .map(definitions -> definitions.configKeys().get(name))
        .noneMatch(known -> known != null && known.type != ConfigDef.Type.PASSWORD);
  }

  private static Stream<String> parts(String value) {
    // A user's name is no secret, and may well be part of a path.
    return Arrays.stream(USER.matcher(value).replaceAll(" ").split("[\\s\"';=]+"))
        .filter(part -> part.length() >= SHORTEST && !COMMON.contains(part));
  }
}
