package onestep.worker.backend.cuda;

/** Device memory in use; closing it gives it back to its pool. */
final class DeviceBuffer implements AutoCloseable {

  private final DeviceMemory pool;
  private final DeviceAddress address;
  private final long bytes;
  private boolean open = true;

  DeviceBuffer(DeviceMemory pool, DeviceAddress address, long bytes) {
    this.pool = pool;
    this.address = address;
    this.bytes = bytes;
  }

  DeviceAddress address() {
    return address;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      pool.give(address, bytes);
    }
  }
}
