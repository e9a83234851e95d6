package onestep.worker.backend.cuda;

import jcuda.driver.CUdeviceptr;

/** A place in device memory. */
final class DeviceAddress extends CUdeviceptr implements Address {

  /** A place that the driver is to fill in. */
  DeviceAddress() {}

  private DeviceAddress(DeviceAddress base, long bytes) {
    super(base, bytes);
  }

  @Override
  public DeviceAddress plus(long bytes) {
    return new DeviceAddress(this, bytes);
  }

  /** The address as kernels take it. */
  long value() {
    return getNativePointer() + getByteOffset();
  }
}
