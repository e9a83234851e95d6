package onestep.worker.backend.cuda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The NVIDIA devices of this machine.
 *
 * @param driverVersion CUDA version that the driver supports, such as 12.6, or empty without one
 * @param devices all of them, in order of their numbers
 * @param problem why none can be looked at, or empty
 */
public record CudaDevices(
    Optional<String> driverVersion, List<CudaDevice> devices, Optional<String> problem) {

  /** Of PTX 7.0 and what the bindings are made for. */
  private static final int OLDEST_DRIVER = 12_000;

  /** Of the kernels' PTX: 7.5. */
  private static final int OLDEST_CAPABILITY = 75;

  /** Looks at every device; one that can be used is given a context for a moment. */
  public static CudaDevices find() {
    Optional<String> missing = Driver.problem();
    if (missing.isPresent()) {
      return new CudaDevices(Optional.empty(), List.of(), missing);
    }
    int version = Driver.version();
    String shown = version / 1000 + "." + version % 1000 / 10;
    if (version < OLDEST_DRIVER) {
      return new CudaDevices(
          Optional.of(shown),
          List.of(),
          Optional.of(
              "the driver supports CUDA "
                  + shown
                  + ", "
                  + OLDEST_DRIVER / 1000
                  + ".0 or newer is needed"));
    }
    try {
      List<CudaDevice> devices = new ArrayList<>();
      for (int index = 0; index < Driver.deviceCount(); index++) {
        devices.add(probe(Driver.device(index)));
      }
      return new CudaDevices(
          Optional.of(shown),
          List.copyOf(devices),
          devices.isEmpty() ? Optional.of("the driver has no device") : Optional.empty());
    } catch (DeviceException e) {
      return new CudaDevices(Optional.of(shown), List.of(), Optional.of(e.getMessage()));
    }
  }

  private static CudaDevice probe(CudaDevice device) {
    if (10 * device.major() + device.minor() < OLDEST_CAPABILITY) {
      return with(
          device, 0, "its compute capability is " + device.capability() + ", 7.5 is needed");
    }
    try (Context context = Context.open(device)) {
      return with(device, context.freeBytes(), null);
    } catch (DeviceException | OutOfMemoryError e) {
      return with(device, 0, e.getMessage());
    }
  }

  private static CudaDevice with(CudaDevice device, long freeBytes, String problem) {
    return new CudaDevice(
        device.index(),
        device.name(),
        device.major(),
        device.minor(),
        device.multiprocessors(),
        device.memoryBytes(),
        freeBytes,
        Optional.ofNullable(problem));
  }

  /**
   * What a device can do at best, from its clocks.
   *
   * @param bytesPerSecond of its memory; 0 if the driver does not tell
   * @param operationsPerSecond of float32, a fused multiply-add counted twice; 0 likewise
   */
  public record Limits(double bytesPerSecond, double operationsPerSecond) {}

  /** The limits of a device. */
  public static Limits limits(CudaDevice device) {
    return Driver.limits(device);
  }

  /** The device to use: of those that can be used, the one with most free memory. */
  public Optional<CudaDevice> best() {
    return devices.stream()
        .filter(CudaDevice::usable)
        .max(
            Comparator.comparingLong(CudaDevice::freeBytes)
                .thenComparing(CudaDevice::index, Comparator.reverseOrder()));
  }

  /** Why there is no device to use; only where there is none. */
  public String whyNone() {
    return Stream.concat(
            problem.stream(),
            devices.stream().flatMap(device -> device.problem().map(why -> why).stream()))
        .collect(Collectors.joining("; "));
  }
}
