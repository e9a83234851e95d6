package onestep.aggregator.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.kafka.TaskQueue;

/**
 * What an aggregator knows of the whole system, besides its own partitions. Safe for use by several
 * threads.
 */
public interface Surroundings {

  /** All sweeps; none where they are not known. */
  List<SweepStatus> sweeps();

  /** Living workers by backend; empty where they are not known. */
  Map<String, Long> workers(Instant now);

  /** Tasks not settled; no entry for a queue that the brokers say nothing of. */
  Map<TaskQueue, OptionalLong> queues();

  /** Whether the aggregator works. */
  boolean isRunning();
}
