package onestep.producer;

import java.time.Duration;
import onestep.contract.InvalidInputException;
import onestep.producer.sweep.TaskCutter;
import picocli.CommandLine.Option;

/** What every command that publishes tasks is told. */
final class TaskOptions {

  private static final double LONGEST_TASK_SECONDS = 3600;

  @Option(
      names = "--task-seconds",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How long a task should take on one slot (default: ${DEFAULT-VALUE}).")
  private double taskSeconds;

  /**
   * How tasks are cut.
   *
   * @throws InvalidInputException if the option is not right
   */
  TaskCutter cutter() {
    if (!(taskSeconds > 0 && taskSeconds <= LONGEST_TASK_SECONDS)) {
      throw new InvalidInputException(
          "--task-seconds must be above 0 and at most 3600, got " + taskSeconds);
    }
    return new TaskCutter(Duration.ofNanos(Math.max(1, (long) (taskSeconds * 1e9))));
  }
}
