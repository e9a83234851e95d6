package onestep.producer;

import java.util.Optional;
import onestep.contract.cell.BackendChoice;
import onestep.producer.kafka.SubmitResult;
import onestep.producer.kafka.SweepControl;
import onestep.producer.sweep.TaskCutter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks for missing networks again. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description =
        "Ask again for the missing networks of a running sweep: lost, given up as dead, or still on"
            + " their way.",
    footer = {"", "  onestep retry figures --bootstrap-servers kafka:9092"})
public final class RetryCommand extends ReopenCommand {

  @Option(
      names = "--backend",
      paramLabel = "BACKEND",
      description =
          "Where its cells are computed from now on: cpu takes back what no device took, cuda or auto"
              + " the other way round. Cells that move begin anew (default: as before).")
  private BackendChoice backend;

  /** Made by picocli. */
  public RetryCommand() {
    super("no network is missing");
  }

  @Override
  Optional<SubmitResult> reopen(SweepControl control, TaskCutter cutter) {
    return control.retry(cutter, Optional.ofNullable(backend));
  }
}
