package onestep.producer.cluster;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import onestep.contract.InvalidInputException;
import onestep.contract.cli.ClusterOptions;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Role;
import onestep.contract.kafka.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code onestep setup}. */
@Command(
    name = "setup",
    mixinStandardHelpOptions = true,
    description = {
      "Create the topics, set up the workers' share groups and publish the schemas on a cluster."
          + " Doing it again changes nothing.",
      "Afterwards the other commands need no right to create or alter anything."
    },
    footer = {"", "  onestep setup --bootstrap-servers kafka:9092 --replication-factor 3"})
public final class SetupCommand implements Callable<Integer> {

  private static final int MOST_PARTITIONS = 1000;

  @Spec private CommandSpec spec;

  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "12",
      description =
          "Partitions of each topic that is created; those that exist keep theirs"
              + " (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--replication-factor",
      paramLabel = "N",
      defaultValue = "-1",
      description =
          "Of topics that are created; -1: the brokers' default (default: ${DEFAULT-VALUE}).")
  private int replicationFactor;

  @Option(
      names = "--task-lock",
      paramLabel = "DURATION",
      description =
          "How long a worker may hold a task without renewing it, in ISO 8601"
              + " (default: as it is set; PT30S where nobody has).")
  private Duration taskLock;

  @Override
  public Integer call() {
    check();
    Topics.Settings settings =
        new Topics.Settings(partitions, Topics.Settings.replication(replicationFactor), taskLock);
    KafkaConnection connection = cluster.connect(Role.SETUP);
    Topics.ensure(connection, settings);
    PrintWriter out = spec.commandLine().getOut();
    out.println("topics, share groups and schemas are ready at " + connection.bootstrapServers());
    out.flush();
    return 0;
  }

  private void check() {
    if (partitions < 1 || partitions > MOST_PARTITIONS) {
      throw new InvalidInputException(
          "--partitions must be 1 to " + MOST_PARTITIONS + ", got " + partitions);
    }
    if (taskLock != null && taskLock.toMillis() < 1) {
      throw new InvalidInputException("--task-lock must be at least PT0.001S, got " + taskLock);
    }
  }
}
