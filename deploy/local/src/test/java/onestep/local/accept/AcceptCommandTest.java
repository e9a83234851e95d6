package onestep.local.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import onestep.contract.InvalidInputException;
import onestep.worker.law.Finding;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AcceptCommandTest {

  private final StringWriter out = new StringWriter();
  private Exception failure;

  private int execute(String... args) {
    CommandLine command = new CommandLine(new AcceptCommand());
    command.setOut(new PrintWriter(out));
    command.setExecutionExceptionHandler(
        (e, line, result) -> {
          failure = e;
          return InvalidInputException.EXIT_CODE;
        });
    return command.execute(args);
  }

  /** Networks are fixed, so this is deterministic; see the checks for new seeds. */
  @Test
  void shouldAcceptInTheOrderOfThePartsAndCount() {
    // When
    int exit = execute("--section", "scan,walk", "--size", "0.01", "--slots", "2");

    // Then
    assertThat(exit).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0))
        .isEqualTo("The attack finds the crossing of an exact walk in double precision");
    assertThat(lines).contains("A scan passes over few first crossings");
    assertThat(lines).filteredOn(line -> line.startsWith("  ok    ")).hasSize(10 + 18);
    assertThat(lines.get(lines.size() - 1))
        .startsWith("accepted: 28 checks, 0 of which fail, in 0:");
  }

  @Test
  void shouldRefuseWhatItCannotDoAndNameTheOption() {
    assertRefused(
        "--section must be one of stream, samplers, gradient, limits, walk, scan, intervals, paper,"
            + " got walks",
        "--section",
        "walks");
    assertRefused("--size must be above 0 and at most 1000, got 0.0", "--size", "0");
    assertRefused("--slots must be at least 1, got 0", "--slots", "0");
  }

  private void assertRefused(String message, String... args) {
    assertThat(execute(args)).isEqualTo(2);
    assertThat(failure).isInstanceOf(InvalidInputException.class).hasMessage(message);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldShowFailuresBesideWhatWasRequired() {
    // When
    String report =
        Report.of(
            "Title",
            List.of(
                new Finding("one", "1 of 2", "2 of 2", false),
                new Finding("another", "2", "2 of 2", true)));

    // Then
    assertThat(report)
        .isEqualTo(
            """
            Title
              FAILS one      1 of 2  [2 of 2]
              ok    another  2       [2 of 2]
            """);
  }
}
