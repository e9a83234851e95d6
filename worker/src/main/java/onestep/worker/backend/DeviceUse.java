package onestep.worker.backend;

/** What backends use of a device, for meters; safe for use by several threads. */
public interface DeviceUse {

  /** Number and name of the device. */
  String device();

  /** Its memory. */
  long memoryBytes();

  /** Memory that blocks take, or took and is kept for the next. */
  long heldBytes();

  /** Kernels launched so far. */
  long launches();

  /** Time that kernels ran so far, estimated from some of them and summed over slots. */
  double busySeconds();

  /** Bytes that crossed between host and device so far, both ways. */
  long transferredBytes();
}
