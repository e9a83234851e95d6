package onestep.bench;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How many workers a broker keeps busy. */
final class FleetCurve {

  /** Long enough that hundreds of workers ask for no more tasks a second than two cores serve. */
  private static final Duration TASK = Duration.ofSeconds(10);

  /** Enough that the first and the last ones count little. */
  private static final int TASKS_PER_WORKER = 6;

  private FleetCurve() {}

  /** Measures and prints each size. */
  static void print(PrintWriter out, List<Integer> sizes, Fleet fleet) {
    out.printf(
        Locale.ROOT,
        "Workers of one slot whose tasks sleep %d s, with broker and aggregator in this process;%n"
            + "latency: of one task to the idle fleet, from submit to statistics, beyond its sleep%n"
            + "workers  joined in s  served  tasks/s  of the most possible  latency s  cores busy"
            + "  load%n",
        TASK.toSeconds());
    out.flush();
    for (int workers : sizes) {
      int tasks = workers * TASKS_PER_WORKER;
      Fleet.Run run = fleet.run(workers, tasks, TASK);
      double ideal = TASKS_PER_WORKER * TASK.toSeconds();
      out.printf(
          Locale.ROOT,
          "%7d  %11.1f  %6d  %7.1f  %18.0f %%  %9.2f  %10.2f  %4.1f%n",
          workers,
          run.joinSeconds(),
          run.served(),
          tasks / run.seconds(),
          100 * ideal / run.seconds(),
          run.latencySeconds(),
          run.cpuSeconds() / run.seconds(),
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
      out.flush();
    }
  }
}
