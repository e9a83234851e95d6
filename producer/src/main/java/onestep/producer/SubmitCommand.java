package onestep.producer;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topics;
import onestep.producer.kafka.SubmitPlan;
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
            + " only what is missing.")
public final class SubmitCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;
  @Mixin private SweepOptions options;

  @Option(
      names = "--bootstrap-servers",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Kafka brokers, comma-separated.")
  private String bootstrapServers;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Properties of the Kafka clients, such as security settings.")
  private Path kafkaConfig;

  @Override
  public Integer call() {
    Sweep sweep = options.load();
    TaskCutter cutter = options.cutter();
    KafkaConnection connection = KafkaConnection.of(bootstrapServers, kafkaConfig);
    connection.check(PATIENCE);
    Topics.ensure(connection, Topics.Settings.CLUSTER);

    PrintWriter out = spec.commandLine().getOut();
    SubmitResult result =
        SweepPublisher.submit(
            connection,
            sweep,
            cutter,
            (cells, ofCells, tasks) -> {
              if (tasks > 0 && cells < ofCells) {
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
            });
    out.println("sweep " + sweep.name() + ": " + summary(result, sweep));
    out.flush();
    return 0;
  }

  /** What happened, in a line. */
  static String summary(SubmitResult result, Sweep sweep) {
    String epoch = " (epoch " + result.epoch() + ")";
    if (result.kind() == SubmitPlan.Kind.COMPLETE) {
      return "nothing to publish, all "
          + Human.count(sweep.cells())
          + " cells are published already"
          + epoch;
    }
    String why =
        switch (result.kind()) {
          case CONTINUED -> ", completing an interrupted submit";
          case REOPENED -> ", only what is missing";
          case FIRST, COMPLETE -> "";
        };
    String already =
        result.networksInAlready() == 0
            ? ""
            : "; " + Human.count(result.networksInAlready()) + " networks are in already";
    return "published "
        + Human.count(result.tasks())
        + " tasks with "
        + Human.count(result.networks())
        + " networks"
        + why
        + already
        + epoch;
  }
}
