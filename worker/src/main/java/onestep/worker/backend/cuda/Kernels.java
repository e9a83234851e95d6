package onestep.worker.backend.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** The kernels of src/main/cuda, loaded into a context and launched in its stream. */
final class Kernels implements AutoCloseable {

  /** Threads of a block, unless a grid says otherwise. */
  static final int THREADS = 256;

  /** Blocks of a grid for each multiprocessor, at most: kernels loop over what is more. */
  private static final int BLOCKS_PER_MULTIPROCESSOR = 32;

  private static final int MOST_BLOCKS_DOWN = 65_535;

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
   * Blocks of threads for an item, where more would do too: kernels loop.
   *
   * @param x along what an operation goes through
   * @param y over columns, or what else there is several of
   */
  record Grid(long x, long y) {

    /** Enough for one thread each. */
    static Grid of(long threads) {
      return of(threads, 1);
    }

    /** The same for several columns. */
    static Grid of(long threads, long columns) {
      return new Grid((threads + THREADS - 1) / THREADS, columns);
    }
  }

  /**
   * Launches a kernel for all items. It runs after everything launched before.
   *
   * @param structs where the items are
   */
  void launch(Merged launch, DeviceAddress structs) {
    long most = (long) BLOCKS_PER_MULTIPROCESSOR * device.multiprocessors();
    int x = (int) Math.min(launch.blocksAcross(), most);
    int y = (int) Math.min(launch.blocksDown(), MOST_BLOCKS_DOWN);
    int z = launch.items();
    CUfunction function = function(launch.kernel());
    Pointer parameters = Pointer.to(Pointer.to(new long[] {structs.value()}));
    counters.launches.increment();
    stopwatch.time(
        () -> {
          int result =
              JCudaDriver.cuLaunchKernel(
                  function, x, y, z, launch.threads(), 1, 1, 0, stream, parameters, null);
          if (result != 0) {
            String grid = x + "×" + y + "×" + z + " blocks of " + launch.threads();
            Driver.check(result, "cuLaunchKernel", launch.kernel() + " on " + grid, device);
          }
        });
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
