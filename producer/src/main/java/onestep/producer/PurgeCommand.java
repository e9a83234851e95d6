package onestep.producer;

import java.util.Map;
import onestep.producer.kafka.SweepControl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Forgets a sweep. */
@Command(
    name = "purge",
    mixinStandardHelpOptions = true,
    description = {
      "Forget a sweep, and the statistics of cells that no other sweep wants.",
      "Unless forced, it must be complete or cancelled. There is no way back."
    },
    footer = {"", "  onestep purge figures --bootstrap-servers kafka:9092"})
public final class PurgeCommand extends ControlCommand {

  @Option(names = "--force", description = "Also if it is unfinished.")
  private boolean force;

  @Override
  Report control(String name, SweepControl control) {
    long cells = control.purge(force);
    return new Report(
        name,
        "purged, " + Human.count(cells) + " cells",
        Map.of("result", "purged", "cells", cells));
  }
}
