package onestep.worker.kafka;

/** A task that this worker cannot run and another may. */
final class UnsuitableWorkerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsuitableWorkerException(String message) {
    super(message);
  }
}
