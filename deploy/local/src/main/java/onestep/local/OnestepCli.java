package onestep.local;

import java.io.PrintStream;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import onestep.aggregator.AggregatorCommand;
import onestep.aggregator.ExportCommand;
import onestep.aggregator.FiguresCommand;
import onestep.aggregator.ListCommand;
import onestep.aggregator.StatusCommand;
import onestep.aggregator.WatchCommand;
import onestep.bench.BenchCommand;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.Refusals;
import onestep.local.accept.AcceptCommand;
import onestep.local.cluster.AclsCommand;
import onestep.local.cluster.SetupCommand;
import onestep.local.up.UpCommand;
import onestep.producer.CancelCommand;
import onestep.producer.PauseCommand;
import onestep.producer.PlanCommand;
import onestep.producer.PurgeCommand;
import onestep.producer.ResumeCommand;
import onestep.producer.RetryCommand;
import onestep.producer.SubmitCommand;
import onestep.worker.AcceptGpuCommand;
import onestep.worker.DevicesCommand;
import onestep.worker.WorkerCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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
public final class OnestepCli implements Runnable {

  private static final int FAILURE = 1;

  @Spec private CommandSpec spec;

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
    System.setProperty("java.awt.headless", "true");
    CommandLine commandLine =
        new CommandLine(new OnestepCli(), new Commands())
            .setParameterExceptionHandler((e, arguments) -> rejected(err, e))
            .setExecutionExceptionHandler(
                (e, command, result) -> failed(err, e, command.getCommandName()));
    commandLine.registerConverter(Duration.class, OnestepCli::duration);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine
        .getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
    try {
      return commandLine.execute(args);
    } catch (Error e) {
      return failed(err, e, "");
    }
  }

  /** Makes the commands that need something of this module. */
  private static final class Commands implements CommandLine.IFactory {
    private final CommandLine.IFactory others = CommandLine.defaultFactory();

    @Override
    public <K> K create(Class<K> type) throws Exception {
      return type == BenchCommand.class
          ? type.cast(new BenchCommand(new MeasuredPipeline()))
          : others.create(type);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException("must be in ISO 8601, such as PT30S or PT1H, got " + text);
    }
  }

  private static int rejected(PrintStream err, ParameterException e) {
    InvalidInputException input = inputError(e);
    String message = input == null ? e.getMessage() : input.getMessage();
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    say(err, input == null ? message + " (see " + command + " --help)" : message);
    return InvalidInputException.EXIT_CODE;
  }

  private static int failed(PrintStream err, Throwable e, String command) {
    InvalidInputException input = inputError(e);
    if (input == null) {
      input = Refusals.explain(e, command).orElse(null);
    }
    if (input != null) {
      say(err, input.getMessage());
      return InvalidInputException.EXIT_CODE;
    }
    boolean debug = "DEBUG".equalsIgnoreCase(System.getenv("ONESTEP_LOG_LEVEL"));
    String hint = debug ? "" : " (ONESTEP_LOG_LEVEL=DEBUG shows where)";
    say(err, e + hint);
    if (debug) {
      e.printStackTrace(err);
    }
    return FAILURE;
  }

  /** The input error that caused a failure, or null. */
  private static InvalidInputException inputError(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidInputException input) {
        return input;
      }
    }
    return null;
  }

  private static void say(PrintStream err, String message) {
    String line = String.join(" ", Arrays.asList(message.strip().split("\\s*\\R\\s*")));
    err.println("onestep: " + line);
  }
}
