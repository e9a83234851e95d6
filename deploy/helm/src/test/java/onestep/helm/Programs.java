package onestep.helm;

import java.util.Arrays;
import java.util.List;
import onestep.aggregator.AggregatorCommand;
import onestep.local.OnestepCli;
import onestep.worker.WorkerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that the images run. */
final class Programs {

  private Programs() {}

  /**
   * The command of a pod.
   *
   * @throws AssertionError if the image has no such command
   */
  static CommandLine of(Pod pod) {
    // As CommandRunner does.
    return ofImage(pod).setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static CommandLine ofImage(Pod pod) {
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
    return Arrays.stream(OnestepCli.class.getAnnotation(Command.class).subcommands())
        .filter(command -> command.getAnnotation(Command.class).name().equals(name))
        .findFirst()
        .map(CommandLine::new)
        .orElseThrow(() -> new AssertionError("onestep has no command " + name));
  }
}
