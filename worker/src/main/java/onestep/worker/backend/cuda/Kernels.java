package onestep.worker.backend.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import onestep.worker.random.StreamId;

/** The kernels of src/main/cuda, loaded into a context and launched in its stream. */
final class Kernels implements AutoCloseable {

  /** Threads of a block, unless a grid says otherwise. */
  static final int THREADS = 256;

  /** Blocks of a grid for each multiprocessor, at most: kernels loop over what is more. */
  private static final int BLOCKS_PER_MULTIPROCESSOR = 32;

  private static final int MOST_BLOCKS_ACROSS = 65_535;

  private static final byte[] PTX = ptx();

  private final CudaDevice device;
  private final CUstream stream;
  private final CUmodule module = new CUmodule();
  private final Counters counters;
  private final Stopwatch stopwatch;
  private final Map<String, CUfunction> functions = new HashMap<>();

  /** Loads them into the current context, which may compile them. */
  Kernels(Context context, Stopwatch stopwatch, Counters counters) {
    this.counters = counters;
    this.stopwatch = stopwatch;
    this.device = context.device();
    this.stream = context.stream();
    Driver.check(JCudaDriver.cuModuleLoadData(module, PTX), "cuModuleLoadData", "kernels", device);
  }

  private static byte[] ptx() {
    try (InputStream resource = Kernels.class.getResourceAsStream("onestep.ptx")) {
      byte[] text = resource.readAllBytes();
      return Arrays.copyOf(text, text.length + 1); // the driver wants a 0 at the end
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A grid of blocks.
   *
   * @param x blocks, where more would do too; kernels loop
   * @param threads of a block
   */
  record Grid(long x, long y, long z, int threads) {

    /** Of blocks of the usual size. */
    Grid(long x, long y, long z) {
      this(x, y, z, THREADS);
    }

    /** Enough for one thread each. */
    static Grid of(long threads) {
      return of(threads, 1);
    }

    /** The same for several columns. */
    static Grid of(long threads, long columns) {
      return new Grid((threads + THREADS - 1) / THREADS, columns, 1);
    }
  }

  /**
   * Launches a kernel. It runs after everything launched before.
   *
   * @param arguments of the types that the kernel declares: Integer for int, Long for long long,
   *     Float, Double, {@link DeviceAddress} for pointers, {@link StreamId} for a Stream
   */
  void launch(String name, Grid grid, Object... arguments) {
    int x = (int) Math.min(grid.x(), (long) BLOCKS_PER_MULTIPROCESSOR * device.multiprocessors());
    int y = (int) Math.min(grid.y(), MOST_BLOCKS_ACROSS);
    int z = (int) Math.min(grid.z(), MOST_BLOCKS_ACROSS);
    NativePointerObject[] pointers = new NativePointerObject[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      pointers[i] = pointer(arguments[i]);
    }
    CUfunction function = function(name);
    Pointer parameters = Pointer.to(pointers);
    counters.launches.increment();
    stopwatch.time(
        () -> {
          int result =
              JCudaDriver.cuLaunchKernel(
                  function, x, y, z, grid.threads(), 1, 1, 0, stream, parameters, null);
          if (result != 0) {
            String what = name + " on " + x + "×" + y + "×" + z + " blocks of " + grid.threads();
            Driver.check(result, "cuLaunchKernel", what, device);
          }
        });
  }

  private static Pointer pointer(Object argument) {
    if (argument instanceof DeviceAddress address) {
      return Pointer.to(new long[] {address.value()});
    }
    if (argument instanceof Long number) {
      return Pointer.to(new long[] {number});
    }
    if (argument instanceof Integer number) {
      return Pointer.to(new int[] {number});
    }
    if (argument instanceof Float number) {
      return Pointer.to(new float[] {number});
    }
    if (argument instanceof Double number) {
      return Pointer.to(new double[] {number});
    }
    if (argument instanceof StreamId stream) {
      return Pointer.to(
          new int[] {
            (int) (stream.keyHigh() >>> 32),
            (int) stream.keyHigh(),
            (int) (stream.keyLow() >>> 32),
            (int) stream.keyLow(),
            stream.purpose(),
            stream.network()
          });
    }
    throw new IllegalArgumentException("no kernel takes a " + argument.getClass().getName());
  }

  private CUfunction function(String name) {
    return functions.computeIfAbsent(name, this::find);
  }

  private CUfunction find(String name) {
    CUfunction function = new CUfunction();
    Driver.check(
        JCudaDriver.cuModuleGetFunction(function, module, name),
        "cuModuleGetFunction",
        name,
        device);
    return function;
  }

  @Override
  public void close() {
    Driver.check(JCudaDriver.cuModuleUnload(module), "cuModuleUnload", "kernels", device);
  }
}
