package onestep.helm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import onestep.contract.kafka.KafkaConnection;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Environment variables that nothing reads. */
final class Environment implements Check {

  private static final Pattern OPTION_DEFAULT = Pattern.compile("\\$\\{env:([A-Z_]+)");
  private static final Pattern LOGGING = Pattern.compile("\\$\\{([A-Z_]+)");

  /** Read by Java's launcher. */
  private static final String JVM = "JDK_JAVA_OPTIONS";

  private final Set<String> logging = names(LOGGING, logback());

  @Override
  public List<String> findings(Rendering rendering) {
    List<String> findings = new ArrayList<>();
    for (Pod pod : rendering.pods()) {
      Set<String> read = new HashSet<>(logging);
      read.add(JVM);
      CommandLine program = Programs.of(pod);
      program
          .getCommandSpec()
          .options()
          .forEach(option -> read.addAll(names(OPTION_DEFAULT, declaredDefault(option))));
      for (String variable : pod.environment().keySet()) {
        boolean isArgument =
            pod.arguments().stream().anyMatch(arg -> arg.contains("$(" + variable + ")"));
        if (!read.contains(variable) && !isArgument && !isClientProperty(variable)) {
          findings.add(pod.owner() + ": nothing reads the environment variable " + variable);
        }
      }
    }
    return findings;
  }

  /** The default as it is declared, before variables are put in. */
  private static String declaredDefault(OptionSpec option) {
    return option.userObject() instanceof Field field
        ? field.getAnnotation(Option.class).defaultValue()
        : "";
  }

  /** Whether the connection takes it for a property that Kafka's clients have. */
  private static boolean isClientProperty(String variable) {
    return KafkaConnection.to("any:1")
        .withEnvironment(Map.of(variable, ""))
        .properties()
        .keySet()
        .stream()
        .anyMatch(
            property ->
                AdminClientConfig.configNames().contains(property)
                    || ConsumerConfig.configNames().contains(property)
                    || ProducerConfig.configNames().contains(property));
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new HashSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private static String logback() {
    try (InputStream in = KafkaConnection.class.getResourceAsStream("/logback.xml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
