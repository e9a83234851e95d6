package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import onestep.contract.kafka.Role;
import onestep.producer.cluster.AclsCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AclsTest {

  /** The page that readers find; what this test expects is what has to stand there. */
  private static final Path PAGE = Path.of("SECURITY.md");

  @ParameterizedTest
  @EnumSource
  void shouldStandOnThePageAsTheyAre(Role role) throws IOException {
    assertThat(Files.readString(PAGE)).contains(RoleTable.of(role));
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeForCommandsThatThereAre(Role role) {
    assertThat(role.commands())
        .isNotEmpty()
        .allSatisfy(command -> assertThat(OnestepCli.execute(command, "--help")).isZero());
  }

  @Test
  void shouldBePrintedAsCommandLines() {
    assertThat(print("worker", "--principal", "User:w", "--options", "--bootstrap-server k:1"))
        .contains(
            "kafka-acls.sh --bootstrap-server k:1 --add --allow-principal 'User:w'"
                + " --operation Describe --operation DescribeConfigs"
                + " --topic 'onestep.' --resource-pattern-type prefixed\n")
        .contains("--operation Read --topic 'onestep.tasks'\n")
        .contains("--operation DescribeConfigs --operation Read --group 'onestep-workers'\n")
        .hasLineCount(Role.WORKER.rights().size());
    assertThat(print("setup", "--principal", "User:s"))
        .contains("--operation DescribeConfigs --cluster\n");
  }

  @Test
  void shouldBePrintedAsJson() {
    assertThat(print("viewer", "--principal", "User:v", "--json"))
        .startsWith("[{")
        .contains("\"operation\":\"READ\"")
        .contains("\"principal\":\"User:v\"")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"viewer --principal v", "king --principal User:v", "viewer"})
  void shouldBeRefusedForWhatIsNoRoleOrPrincipal(String arguments) {
    String[] command = ("acls " + arguments).split(" ");

    assertThat(OnestepCli.execute(command)).isEqualTo(2);
  }

  private static String print(String... arguments) {
    StringWriter out = new StringWriter();
    int exitCode =
        new CommandLine(new AclsCommand()).setOut(new PrintWriter(out)).execute(arguments);
    assertThat(exitCode).isZero();
    return out.toString();
  }
}
