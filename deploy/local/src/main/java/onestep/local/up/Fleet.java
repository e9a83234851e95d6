package onestep.local.up;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Services that are kept running until this thread is interrupted. */
final class Fleet implements AutoCloseable {

  private static final int EARLY_ENDS_BORNE = 3;
  private static final long PACE_MILLIS = 500;
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(25);

  private final List<Service> services;
  private final PrintStream out;

  Fleet(List<Service> services, PrintStream out) {
    this.services = services;
    this.out = out;
  }

  /**
   * Starts them, and starts again each that ends.
   *
   * @throws InterruptedException when told to stop
   * @throws IllegalStateException if one ends soon after its start, time and again
   */
  void run() throws InterruptedException {
    for (Service service : services) {
      service.start();
      out.printf("%-12s process %d%n", service.name(), service.pid());
    }
    while (true) {
      Thread.sleep(PACE_MILLIS);
      for (Service service : services) {
        if (service.hasEnded()) {
          restart(service);
        }
      }
    }
  }

  private void restart(Service service) {
    int code = service.exitCode();
    if (service.countEarlyEnds() >= EARLY_ENDS_BORNE) {
      throw new IllegalStateException(
          service.name() + " ends with exit code " + code + " soon after each start; see above");
    }
    service.start();
    out.printf(
        "%-12s ended with exit code %d; now process %d%n", service.name(), code, service.pid());
  }

  /** Asks all of them to end and waits until they have. */
  @Override
  public void close() {
    services.forEach(Service::terminate);
    long deadline = System.nanoTime() + STOP_NANOS;
    boolean interrupted = Thread.interrupted();
    services.forEach(service -> service.awaitEnd(deadline));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
