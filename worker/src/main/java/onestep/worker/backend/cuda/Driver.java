package onestep.worker.backend.cuda;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** The CUDA driver of this machine, if there is one: loaded once, and what it says of devices. */
final class Driver {

  private static final int NAME_BYTES = 256;

  private Driver() {}

  /** Found when first asked for. A class that failed to load once fails in another way later. */
  private static final class Loaded {
    static final Optional<String> PROBLEM = load();

    private static Optional<String> load() {
      try {
        int result = JCudaDriver.cuInit(0);
        return result == CUresult.CUDA_SUCCESS
            ? Optional.empty()
            : Optional.of("the CUDA driver does not start: " + CUresult.stringFor(result));
      } catch (LinkageError e) {
        return Optional.of(
            "no CUDA driver can be loaded: it needs the driver's libcuda.so.1 and the natives of"
                + " JCuda, which the GPU image has, and the launcher where it finds a driver"
                + " (ONESTEP_CUDA=1 insists)");
      }
    }
  }

  /** Why there is no driver, or empty if there is one. */
  static Optional<String> problem() {
    return Loaded.PROBLEM;
  }

  /** The CUDA version that it supports: 12060 for 12.6. */
  static int version() {
    int[] version = new int[1];
    check(JCudaDriver.cuDriverGetVersion(version), "cuDriverGetVersion", "", "the driver");
    return version[0];
  }

  static int deviceCount() {
    int[] count = new int[1];
    check(JCudaDriver.cuDeviceGetCount(count), "cuDeviceGetCount", "", "the driver");
    return count[0];
  }

  /** What the driver tells of a device. */
  static CudaDevice device(int index) {
    String which = "device " + index;
    CUdevice handle = handle(index);
    byte[] name = new byte[NAME_BYTES];
    check(JCudaDriver.cuDeviceGetName(name, name.length, handle), "cuDeviceGetName", "", which);
    long[] bytes = new long[1];
    check(JCudaDriver.cuDeviceTotalMem(bytes, handle), "cuDeviceTotalMem", "", which);
    return new CudaDevice(
        index,
        new String(name, StandardCharsets.UTF_8).trim(),
        attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, handle, which),
        attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, handle, which),
        attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, handle, which),
        bytes[0],
        0,
        Optional.empty());
  }

  /** Memory moves bits at both edges of its clock; a core does a multiply-add a cycle. */
  static CudaDevices.Limits limits(CudaDevice device) {
    CUdevice handle = handle(device.index());
    String which = device.toString();
    double clock =
        1e3 * attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_CLOCK_RATE, handle, which);
    double memoryClock =
        1e3 * attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE, handle, which);
    int bits =
        attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH, handle, which);
    int capability = 10 * device.major() + device.minor();
    int cores = capability == 75 || capability == 80 ? 64 : 128;
    return new CudaDevices.Limits(
        2 * memoryClock * bits / Byte.SIZE, 2 * clock * cores * device.multiprocessors());
  }

  static CUdevice handle(int index) {
    CUdevice device = new CUdevice();
    check(JCudaDriver.cuDeviceGet(device, index), "cuDeviceGet", "", "device " + index);
    return device;
  }

  private static int attribute(int attribute, CUdevice device, String which) {
    int[] value = new int[1];
    check(
        JCudaDriver.cuDeviceGetAttribute(value, attribute, device),
        "cuDeviceGetAttribute",
        CUdevice_attribute.stringFor(attribute),
        which);
    return value[0];
  }

  /**
   * Translates what a call returned.
   *
   * @param what what the call was asked for, such as its sizes; may be empty
   * @throws OutOfMemoryError if memory of the device, or pinned memory of the host, ran out
   * @throws DeviceException if the call failed for another reason
   */
  static void check(int result, String call, String what, Object device) {
    if (result == CUresult.CUDA_SUCCESS) {
      return;
    }
    String message =
        call
            + (what.isEmpty() ? "" : " of " + what)
            + " on "
            + device
            + " failed: "
            + CUresult.stringFor(result);
    if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      throw new OutOfMemoryError(message);
    }
    throw new DeviceException(message);
  }
}
