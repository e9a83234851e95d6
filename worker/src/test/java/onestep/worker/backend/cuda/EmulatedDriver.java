package onestep.worker.backend.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The CUDA driver of src/test/cuda, which runs kernels on the host. It is compiled where there is a
 * g++; loaded before the bindings, it is the libcuda.so.1 that they find.
 */
public final class EmulatedDriver {

  /** Where it is compiled to, in a directory of its own. */
  public static final Path LIBRARY = Path.of("target", "cuda", "libcuda.so.1").toAbsolutePath();

  private static final Path SOURCES = Path.of("src", "test", "cuda");
  private static final Path KERNELS = Path.of("src", "main", "cuda");
  private static final int PATIENCE_SECONDS = 120;
  private static final Optional<String> PROBLEM = load();

  private EmulatedDriver() {}

  /** What can go wrong; see emulator.cpp. */
  enum Fault {
    NONE(0),
    /** From the n-th allocation on: out of memory. */
    ALLOCATION(1),
    /** The n-th launch; what comes after it in its context fails too. */
    LAUNCH(2),
    /** From the n-th call on, all fail. */
    LOST(3),
    /** The device belongs to another process. */
    BUSY(4),
    /** The driver is too old. */
    OLD(5),
    /** There is no device. */
    ABSENT(6),
    /** The device is too old. */
    PASCAL(7);

    private final int code;

    Fault(int code) {
      this.code = code;
    }
  }

  /** Skips the test where the driver cannot be compiled or loaded, and prints why. */
  public static void require() {
    PROBLEM.ifPresent(reason -> System.out.println("skipped, without an emulated GPU: " + reason));
    Assumptions.assumeTrue(PROBLEM.isEmpty(), () -> PROBLEM.orElse(""));
    clear();
  }

  /** A backend on its device. */
  public static CudaBackend backend() {
    return new CudaBackend(CudaDevices.find().best().orElseThrow(), 64L << 20);
  }

  /** Makes the call of this kind that comes after so many fail. */
  static void arm(Fault fault, long after) {
    arm(fault.code, after);
  }

  /** Ends all faults, and lets threads run in the order of their numbers. */
  static void clear() {
    arm(Fault.NONE, 0);
    order(0);
  }

  private static native void arm(int fault, long after);

  /** The order of threads: 0 ascending, 1 descending, else shuffled. */
  static native void order(int seed);

  /** Allocations, pinned buffers, streams, modules, events and contexts that are there now. */
  static native long open();

  /** What contexts that are gone had left behind. */
  static native long leaked();

  /** Allocations before whose start something was written. */
  static native long overwritten();

  /** Launches so far. */
  static native long launched();

  private static Optional<String> load() {
    try {
      if (isOutOfDate()) {
        Optional<String> problem = compile();
        if (problem.isPresent()) {
          return problem;
        }
      }
      System.load(LIBRARY.toString());
      return CudaDevices.find().problem();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    } catch (UnsatisfiedLinkError e) {
      return Optional.of(e.getMessage());
    }
  }

  private static boolean isOutOfDate() {
    return !Files.exists(LIBRARY)
        || List.of(
                SOURCES.resolve("emulator.cpp"),
                SOURCES.resolve("emulation.h"),
                SOURCES.resolve("unsupported.cpp"),
                KERNELS.resolve("onestep.cu"))
            .stream()
            .map(Path::toFile)
            .mapToLong(File::lastModified)
            .anyMatch(changed -> changed > LIBRARY.toFile().lastModified());
  }

  /** Why it cannot be compiled, or empty when it is. */
  private static Optional<String> compile() throws IOException, InterruptedException {
    Files.createDirectories(LIBRARY.getParent());
    Path scratch = Files.createTempFile(LIBRARY.getParent(), "libcuda", ".so");
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(
                  "g++",
                  "-std=c++17",
                  "-O2",
                  "-march=native", // fused multiply-adds in hardware: those of the library are slow
                  "-ffp-contract=off",
                  "-fno-strict-aliasing",
                  "-fPIC",
                  "-shared",
                  "-Wno-unknown-pragmas",
                  "-I",
                  KERNELS.toString(),
                  "-Wl,-soname,libcuda.so.1",
                  "-o",
                  scratch.toString(),
                  SOURCES.resolve("emulator.cpp").toString(),
                  SOURCES.resolve("unsupported.cpp").toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return Optional.of("there is no g++");
    }
    String output = new String(compiler.getInputStream().readAllBytes(), UTF_8);
    if (!compiler.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
      throw new IllegalStateException("the emulated driver does not compile: " + output);
    }
    Files.move(scratch, LIBRARY, REPLACE_EXISTING);
    return Optional.empty();
  }
}
