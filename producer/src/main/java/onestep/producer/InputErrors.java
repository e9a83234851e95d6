package onestep.producer;

import java.util.Optional;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.Refusals;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Prints input errors as one line, exit code 2. */
public final class InputErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {

  /** The command with its input errors handled. */
  public static CommandLine handledFor(CommandLine commandLine) {
    InputErrors handler = new InputErrors();
    return commandLine.setExecutionExceptionHandler(handler).setParameterExceptionHandler(handler);
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine commandLine, ParseResult parsed) throws Exception {
    if (exception instanceof InvalidInputException) {
      return print(commandLine, exception.getMessage());
    }
    Optional<InvalidInputException> refused =
        Refusals.explain(exception, commandLine.getCommandName());
    if (refused.isPresent()) {
      return print(commandLine, refused.get().getMessage());
    }
    throw exception;
  }

  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    CommandLine commandLine = exception.getCommandLine();
    return print(
        commandLine,
        exception.getMessage()
            + "; see "
            + commandLine.getCommandSpec().qualifiedName()
            + " --help");
  }

  private static int print(CommandLine commandLine, String message) {
    commandLine.getErr().println(message);
    commandLine.getErr().flush();
    return InvalidInputException.EXIT_CODE;
  }
}
