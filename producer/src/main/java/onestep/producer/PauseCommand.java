package onestep.producer;

import onestep.producer.kafka.SweepControl;
import picocli.CommandLine.Command;

/** Pauses a sweep. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = {
      "Pause a sweep: networks that run are finished, no other is begun.",
      "resume takes it up again."
    },
    footer = {"", "  onestep pause figures --bootstrap-servers kafka:9092"})
public final class PauseCommand extends ControlCommand {

  @Override
  Report control(String name, SweepControl control) {
    return Report.of(name, control.pause(), "paused", "; networks that run are finished");
  }
}
