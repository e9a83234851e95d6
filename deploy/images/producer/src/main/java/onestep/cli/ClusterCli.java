package onestep.cli;

import onestep.aggregator.ChecksCommand;
import onestep.aggregator.ExportCommand;
import onestep.aggregator.FiguresCommand;
import onestep.aggregator.ListCommand;
import onestep.aggregator.StatusCommand;
import onestep.aggregator.WatchCommand;
import onestep.contract.cli.CommandRunner;
import onestep.contract.cli.VersionCommand;
import onestep.producer.CancelCommand;
import onestep.producer.PauseCommand;
import onestep.producer.PlanCommand;
import onestep.producer.PurgeCommand;
import onestep.producer.ResumeCommand;
import onestep.producer.RetryCommand;
import onestep.producer.SubmitCommand;
import onestep.producer.cluster.AclsCommand;
import onestep.producer.cluster.SetupCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The commands of {@code onestep} for a cluster that is elsewhere. */
@Command(
    name = "onestep",
    description = "Prepares a cluster for Onestep, submits sweeps to it, controls and shows them.",
    mixinStandardHelpOptions = true,
    subcommands = {
      SetupCommand.class,
      AclsCommand.class,
      PlanCommand.class,
      SubmitCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      CancelCommand.class,
      RetryCommand.class,
      PurgeCommand.class,
      ListCommand.class,
      StatusCommand.class,
      ChecksCommand.class,
      WatchCommand.class,
      ExportCommand.class,
      FiguresCommand.class,
      VersionCommand.class,
      HelpCommand.class
    })
public final class ClusterCli {

  ClusterCli() {}

  /** Runs a command line and leaves with its exit code. */
  public static void main(String[] args) {
    CommandRunner.runAndExit(new CommandLine(new ClusterCli()), args);
  }
}
