package onestep.aggregator.view;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import onestep.contract.DaemonThreads;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.TaskQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the backlog of the queues now and then, and remembers the answer for a while. Safe for
 * use by several threads.
 */
public final class BacklogWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BacklogWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** An answer that is older says nothing about now. */
  private static final Duration FRESH = Duration.ofSeconds(60);

  /** Beyond what brokers that are there take to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Admin admin;
  private final ScheduledExecutorService asking =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("backlog"));
  private final ScheduledFuture<?> schedule;
  private volatile Answer last = new Answer(Map.of(), System.nanoTime());
  private boolean refused;

  private record Answer(Map<TaskQueue, OptionalLong> queues, long nanos) {}

  /** Starts to ask. */
  public BacklogWatch(KafkaConnection connection) {
    admin = connection.admin();
    schedule =
        asking.scheduleWithFixedDelay(this::ask, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Tasks not settled by queue; none where the brokers have not answered lately. */
  public Map<TaskQueue, OptionalLong> queues() {
    Answer answer = last;
    return System.nanoTime() - answer.nanos() > FRESH.toNanos() ? Map.of() : answer.queues();
  }

  private void ask() {
    try {
      last = new Answer(Backlog.byQueue(admin), System.nanoTime());
      refused = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (AuthorizationException e) {
      if (!refused) {
        log.warn("backlog_unknown reason=\"{}\"", e.getMessage());
      }
      refused = true;
    } catch (RuntimeException e) {
      log.debug("backlog_unknown", e);
    }
  }

  /** Lets a question that is under way have its answer: a broker that stops meanwhile complains. */
  @Override
  public void close() {
    schedule.cancel(false);
    asking.shutdown();
    try {
      asking.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    asking.shutdownNow();
    admin.close(Duration.ofSeconds(1));
  }
}
