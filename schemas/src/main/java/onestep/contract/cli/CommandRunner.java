package onestep.contract.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.Refusals;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Runs a command line; what goes wrong is told in one line. */
public final class CommandRunner {

  private static final int FAILURE = 1;

  private final PrintStream err;

  private CommandRunner(PrintStream err) {
    this.err = err;
  }

  /**
   * Runs a command in this process, telling errors on the standard error stream, and ends the
   * process with its exit code.
   */
  public static void runAndExit(CommandLine command, String... args) {
    System.exit(run(command, System.err, args));
  }

  /**
   * Runs a command.
   *
   * @param err where errors are told
   * @return 0 for success, 2 for input that its author can mend, 1 for any other failure
   */
  public static int run(CommandLine command, PrintStream err, String... args) {
    return new CommandRunner(err).run(command, args);
  }

  private int run(CommandLine command, String... args) {
    System.setProperty("java.awt.headless", "true");
    command
        .setParameterExceptionHandler((e, arguments) -> rejected(e))
        .setExecutionExceptionHandler((e, failed, result) -> failed(e, failed.getCommandName()))
        .registerConverter(Duration.class, CommandRunner::duration)
        .setCaseInsensitiveEnumValuesAllowed(true);
    command.getCommandSpec().versionProvider(new Version());
    command
        .getSubcommands()
        .values()
        .forEach(subcommand -> subcommand.getCommandSpec().versionProvider(new Version()));
    try {
      return command.execute(args);
    } catch (Error e) {
      return failed(e, "");
    }
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException("must be in ISO 8601, such as PT30S or PT1H, got " + text);
    }
  }

  private int rejected(ParameterException e) {
    InvalidInputException input = inputError(e);
    String message = input == null ? e.getMessage() : input.getMessage();
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    say(input == null ? message + " (see " + command + " --help)" : message);
    return InvalidInputException.EXIT_CODE;
  }

  private int failed(Throwable e, String command) {
    InvalidInputException input = inputError(e);
    if (input == null) {
      input = Refusals.explain(e, command).orElse(null);
    }
    if (input != null) {
      say(input.getMessage());
      return InvalidInputException.EXIT_CODE;
    }
    boolean debug = "DEBUG".equalsIgnoreCase(System.getenv("ONESTEP_LOG_LEVEL"));
    String hint = debug ? "" : " (ONESTEP_LOG_LEVEL=DEBUG shows where)";
    say(e + hint);
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

  private void say(String message) {
    String line = String.join(" ", Arrays.asList(message.strip().split("\\s*\\R\\s*")));
    err.println("onestep: " + line);
  }
}
