package onestep.producer;

import java.time.Duration;
import onestep.contract.InvalidInputException;
import onestep.contract.MemorySize;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.Presets;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that plans a sweep is told. */
public final class SweepOptions {

  private static final double LONGEST_TASK_SECONDS = 3600;

  @Parameters(
      paramLabel = "SWEEP",
      description = "Sweep file (YAML) or preset: " + Presets.NAMES + ".")
  private String sweep;

  @Option(
      names = "--task-memory",
      paramLabel = "SIZE",
      defaultValue = "4GiB",
      description = "Memory that one network may need on a worker (default: ${DEFAULT-VALUE}).")
  private String taskMemory;

  @Option(
      names = "--task-seconds",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How long a task should take on one slot (default: ${DEFAULT-VALUE}).")
  private double taskSeconds;

  /**
   * Loads the sweep.
   *
   * @throws InvalidInputException if it or an option is not right
   */
  public Sweep load() {
    long bytes = MemorySize.parse("--task-memory", taskMemory);
    if (bytes < 1) {
      throw new InvalidInputException("--task-memory must be above 0, got " + taskMemory);
    }
    return SweepFiles.load(sweep, Limits.DEFAULT.withTaskMemoryBytes(bytes));
  }

  /**
   * How tasks are cut.
   *
   * @throws InvalidInputException if the option is not right
   */
  public TaskCutter cutter() {
    if (!(taskSeconds > 0 && taskSeconds <= LONGEST_TASK_SECONDS)) {
      throw new InvalidInputException(
          "--task-seconds must be above 0 and at most 3600, got " + taskSeconds);
    }
    return new TaskCutter(Duration.ofNanos(Math.max(1, (long) (taskSeconds * 1e9))));
  }
}
