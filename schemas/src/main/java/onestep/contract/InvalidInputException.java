package onestep.contract;

/**
 * Input that its author can mend: a sweep file, a flag, a record, an environment variable. The
 * message is one line that names the field, the value and what to do; programs print it without a
 * stack trace and exit with code 2.
 */
public final class InvalidInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The exit code of a program that was given such input. */
  public static final int EXIT_CODE = 2;

  /** An error with its one-line message. */
  public InvalidInputException(String message) {
    super(message);
  }

  /** An error with its one-line message and what caused it. */
  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
