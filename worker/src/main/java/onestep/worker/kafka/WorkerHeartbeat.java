package onestep.worker.kafka;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import onestep.contract.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Beats at a fixed pace, and soon after something changed. */
final class WorkerHeartbeat implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkerHeartbeat.class);

  /** Short tasks change the state many times a second; people look less often. */
  private static final Duration GATHER = Duration.ofMillis(500);

  private final Runnable beat;
  private final ScheduledExecutorService timer;
  private final AtomicBoolean changed = new AtomicBoolean();

  WorkerHeartbeat(Duration pace, Runnable beat) {
    this.beat = beat;
    this.timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("heartbeat"));
    Future<?> unused =
        timer.scheduleWithFixedDelay(this::beat, 0, pace.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Beats soon; changes that come together share a beat. */
  void changed() {
    if (changed.compareAndSet(false, true)) {
      try {
        Future<?> unused = timer.schedule(this::beat, GATHER.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        log.debug("heartbeat_ended");
      }
    }
  }

  private void beat() {
    changed.set(false);
    try {
      beat.run();
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      log.warn("heartbeat_failed error={}", e.toString());
    }
  }

  /** Ends the beats. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
