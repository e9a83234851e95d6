package onestep.worker.backend.cuda;

import java.util.Optional;

/**
 * An NVIDIA device of this machine.
 *
 * @param index its number, from 0
 * @param major major number of its compute capability
 * @param minor minor number of its compute capability
 * @param multiprocessors streaming multiprocessors
 * @param memoryBytes its memory
 * @param freeBytes what was free of that when it was looked at; 0 if it cannot be used
 * @param problem why it cannot be used, or empty
 */
public record CudaDevice(
    int index,
    String name,
    int major,
    int minor,
    int multiprocessors,
    long memoryBytes,
    long freeBytes,
    Optional<String> problem) {

  /** The compute capability, such as 9.0. */
  public String capability() {
    return major + "." + minor;
  }

  /** Whether a backend can run on it. */
  public boolean usable() {
    return problem.isEmpty();
  }

  @Override
  public String toString() {
    return "device " + index + " (" + name + ")";
  }
}
