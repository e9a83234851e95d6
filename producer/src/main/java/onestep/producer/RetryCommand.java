package onestep.producer;

import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepControl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks for missing networks again. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description =
        "Ask again for the missing networks of a running sweep: lost, given up as dead, or still on"
            + " their way.",
    footer = {"", "  onestep retry figures --bootstrap-servers kafka:9092"})
public final class RetryCommand extends ControlCommand {

  @Mixin private TaskOptions tasks;

  @Override
  void check() {
    tasks.cutter();
  }

  @Override
  Report control(String name, SweepControl control) {
    return Report.of(
        name, control.retry(tasks.cutter(), SubmitListener.NONE), "no network is missing");
  }
}
