package onestep.producer;

import java.util.concurrent.Callable;
import onestep.contract.cli.ClusterOptions;
import onestep.contract.kafka.Role;
import onestep.producer.kafka.SweepControl;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that changes what is wanted of a published sweep. */
abstract class ControlCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SWEEP", description = "Name of a sweep on the cluster.")
  private String sweep;

  @Mixin private ClusterOptions cluster;

  @Option(names = "--json", description = "Print what happened as JSON.")
  private boolean json;

  /** Checks options before anything is connected. */
  void check() {}

  /** Does it. */
  abstract Report control(String name, SweepControl control);

  @Override
  public final Integer call() {
    check();
    try (SweepControl control = SweepControl.open(cluster.connect(Role.PRODUCER), sweep)) {
      control(sweep, control).print(spec.commandLine().getOut(), json);
    }
    return 0;
  }
}
