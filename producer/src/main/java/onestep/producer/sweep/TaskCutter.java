package onestep.producer.sweep;

import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;

/**
 * Cuts the networks of a cell into tasks of about equal time.
 *
 * @param taskTime how long a task should take on one slot; a single network may take longer
 */
public record TaskCutter(Duration taskTime) {

  /** Unless configured otherwise: long against the cost of a task, short against a lock. */
  public static final TaskCutter DEFAULT = new TaskCutter(Duration.ofSeconds(2));

  /** Bounds the size of a result, which has one row per network. */
  static final int MOST_TRIALS = 20_000;

  /** Networks looked at together: bounds what is held of a cell. */
  private static final int WINDOW = 1 << 16;

  /** Checks the time. */
  public TaskCutter {
    if (taskTime.isNegative() || taskTime.isZero()) {
      throw new IllegalArgumentException("task time must be positive, got " + taskTime);
    }
  }

  /** Most networks of one task of a cell, at least 1. */
  public int networksPerTask(CellSpec cell) {
    double seconds = taskTime.toNanos() * 1e-9;
    double byTime = seconds / DeviceCost.secondsPerNetwork(cell);
    int byTrials = MOST_TRIALS / cell.points();
    return (int) Math.max(1, Math.min(byTrials, byTime));
  }

  /** Number of tasks of a cell of which nothing is done yet. */
  public long tasks(PlannedCell cell) {
    int perTask = networksPerTask(cell.spec());
    return (cell.networks() + (perTask - 1L)) / perTask;
  }

  /**
   * The tasks of the networks {@code from} to {@code networks - 1} that are not done, in order,
   * computed as the stream is read.
   *
   * @param done networks that need no task
   */
  public Stream<NetworkRange> cut(CellSpec cell, int from, int networks, NetworkSet done) {
    int perTask = networksPerTask(cell);
    // A window of whole tasks, so that a cell of which nothing is done is cut evenly.
    int window = WINDOW <= perTask ? perTask : WINDOW / perTask * perTask;
    long windows = (Math.max(0, networks - from) + (window - 1L)) / window;
    return LongStream.range(0, windows)
        .mapToObj(
            i ->
                new NetworkRange(
                    (int) (from + i * window), count(from + i * window, window, networks)))
        .flatMap(range -> missing(range, done).ranges(perTask).stream());
  }

  private static int count(long first, int window, int networks) {
    return (int) Math.min(window, networks - first);
  }

  private static NetworkSet missing(NetworkRange range, NetworkSet done) {
    NetworkSet wanted = new NetworkSet();
    wanted.add(range);
    return wanted.minus(done);
  }
}
