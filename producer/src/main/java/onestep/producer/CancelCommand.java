package onestep.producer;

import onestep.producer.kafka.SweepControl;
import picocli.CommandLine.Command;

/** Cancels a sweep. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = {"Cancel a sweep: what is not done is given up; its results stay."},
    footer = {"", "  onestep cancel figures --bootstrap-servers kafka:9092"})
public final class CancelCommand extends ControlCommand {

  @Override
  Report control(String name, SweepControl control) {
    return Report.of(name, control.cancel(), "cancelled", "; its results stay");
  }
}
