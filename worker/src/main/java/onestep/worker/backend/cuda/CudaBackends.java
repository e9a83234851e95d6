package onestep.worker.backend.cuda;

import java.util.function.Supplier;
import onestep.worker.backend.Backend;

/**
 * Makes the backends of the slots of a worker, all on one device.
 *
 * <p>Of what is free when it is made, networks in flight may use a part and the pools of what is
 * closed keep another; the rest is for the contexts, each of which takes some hundred megabytes.
 */
public final class CudaBackends implements Supplier<Backend> {

  private static final double SHARE_OF_NETWORKS = 0.6;
  private static final double SHARE_OF_POOLS = 0.2;

  private final CudaDevice device;
  private final int slots;

  /** Backends for so many slots. */
  public CudaBackends(CudaDevice device, int slots) {
    this.device = device;
    this.slots = slots;
  }

  /** The device that they are on. */
  public CudaDevice device() {
    return device;
  }

  /** Device memory that networks in flight may use together. */
  public long memoryBytes() {
    return (long) (SHARE_OF_NETWORKS * device.freeBytes());
  }

  @Override
  public Backend get() {
    return new CudaBackend(device, (long) (SHARE_OF_POOLS * device.freeBytes() / slots));
  }
}
