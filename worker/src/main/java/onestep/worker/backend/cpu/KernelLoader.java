package onestep.worker.backend.cpu;

import java.util.ArrayList;
import java.util.List;

/** Chooses the kernels this JVM can run. */
final class KernelLoader {

  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final String VECTOR_KERNELS = "onestep.worker.backend.cpu.vector.VectorKernels";

  private KernelLoader() {}

  /** New kernels, the fastest available. */
  static Kernels fastest() {
    List<Kernels> all = available();
    return all.get(all.size() - 1);
  }

  /** One of each kind that runs here, slowest first. */
  static List<Kernels> available() {
    List<Kernels> kernels = new ArrayList<>();
    kernels.add(new PlainKernels());
    if (ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()) {
      kernels.add(vectorKernels());
    }
    return kernels;
  }

  /** By reflection, because the class cannot be linked without the module. */
  private static Kernels vectorKernels() {
    try {
      return Class.forName(VECTOR_KERNELS)
          .asSubclass(Kernels.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          VECTOR_KERNELS + " does not load although module " + VECTOR_MODULE + " is present", e);
    }
  }
}
