package onestep.worker.backend.cuda;

import jcuda.driver.CUcontext;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * A context on a device and its one stream. Contexts share nothing, so a fault in one spares the
 * others.
 */
final class Context implements AutoCloseable {

  private final CudaDevice device;
  private final CUcontext context = new CUcontext();
  private final CUstream stream = new CUstream();

  private Context(CudaDevice device) {
    this.device = device;
  }

  /**
   * A new context, which is the calling thread's current one.
   *
   * @throws DeviceException if the device gives none, as one that another process has for itself
   */
  static Context open(CudaDevice device) {
    Context opened = new Context(device);
    Driver.check(
        JCudaDriver.cuCtxCreate(opened.context, 0, Driver.handle(device.index())),
        "cuCtxCreate",
        "",
        device);
    try {
      Driver.check(
          JCudaDriver.cuStreamCreate(opened.stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
          "cuStreamCreate",
          "",
          device);
      return opened;
    } catch (DeviceException | OutOfMemoryError e) {
      opened.destroy();
      throw e;
    }
  }

  CudaDevice device() {
    return device;
  }

  CUstream stream() {
    return stream;
  }

  /** Makes it the calling thread's own: a thread may serve several. */
  void makeCurrent() {
    Driver.check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent", "", device);
  }

  long freeBytes() {
    long[] free = new long[1];
    Driver.check(JCudaDriver.cuMemGetInfo(free, new long[1]), "cuMemGetInfo", "", device);
    return free[0];
  }

  @Override
  public void close() {
    int streamGone = JCudaDriver.cuStreamDestroy(stream);
    int contextGone = destroy();
    Driver.check(streamGone, "cuStreamDestroy", "", device);
    Driver.check(contextGone, "cuCtxDestroy", "", device);
  }

  /** Frees whatever is left in the context, which works where nothing else does any more. */
  int destroy() {
    int result = JCudaDriver.cuCtxDestroy(context);
    return result == CUresult.CUDA_ERROR_DEINITIALIZED ? CUresult.CUDA_SUCCESS : result;
  }
}
