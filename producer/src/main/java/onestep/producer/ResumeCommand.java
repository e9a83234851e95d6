package onestep.producer;

import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepControl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Resumes a sweep. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = {"Take up a paused or cancelled sweep: what is missing is published."},
    footer = {"", "  onestep resume figures --bootstrap-servers kafka:9092"})
public final class ResumeCommand extends ControlCommand {

  @Mixin private TaskOptions tasks;

  @Override
  void check() {
    tasks.cutter();
  }

  @Override
  Report control(String name, SweepControl control) {
    return Report.of(
        name, control.resume(tasks.cutter(), SubmitListener.NONE), "was running already");
  }
}
