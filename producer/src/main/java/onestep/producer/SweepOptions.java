package onestep.producer;

import java.util.Optional;
import onestep.contract.InvalidInputException;
import onestep.contract.MemorySize;
import onestep.contract.cell.BackendChoice;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.Presets;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that plans a sweep is told. */
public final class SweepOptions {

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
      names = "--backend",
      paramLabel = "BACKEND",
      description =
          "Where its cells are computed, whatever the sweep says: cpu, cuda (NVIDIA devices) or auto"
              + " (a device where that pays). Rows of the two are kept apart (default: what the"
              + " sweep says, or else cpu).")
  private BackendChoice backend;

  @Mixin private TaskOptions tasks;

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
    return SweepFiles.load(
        sweep, Limits.DEFAULT.withTaskMemoryBytes(bytes), Optional.ofNullable(backend));
  }

  /**
   * How tasks are cut.
   *
   * @throws InvalidInputException if the option is not right
   */
  public TaskCutter cutter() {
    return tasks.cutter();
  }
}
