package onestep.worker.backend.cpu;

/** Chooses the kernels this JVM can run. */
final class KernelLoader {

  private KernelLoader() {}

  /** The fastest kernels available. */
  static Kernels fastest() {
    return new PlainKernels();
  }
}
