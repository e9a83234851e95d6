package onestep.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import onestep.aggregator.topology.StateStoreKind;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.KafkaConnection;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AggregatorCommandTest {

  @Test
  void shouldReadAWebAddress() {
    assertThat(AggregatorCommand.address("127.0.0.1:0"))
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    assertThat(AggregatorCommand.address("0.0.0.0:9090").getPort()).isEqualTo(9090);
  }

  @Test
  void shouldServeThisMachineOnlyUnlessToldOtherwise() {
    String address =
        new CommandLine(new AggregatorCommand())
            .getCommandSpec()
            .findOption("--web-address")
            .defaultValue();

    assertThat(AggregatorCommand.address(address).getAddress().isLoopbackAddress()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:65536"})
  void shouldRefuseAWebAddressThatIsNone(String text) {
    assertThatThrownBy(() -> AggregatorCommand.address(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--web-address")
        .hasMessageContaining(text);
  }

  @Test
  void shouldRefuseAnUnknownStore() {
    assertThat(AggregatorCommand.store("rocksdb")).isEqualTo(StateStoreKind.ROCKSDB);
    assertThatThrownBy(() -> AggregatorCommand.store("disk"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--state-store must be memory or rocksdb, got disk");
  }

  @Test
  void shouldNameTheSettingThatIsOutOfRange() {
    assertThatThrownBy(() -> config(0, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--threads must be at least 1, got 0");
    assertThatThrownBy(() -> config(1, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--replication-factor")
        .hasMessageContaining("got 0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void shouldRefuseAShareToCheckThatIsNone(double share) {
    assertThatThrownBy(() -> config(1, 1).withCrossCheck(share))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--cross-check must be a fraction from 0 to 1, got " + share);
  }

  @Test
  void shouldGiveStreamsTheConnectionAndExactlyOnce() {
    // Given, When
    Properties settings = StreamsSettings.of(config(2, 3));

    // Then
    assertThat(settings)
        .containsEntry("security.protocol", "SSL")
        .containsEntry("bootstrap.servers", "broker:9092")
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("replication.factor", 3);
    assertThat(new StreamsConfig(settings).getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG))
        .isEqualTo(2);
  }

  private static AggregatorConfig config(int threads, int replicationFactor) {
    return new AggregatorConfig(
        new KafkaConnection("broker:9092", Map.of("security.protocol", "SSL")),
        "a",
        Path.of("state"),
        StateStoreKind.MEMORY,
        threads,
        replicationFactor,
        Duration.ofMillis(500),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        10,
        0.01);
  }
}
