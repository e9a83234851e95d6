package onestep.producer;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import onestep.contract.cli.ClusterOptions;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Role;
import onestep.contract.kafka.Topics;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SubmitResult;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.TaskCutter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Publishes a sweep to a cluster. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description =
        "Publish a sweep. Submitting again completes an interrupted submit, and otherwise publishes"
            + " only what is missing.",
    footer = {"", "  onestep submit sweep.yaml --bootstrap-servers kafka:9092"})
public final class SubmitCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SweepOptions options;

  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--unless-stopped",
      description =
          "Leave a sweep that was paused or cancelled as it is, rather than open it again: for"
              + " whatever submits by itself, such as a deployment.")
  private boolean unlessStopped;

  @Option(names = "--json", description = "Print what happened as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Sweep sweep = options.load();
    TaskCutter cutter = options.cutter();
    KafkaConnection connection = cluster.connect(Role.PRODUCER);
    Topics.ensure(connection, Topics.Settings.CLUSTER);

    PrintWriter out = spec.commandLine().getOut();
    SubmitListener progress =
        (cells, ofCells, tasks) -> {
          if (!json && tasks > 0 && cells < ofCells) {
            out.println(
                "published "
                    + Human.count(tasks)
                    + " tasks, "
                    + Human.count(cells)
                    + " of "
                    + Human.count(ofCells)
                    + " cells");
            out.flush();
          }
        };
    SubmitResult result =
        unlessStopped
            ? SweepPublisher.submitUnlessStopped(connection, sweep, cutter, progress)
            : SweepPublisher.submit(connection, sweep, cutter, progress);
    Report.ofSubmit(sweep.name(), result, sweep.cells()).print(out, json);
    return 0;
  }
}
