package onestep.local;

import java.io.PrintStream;
import onestep.aggregator.AggregatorCommand;
import onestep.aggregator.ChecksCommand;
import onestep.aggregator.ExportCommand;
import onestep.aggregator.FiguresCommand;
import onestep.aggregator.ListCommand;
import onestep.aggregator.StatusCommand;
import onestep.aggregator.WatchCommand;
import onestep.bench.BenchCommand;
import onestep.contract.cli.CommandRunner;
import onestep.contract.cli.Version;
import onestep.contract.cli.VersionCommand;
import onestep.local.accept.AcceptCommand;
import onestep.local.up.UpCommand;
import onestep.producer.CancelCommand;
import onestep.producer.PauseCommand;
import onestep.producer.PlanCommand;
import onestep.producer.PurgeCommand;
import onestep.producer.ResumeCommand;
import onestep.producer.RetryCommand;
import onestep.producer.SubmitCommand;
import onestep.producer.cluster.AclsCommand;
import onestep.producer.cluster.SetupCommand;
import onestep.worker.AcceptGpuCommand;
import onestep.worker.DevicesCommand;
import onestep.worker.WorkerCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of Onestep. */
@Command(
    name = "onestep",
    description = "Samples random neural networks and attacks each with one gradient step.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      UpCommand.class,
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
      WorkerCommand.class,
      DevicesCommand.class,
      AggregatorCommand.class,
      FiguresCommand.class,
      AcceptCommand.class,
      AcceptGpuCommand.class,
      BenchCommand.class,
      VersionCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    })
public final class OnestepCli {

  private OnestepCli() {}

  /**
   * Runs a command line; errors are told in one line on the standard error stream.
   *
   * @return 0 for success, 2 for input that its author can mend, 1 for any other failure
   */
  public static int execute(String... args) {
    return execute(System.err, args);
  }

  /** As {@link #execute(String...)}, telling errors to {@code err}. */
  static int execute(PrintStream err, String... args) {
    return CommandRunner.run(new CommandLine(new OnestepCli(), new Commands()), err, args);
  }

  /** Makes the commands that need something of this module. */
  private static final class Commands implements CommandLine.IFactory {
    private final CommandLine.IFactory others = CommandLine.defaultFactory();

    @Override
    public <K> K create(Class<K> type) throws Exception {
      return type == BenchCommand.class
          ? type.cast(new BenchCommand(new MeasuredPipeline(), new MeasuredFleet()))
          : others.create(type);
    }
  }
}
