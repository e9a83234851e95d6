package onestep.aggregator;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import onestep.aggregator.metrics.Surroundings;
import onestep.aggregator.view.BacklogWatch;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.kafka.TaskQueue;

/** What the view and the brokers tell of the system. */
record Seen(StatisticsView view, BacklogWatch backlog, BooleanSupplier running)
    implements Surroundings {

  /** Told of although there is none: what is absent cannot be compared with 0. */
  private static final String BACKEND = "cpu";

  @Override
  public List<SweepStatus> sweeps() {
    return view.isAlive() ? view.sweeps() : List.of();
  }

  @Override
  public Map<String, Long> workers(Instant now) {
    Map<String, Long> workers = new TreeMap<>();
    if (view.isAlive()) {
      workers.put(BACKEND, 0L);
      view.workers(now).forEach(worker -> workers.merge(worker.getBackend(), 1L, Long::sum));
    }
    return workers;
  }

  @Override
  public Map<TaskQueue, OptionalLong> queues() {
    return backlog.queues();
  }

  @Override
  public boolean isRunning() {
    return running.getAsBoolean();
  }
}
