package onestep.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a Kafka cluster and its users. */
class StrimziTest {

  private static final Path KAFKA = Path.of("strimzi", "kafka.yaml");
  private static final Path USERS = Path.of("strimzi", "users.yaml");
  private static final int NEEDED_JAVA = 21;

  @TempDir private Path folder;

  @Test
  void shouldGiveEachUserExactlyTheRightsOfItsRole() throws IOException {
    if (Boolean.getBoolean("chart.write")) {
      Files.writeString(USERS, StrimziUsers.text());
    }
    assertThat(USERS)
        .withFailMessage(
            "%s is not what the roles take; see ChartFilesTest on how to write it", USERS)
        .hasContent(StrimziUsers.text());
  }

  @Test
  void shouldBeWhatTheValuesOfTheChartName() throws IOException {
    Rendering strimzi = resources();
    Rendering chart = Chart.copyTo(folder).render(Chart.scenario("strimzi"));

    for (Pod pod : chart.pods()) {
      String secret =
          Manifest.texts(
                  pod.environment().get("ONESTEP_KAFKA_SASL_JAAS_CONFIG"),
                  "valueFrom",
                  "secretKeyRef")
              .get("name");
      assertThat(strimzi.has("KafkaUser", secret)).as("%s: user %s", pod.owner(), secret).isTrue();
    }
    Manifest kafka = strimzi.one("Kafka", "");
    assertThat(kafka.all("spec", "kafka", "listeners"))
        .singleElement()
        .satisfies(
            listener ->
                assertThat(chart.pods().get(0).variable("ONESTEP_BOOTSTRAP_SERVERS"))
                    .isEqualTo(
                        kafka.name() + "-kafka-bootstrap:" + listener.get("port").getAsInt()));
  }

  @Test
  void shouldHaveSettingsThatBrokersTake() throws IOException {
    Map<String, JsonElement> config =
        resources()
            .one("Kafka", "")
            .at("spec", "kafka", "config")
            .orElseThrow()
            .getAsJsonObject()
            .asMap();
    Properties properties = new Properties();
    config.forEach((name, value) -> properties.put(name, value.getAsString()));
    properties.put("process.roles", "broker");
    properties.put("node.id", "1");
    properties.put("controller.listener.names", "CONTROLLER");

    assertThat(AbstractKafkaConfig.CONFIG_DEF.names()).containsAll(config.keySet());
    assertThatCode(() -> AbstractKafkaConfig.CONFIG_DEF.parse(properties))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldHaveNoFieldThatStrimziDoesNotKnow() throws Exception {
    assertThat(findings(resources())).isEmpty();
  }

  @Test
  void shouldBeToldOfAFieldThatStrimziDoesNotKnow() throws Exception {
    String planted = Files.readString(USERS).replaceFirst("patternType", "patterntype");

    assertThat(findings(Rendering.of(planted)))
        .anyMatch(finding -> finding.contains("\"patterntype\""));
  }

  private static Rendering resources() throws IOException {
    return Rendering.of(Files.readString(KAFKA) + "---\n" + Files.readString(USERS));
  }

  /** What Strimzi's classes say of resources, on a Java that can load them. */
  private List<String> findings(Rendering resources) throws IOException, InterruptedException {
    Path java =
        newerJava()
            .orElseGet(
                () -> {
                  String reason = "Strimzi's classes need Java 21, which was not found here";
                  System.out.println("StrimziTest: " + reason);
                  return Assumptions.abort(reason);
                });
    List<String> command = new ArrayList<>(List.of(java.toString(), "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(StrictStrimzi.class.getName());
    for (Manifest manifest : resources.manifests()) {
      Path file = Files.createTempFile(folder, "resource", ".json");
      command.add(Files.writeString(file, Yaml.write(manifest.tree())).toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  private static Optional<Path> newerJava() throws IOException {
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    for (Path folder : List.of(Path.of("/usr/lib/jvm"), Path.of("/opt"))) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> found = Files.list(folder)) {
          homes.addAll(found.collect(Collectors.toList()));
        }
      }
    }
    for (Path home : homes) {
      Path release = home.resolve("release");
      if (Files.isReadable(release) && version(Files.readString(release)) >= NEEDED_JAVA) {
        return Optional.of(home.resolve("bin").resolve("java"));
      }
    }
    return Optional.empty();
  }

  private static int version(String release) {
    return release
        .lines()
        .filter(line -> line.startsWith("JAVA_VERSION="))
        .map(line -> line.replaceAll("JAVA_VERSION=\"(\\d+).*", "$1"))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(0);
  }
}
