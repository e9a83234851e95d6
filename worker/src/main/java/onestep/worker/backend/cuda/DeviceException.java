package onestep.worker.backend.cuda;

/** A call of the CUDA driver that failed, with what it was asked for and of which device. */
public final class DeviceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DeviceException(String message) {
    super(message);
  }

  /** What failed on a thread that did it for others too, or went wrong on the way to the device. */
  DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
