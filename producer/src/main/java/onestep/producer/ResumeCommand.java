package onestep.producer;

import java.util.Optional;
import onestep.producer.kafka.SubmitResult;
import onestep.producer.kafka.SweepControl;
import onestep.producer.sweep.TaskCutter;
import picocli.CommandLine.Command;

/** Resumes a sweep. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = {"Take up a paused or cancelled sweep: what is missing is published."},
    footer = {"", "  onestep resume figures --bootstrap-servers kafka:9092"})
public final class ResumeCommand extends ReopenCommand {

  /** Made by picocli. */
  public ResumeCommand() {
    super("was running already");
  }

  @Override
  Optional<SubmitResult> reopen(SweepControl control, TaskCutter cutter) {
    return control.resume(cutter);
  }
}
