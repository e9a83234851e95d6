package onestep.producer;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The producer on its own: plans sweeps and submits them to a cluster. */
@Command(
    name = "onestep-producer",
    mixinStandardHelpOptions = true,
    description = "Plan and submit sweeps.",
    subcommands = {
      PlanCommand.class,
      SubmitCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      CancelCommand.class,
      RetryCommand.class,
      PurgeCommand.class
    })
public final class ProducerMain {

  private ProducerMain() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    System.getProperties().putIfAbsent("logback.configurationFile", "onestep/producer/logback.xml");
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return InputErrors.handledFor(new CommandLine(new ProducerMain()));
  }
}
