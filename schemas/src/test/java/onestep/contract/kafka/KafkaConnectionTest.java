package onestep.contract.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import onestep.contract.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaConnectionTest {

  @Test
  void shouldNeverPrintAProperty() {
    KafkaConnection connection =
        new KafkaConnection("broker:9092", Map.of("sasl.jaas.config", "password=hunter2"));

    assertThat(connection.toString()).contains("broker:9092").doesNotContain("hunter2");
  }

  @Test
  void shouldReadClientPropertiesFromAFile(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(directory.resolve("client.properties"), "security.protocol=SSL\n");

    KafkaConnection connection = KafkaConnection.of("broker:9092", file);

    assertThat(connection.with(Map.of("client.id", "a")))
        .containsEntry("security.protocol", "SSL")
        .containsEntry("bootstrap.servers", "broker:9092")
        .containsEntry("client.id", "a");
  }

  @Test
  void shouldNameAFileThatCannotBeRead(@TempDir Path directory) {
    Path missing = directory.resolve("missing.properties");

    assertThatThrownBy(() -> KafkaConnection.of("broker:9092", missing))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--kafka-config")
        .hasMessageContaining("missing.properties");
  }

  @Test
  void shouldNameABrokerThatDoesNotAnswer() {
    KafkaConnection connection = KafkaConnection.to("127.0.0.1:1");

    assertThatThrownBy(() -> connection.check(Duration.ofSeconds(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "--bootstrap-servers: no Kafka broker answers at 127.0.0.1:1 within 1 s;"
                + " check the address, the network and the security settings");
  }

  @Test
  void shouldTakeClientPropertiesFromTheEnvironmentAndHideThem() {
    KafkaConnection connection =
        new KafkaConnection("broker:9092", Map.of("sasl.mechanism", "PLAIN", "client.rack", "r1"))
            .withEnvironment(
                Map.of(
                    "ONESTEP_KAFKA_SASL_MECHANISM",
                    "SCRAM-SHA-512",
                    "ONESTEP_KAFKA_SASL_JAAS_CONFIG",
                    "hunter2",
                    "ONESTEP_KAFKA_CONFIG",
                    "client.properties",
                    "HOME",
                    "/root"));

    assertThat(connection.properties())
        .isEqualTo(
            Map.of(
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "client.rack",
                "r1",
                "sasl.jaas.config",
                "hunter2"));
    assertThat(connection.toString()).doesNotContain("hunter2");
  }

  @Test
  void shouldNameAClientPropertyThatIsNotRight() {
    KafkaConnection connection =
        new KafkaConnection(
            "127.0.0.1:1", Map.of("security.protocol", "SASL", "ssl.key.password", "hunter2"));

    assertThatThrownBy(() -> connection.check(Duration.ofSeconds(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("security.protocol")
        .hasMessageContaining("SASL")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "hunter2;",
        "Module required username=\"a\" hunter2;",
        "Module required username=\"a\" password=\"hunter2\"",
        "Module required username=\"a\" password=hunter2 hunter2;",
        "Module hunter2 username=\"a\";",
        "org.apache.kafka.common.security.scram.ScramLoginModule required password=\"hunter2\"",
      })
  void shouldNotRepeatASecretThatKafkaCannotParse(String jaas) {
    KafkaConnection connection =
        new KafkaConnection(
            "127.0.0.1:1",
            Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                jaas));

    assertThatThrownBy(() -> connection.check(Duration.ofSeconds(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("--kafka-config or ONESTEP_KAFKA_...: ")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("hunter2"));
  }

  @Test
  void shouldTellAboutAKeyStoreThatIsMissing() {
    KafkaConnection connection =
        new KafkaConnection(
            "127.0.0.1:1",
            Map.of(
                "security.protocol", "SSL",
                "ssl.truststore.location", "/nowhere/trust.p12",
                "ssl.truststore.password", "hunter2",
                "sasl.jaas.config", "Module required username=\"nowhere\" password=\"hunter2\";"));

    assertThatThrownBy(() -> connection.check(Duration.ofSeconds(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--kafka-config or ONESTEP_KAFKA_...: /nowhere/trust.p12");
  }

  private static String stackTrace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
