package onestep.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How many workers a broker keeps busy. */
final class FleetCurve {

  /** As long as a task takes by default. */
  private static final Duration TASK = Duration.ofSeconds(2);

  /** Enough that the first and the last ones count little. */
  private static final int TASKS_PER_WORKER = 15;

  private FleetCurve() {}

  /** Measures and prints each size. */
  static void print(PrintWriter out, List<Integer> sizes, Fleet fleet) {
    out.printf(
        Locale.ROOT,
        "Workers of one slot whose tasks sleep %d s, with broker and aggregator in this process%n"
            + "workers  joined in s  tasks/s  of the most possible  cores busy  CPU ms a task%n",
        TASK.toSeconds());
    out.flush();
    for (int workers : sizes) {
      int tasks = workers * TASKS_PER_WORKER;
      Fleet.Run run = fleet.run(workers, tasks, TASK);
      double ideal = TASKS_PER_WORKER * TASK.toSeconds();
      out.printf(
          Locale.ROOT,
          "%7d  %11.1f  %7.1f  %18.0f %%  %10.2f  %13.1f%n",
          workers,
          run.joinSeconds(),
          tasks / run.seconds(),
          100 * ideal / run.seconds(),
          run.cpuSeconds() / run.seconds(),
          1000 * run.cpuSeconds() / tasks);
      out.flush();
    }
  }
}
