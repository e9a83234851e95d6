package onestep.worker.backend.cuda;

/** Where a kernel finds or leaves numbers: device memory, or a place in a {@link Script}. */
sealed interface Address permits DeviceAddress, Script.Place {

  /** The place so many bytes further on. */
  Address plus(long bytes);
}
