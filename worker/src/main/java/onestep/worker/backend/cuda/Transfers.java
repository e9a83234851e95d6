package onestep.worker.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * What scripts take with them to the device, and what they bring back: each in one copy between
 * pinned memory of the host and memory of the device that are laid out alike.
 */
final class Transfers implements AutoCloseable {

  /** Of either way: some scripts of any size, and many small ones. */
  private static final int BYTES = 4 * Script.MOST_BYTES;

  /** What both ways take of the device's memory. */
  static final long DEVICE_BYTES = 2L * BYTES;

  private final CudaDevice device;
  private final CUstream stream;
  private final Counters counters;
  private final Way there;
  private final Way back;

  /** Memory on both sides. */
  private final class Way {
    final Pointer pinned = new Pointer();
    final DeviceAddress onDevice = new DeviceAddress();
    final ByteBuffer onHost;

    Way() {
      String what = BYTES + " bytes";
      Driver.check(JCudaDriver.cuMemAllocHost(pinned, BYTES), "cuMemAllocHost", what, device);
      try {
        Driver.check(JCudaDriver.cuMemAlloc(onDevice, BYTES), "cuMemAlloc", what, device);
      } catch (DeviceException | OutOfMemoryError e) {
        JCudaDriver.cuMemFreeHost(pinned);
        throw e;
      }
      onHost = pinned.getByteBuffer(0, BYTES).order(ByteOrder.nativeOrder());
    }

    ByteBuffer from(int offset, int bytes) {
      return onHost.slice(offset, bytes).order(onHost.order());
    }

    void free() {
      Driver.check(JCudaDriver.cuMemFree(onDevice), "cuMemFree", BYTES + " bytes", device);
      Driver.check(JCudaDriver.cuMemFreeHost(pinned), "cuMemFreeHost", BYTES + " bytes", device);
    }
  }

  Transfers(Context context, Counters counters) {
    this.device = context.device();
    this.stream = context.stream();
    this.counters = counters;
    there = new Way();
    try {
      back = new Way();
    } catch (DeviceException | OutOfMemoryError e) {
      there.free();
      throw e;
    }
  }

  /** Whether one more script can go with some. */
  boolean hold(List<Script> some, Script more) {
    long bytesThere = more.bytesThere();
    long bytesBack = more.resultBytes();
    for (Script script : some) {
      bytesThere += script.bytesThere();
      bytesBack += script.resultBytes();
    }
    return bytesThere <= BYTES && bytesBack <= BYTES;
  }

  /**
   * Sends the numbers of scripts, and the structs of their launches.
   *
   * @return where the structs of each launch are
   */
  List<DeviceAddress> send(List<Script> scripts, List<Merged> launches) {
    List<DeviceAddress> structs = new ArrayList<>();
    int numbers = 0;
    int results = 0;
    for (Script script : scripts) {
      script.lay(there.onDevice.plus(numbers), back.onDevice.plus(results));
      script.putNumbers(there.from(numbers, script.numberBytes()));
      numbers += script.numberBytes();
      results += script.resultBytes();
    }
    ByteBuffer buffer = there.from(numbers, BYTES - numbers);
    for (Merged launch : launches) {
      structs.add(there.onDevice.plus(numbers + buffer.position()));
      for (Merged.Part part : launch.parts()) {
        for (Script.Item item : part.launch().items()) {
          Structs.put(item.fields(), part.script()::address, buffer);
        }
      }
    }
    int bytes = numbers + buffer.position();
    count(bytes);
    Driver.check(
        JCudaDriver.cuMemcpyHtoDAsync(there.onDevice, there.pinned, bytes, stream),
        "cuMemcpyHtoDAsync",
        bytes + " bytes",
        device);
    return structs;
  }

  /** Waits for all that was launched, and hands the results to their scripts. */
  void receive(List<Script> scripts) {
    int bytes = scripts.stream().mapToInt(Script::resultBytes).sum();
    if (bytes > 0) {
      count(bytes);
      Driver.check(
          JCudaDriver.cuMemcpyDtoHAsync(back.pinned, back.onDevice, bytes, stream),
          "cuMemcpyDtoHAsync",
          bytes + " bytes",
          device);
    }
    Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize", "", device);
    counters.waits.increment();
    int at = 0;
    for (Script script : scripts) {
      int mine = script.resultBytes();
      script.finish(back.from(at, mine));
      at += mine;
    }
  }

  private void count(int bytes) {
    counters.copies.increment();
    counters.transferredBytes.add(bytes);
  }

  @Override
  public void close() {
    there.free();
    back.free();
  }
}
