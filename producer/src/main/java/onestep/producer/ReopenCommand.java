package onestep.producer;

import java.util.Optional;
import onestep.producer.kafka.SubmitResult;
import onestep.producer.kafka.SweepControl;
import onestep.producer.sweep.TaskCutter;
import picocli.CommandLine.Mixin;

/** A command that publishes what is missing of a sweep. */
abstract class ReopenCommand extends ControlCommand {

  private final String nothing;

  @Mixin private TaskOptions tasks;

  /** A command that says {@code nothing} if nothing was to be published. */
  ReopenCommand(String nothing) {
    this.nothing = nothing;
  }

  /** Publishes, if anything is to be. */
  abstract Optional<SubmitResult> reopen(SweepControl control, TaskCutter cutter);

  @Override
  final void check() {
    tasks.cutter();
  }

  @Override
  final Report control(String name, SweepControl control) {
    return Report.of(name, reopen(control, tasks.cutter()), nothing);
  }
}
