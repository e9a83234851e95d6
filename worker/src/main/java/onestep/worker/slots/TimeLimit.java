package onestep.worker.slots;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import onestep.contract.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how long networks take. One that exceeds the limit is failed and its thread interrupted,
 * which backends answer between two operations. A thread that does not answer within the patience
 * is reported as stuck: nothing in Java can end it.
 */
final class TimeLimit implements AutoCloseable {

  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
  private static final int TICKS_PER_LIMIT = 10;

  private static final Logger log = LoggerFactory.getLogger(TimeLimit.class);

  private final Duration limit;
  private final Duration patience;
  private final Consumer<RunningNetwork> onStuck;
  private final Set<RunningNetwork> running = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("time-limit"));

  /**
   * Starts to watch.
   *
   * @param limit longest time of a network
   * @param patience how long an interrupted thread may take to answer
   * @param onStuck told once of each network whose thread did not
   */
  TimeLimit(Duration limit, Duration patience, Consumer<RunningNetwork> onStuck) {
    this.limit = limit;
    this.patience = patience;
    this.onStuck = onStuck;
    long tick = Math.min(LONGEST_TICK.toMillis(), Math.max(1, limit.toMillis() / TICKS_PER_LIMIT));
    var unused = ticker.scheduleWithFixedDelay(this::look, tick, tick, TimeUnit.MILLISECONDS);
  }

  void begin(RunningNetwork network) {
    running.add(network);
  }

  void end(RunningNetwork network) {
    running.remove(network);
  }

  private void look() {
    try {
      running.removeIf(this::isStuck);
    } catch (Throwable e) { // such as memory that ran out; a task that throws is never run again
      log.error("time_limit_failed error={}", e.toString());
    }
  }

  private boolean isStuck(RunningNetwork network) {
    Duration elapsed = network.elapsed();
    if (elapsed.compareTo(limit) <= 0) {
      return false;
    }
    network.stop(limit);
    if (elapsed.compareTo(limit.plus(patience)) <= 0) {
      return false;
    }
    onStuck.accept(network);
    return true;
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}
