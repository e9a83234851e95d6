package onestep.worker.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * Pinned memory of the host through which numbers cross to the device and back. Uploads do not wait
 * for the device, until the memory is full of uploads that may not have been read yet.
 */
final class Staging implements AutoCloseable {

  private static final int BYTES = 1 << 20;
  private static final int ALIGNMENT = 8;

  private final CudaDevice device;
  private final CUstream stream;
  private final Pointer pinned = new Pointer();
  private final Counters counters;
  private final Stopwatch stopwatch;
  private final ByteBuffer buffer;
  private int used;

  Staging(Context context, Stopwatch stopwatch, Counters counters) {
    this.counters = counters;
    this.stopwatch = stopwatch;
    this.device = context.device();
    this.stream = context.stream();
    Driver.check(
        JCudaDriver.cuMemAllocHost(pinned, BYTES), "cuMemAllocHost", BYTES + " bytes", device);
    this.buffer = pinned.getByteBuffer(0, BYTES).order(ByteOrder.nativeOrder());
  }

  void upload(float[] values, int from, int count, DeviceAddress to) {
    int most = BYTES / Float.BYTES;
    for (int done = 0; done < count; done += most) {
      int some = Math.min(most, count - done);
      int bytes = some * Float.BYTES;
      next(bytes).asFloatBuffer().put(values, from + done, some);
      send(to.plus((long) done * Float.BYTES), bytes);
    }
  }

  void upload(long[] values, DeviceAddress to) {
    int most = BYTES / Long.BYTES;
    for (int done = 0; done < values.length; done += most) {
      int some = Math.min(most, values.length - done);
      int bytes = some * Long.BYTES;
      next(bytes).asLongBuffer().put(values, done, some);
      send(to.plus((long) done * Long.BYTES), bytes);
    }
  }

  void download(DeviceAddress from, float[] values, int first, int count) {
    int most = BYTES / Float.BYTES;
    for (int done = 0; done < count; done += most) {
      int some = Math.min(most, count - done);
      receive(from.plus((long) done * Float.BYTES), some * Float.BYTES)
          .asFloatBuffer()
          .get(values, first + done, some);
    }
  }

  void download(DeviceAddress from, double[] values) {
    int most = BYTES / Double.BYTES;
    for (int done = 0; done < values.length; done += most) {
      int some = Math.min(most, values.length - done);
      receive(from.plus((long) done * Double.BYTES), some * Double.BYTES)
          .asDoubleBuffer()
          .get(values, done, some);
    }
  }

  void download(DeviceAddress from, long[] values) {
    int most = BYTES / Long.BYTES;
    for (int done = 0; done < values.length; done += most) {
      int some = Math.min(most, values.length - done);
      receive(from.plus((long) done * Long.BYTES), some * Long.BYTES)
          .asLongBuffer()
          .get(values, done, some);
    }
  }

  private ByteBuffer receive(DeviceAddress from, int bytes) {
    ByteBuffer target = next(bytes);
    Pointer to = pinned.withByteOffset(used);
    Driver.check(
        JCudaDriver.cuMemcpyDtoHAsync(to, from, bytes, stream),
        "cuMemcpyDtoHAsync",
        bytes + " bytes",
        device);
    synchronize();
    return target;
  }

  private void send(DeviceAddress to, int bytes) {
    Pointer from = pinned.withByteOffset(used);
    used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    Driver.check(
        JCudaDriver.cuMemcpyHtoDAsync(to, from, bytes, stream),
        "cuMemcpyHtoDAsync",
        bytes + " bytes",
        device);
  }

  /** Room for the next crossing, after those that may still be under way. */
  private ByteBuffer next(int bytes) {
    if (used + bytes > BYTES) {
      synchronize();
    }
    counters.transferredBytes.add(bytes);
    counters.copies.increment();
    return buffer.slice(used, bytes).order(ByteOrder.nativeOrder());
  }

  private void synchronize() {
    Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize", "", device);
    counters.waits.increment();
    stopwatch.read();
    used = 0;
  }

  @Override
  public void close() {
    Driver.check(JCudaDriver.cuMemFreeHost(pinned), "cuMemFreeHost", BYTES + " bytes", device);
  }
}
