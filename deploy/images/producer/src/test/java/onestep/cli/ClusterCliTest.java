package onestep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import onestep.contract.cli.CommandRunner;
import onestep.contract.kafka.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ClusterCliTest {

  /** They have images of their own. */
  private static final List<String> SERVICES = List.of("worker", "aggregator");

  private final StringWriter out = new StringWriter();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  static Stream<String> commandsOfRoles() {
    return Arrays.stream(Role.values())
        .flatMap(role -> role.commands().stream())
        .filter(command -> !SERVICES.contains(command));
  }

  @ParameterizedTest
  @MethodSource("commandsOfRoles")
  void shouldHaveWhateverARoleDoes(String command) {
    assertThat(run(command, "--help")).isZero();

    assertThat(out.toString()).startsWith("Usage: onestep " + command);
  }

  @Test
  void shouldTellOneLineOfABadCommand() {
    assertThat(run("sbumit")).isEqualTo(2);

    assertThat(err.toString(UTF_8).lines()).singleElement().asString().startsWith("onestep: ");
  }

  @ParameterizedTest
  @MethodSource("commandsOfRoles")
  void shouldSayThatNoBrokerAnswers(String command) {
    String[] sweep = {command, "quick", "--bootstrap-servers", "localhost:nowhere"};
    String[] noSweep = {command, "--bootstrap-servers", "localhost:nowhere"};

    assertThat(run(List.of("setup", "list").contains(command) ? noSweep : sweep)).isEqualTo(2);

    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .contains("localhost:nowhere");
  }

  @Test
  void shouldDoWithoutWhatTheImageDoesNotHold() {
    assertThatThrownBy(() -> Class.forName("org.apache.kafka.streams.KafkaStreams"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThatThrownBy(() -> Class.forName("org.rocksdb.RocksDB"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  private int run(String... arguments) {
    CommandLine commandLine = new CommandLine(new ClusterCli()).setOut(new PrintWriter(out));
    return CommandRunner.run(commandLine, new PrintStream(err, true, UTF_8), arguments);
  }
}
