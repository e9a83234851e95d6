package onestep.worker.backend.cuda;

/** A call of the CUDA driver that failed, with what it was asked for and of which device. */
public final class DeviceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DeviceException(String message) {
    super(message);
  }
}
