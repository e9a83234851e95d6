package onestep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import onestep.contract.InvalidInputException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class WorkerCommandTest {

  @Test
  void shouldTurnOptionsIntoAConfiguration() {
    // When
    WorkerConfig config =
        parse(
                "--slots=3",
                "--tasks=1",
                "--memory=64M",
                "--task-memory=32M",
                "--time-limit=PT5M",
                "--grace=PT5S",
                "--name=w")
            .config();

    // Then
    assertThat(config)
        .isEqualTo(
            new WorkerConfig(
                "w",
                3,
                64L << 20,
                32L << 20,
                1,
                Duration.ofSeconds(15),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                true));
  }

  @Test
  void shouldRefuseMoreMemoryThanTheHeap() {
    assertThatThrownBy(() -> parse("--memory=4000T").config())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("--memory must fit the JVM's heap of ");
  }

  @Test
  void shouldRefuseASizeThatIsNone() {
    assertThatThrownBy(() -> parse("--memory=much").config())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--memory must be a size such as 512M or 4G, got much");
  }

  private static WorkerCommand parse(String... options) {
    WorkerCommand command = new WorkerCommand();
    new CommandLine(command).parseArgs(concat("--bootstrap-servers=localhost:9092", options));
    return command;
  }

  private static String[] concat(String first, String[] rest) {
    String[] all = new String[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }
}
