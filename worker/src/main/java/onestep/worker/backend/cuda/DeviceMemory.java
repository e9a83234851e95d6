package onestep.worker.backend.cuda;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import jcuda.driver.JCudaDriver;

/**
 * Device memory by exact size: a warm loop asks the driver for nothing, which would wait for the
 * device. What is idle is kept while it and what is in use are within a limit, dropped first the
 * sizes asked for least recently; if the device has no more, all of it is dropped.
 *
 * <p>Memory given back may still be used by what is queued: whatever uses it next is queued later,
 * by the same backend.
 */
final class DeviceMemory {

  private final CudaDevice device;
  private final long limitBytes;
  private final Counters counters;
  private final Runnable settle;
  private final Map<Long, Deque<DeviceAddress>> idle = new LinkedHashMap<>(16, 0.75f, true);
  private long idleBytes;
  private long usedBytes;

  /**
   * An empty pool.
   *
   * @param settle has what is queued done, which may still use memory that is to be freed
   */
  DeviceMemory(CudaDevice device, long limitBytes, Counters counters, Runnable settle) {
    this.device = device;
    this.limitBytes = limitBytes;
    this.counters = counters;
    this.settle = settle;
  }

  /**
   * Memory with undefined contents.
   *
   * @throws OutOfMemoryError if the device has no more
   */
  DeviceBuffer take(long bytes) {
    Deque<DeviceAddress> stack = idle.get(bytes);
    DeviceAddress address;
    if (stack == null || stack.isEmpty()) {
      keepWithin(limitBytes - bytes);
      address = allocate(bytes);
    } else {
      address = stack.pop();
      idleBytes -= bytes;
    }
    usedBytes += bytes;
    return new DeviceBuffer(this, address, bytes);
  }

  private DeviceAddress allocate(long bytes) {
    try {
      return ask(bytes);
    } catch (OutOfMemoryError e) {
      if (idleBytes == 0) {
        throw e;
      }
      clear();
      return ask(bytes);
    }
  }

  private DeviceAddress ask(long bytes) {
    DeviceAddress address = new DeviceAddress();
    String what = bytes + " bytes, beside " + usedBytes + " in use and " + idleBytes + " idle,";
    Driver.check(JCudaDriver.cuMemAlloc(address, bytes), "cuMemAlloc", what, device);
    counters.heldBytes.add(bytes);
    return address;
  }

  void give(DeviceAddress address, long bytes) {
    usedBytes -= bytes;
    idleBytes += bytes;
    idle.computeIfAbsent(bytes, size -> new ArrayDeque<>()).push(address);
    keepWithin(limitBytes);
  }

  /** Bytes in use. */
  long usedBytes() {
    return usedBytes;
  }

  /** Bytes kept for later. */
  long idleBytes() {
    return idleBytes;
  }

  /** Counts as gone what goes with the context, and what could not be freed before. */
  void abandon() {
    counters.heldBytes.add(-usedBytes - idleBytes);
    idle.clear();
    idleBytes = 0;
    usedBytes = 0;
  }

  /** Frees what is idle. */
  void clear() {
    keepWithin(Long.MIN_VALUE);
  }

  private void keepWithin(long bytes) {
    while (idleBytes > 0 && usedBytes + idleBytes > bytes) {
      settle.run();
      Map.Entry<Long, Deque<DeviceAddress>> eldest = idle.entrySet().iterator().next();
      if (eldest.getValue().isEmpty()) {
        idle.remove(eldest.getKey());
      } else {
        idleBytes -= eldest.getKey();
        counters.heldBytes.add(-eldest.getKey());
        DeviceAddress address = eldest.getValue().pop();
        Driver.check(
            JCudaDriver.cuMemFree(address), "cuMemFree", eldest.getKey() + " bytes", device);
      }
    }
  }
}
