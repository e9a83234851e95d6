package onestep.worker.kafka;

/** A task that no worker can run, whenever it tries. */
final class MalformedTaskException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedTaskException(String message, Throwable cause) {
    super(message, cause);
  }
}
