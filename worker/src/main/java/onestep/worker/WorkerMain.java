package onestep.worker;

import onestep.contract.cli.CommandRunner;
import picocli.CommandLine;

/** The worker on its own, as in its image, with what shows and checks devices. */
public final class WorkerMain {

  private WorkerMain() {}

  /** Runs a worker until it is told to stop, or a subcommand; {@code args} are the options. */
  public static void main(String[] args) {
    CommandRunner.runAndExit(commandLine(), args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new WorkerCommand())
        .addSubcommand(new DevicesCommand())
        .addSubcommand(new AcceptGpuCommand());
  }
}
