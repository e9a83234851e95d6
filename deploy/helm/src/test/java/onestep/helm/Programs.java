package onestep.helm;

import java.util.List;
import java.util.Map;
import onestep.aggregator.AggregatorCommand;
import onestep.aggregator.ListCommand;
import onestep.local.cluster.SetupCommand;
import onestep.producer.SubmitCommand;
import onestep.worker.WorkerCommand;
import picocli.CommandLine;

/** The commands that the images run. */
final class Programs {

  private static final Map<String, Class<?>> COMMANDS =
      Map.of("setup", SetupCommand.class, "submit", SubmitCommand.class, "list", ListCommand.class);

  private Programs() {}

  /**
   * The command of a pod.
   *
   * @throws AssertionError if the image has no such command
   */
  static CommandLine of(Pod pod) {
    return switch (pod.image()) {
      case "onestep-worker", "onestep-worker-cuda" -> new CommandLine(new WorkerCommand());
      case "onestep-aggregator" -> new CommandLine(new AggregatorCommand());
      case "onestep-producer" -> command(pod.arguments().get(0));
      default -> throw new AssertionError(pod.owner() + ": no known image: " + pod.image());
    };
  }

  /** What the command is told: the image of the command line is told its name first. */
  static String[] arguments(Pod pod) {
    List<String> arguments = pod.arguments();
    int first = pod.image().equals("onestep-producer") ? 1 : 0;
    return arguments.subList(first, arguments.size()).toArray(String[]::new);
  }

  private static CommandLine command(String name) {
    Class<?> command = COMMANDS.get(name);
    if (command == null) {
      throw new AssertionError("no command " + name + " that the chart would run");
    }
    return new CommandLine(command);
  }
}
