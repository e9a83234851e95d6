package onestep.bench;

import java.time.Duration;

/** Many workers on one cluster, whose tasks sleep instead of computing. */
public interface Fleet {

  /**
   * What a fleet did.
   *
   * @param joinSeconds from the start of the first worker until all were in their share groups
   * @param latencySeconds from submitting one task to the idle fleet until its statistics were
   *     complete, beyond its sleep: the median of several
   * @param seconds from submitting the sweep until its statistics were complete
   * @param cpuSeconds processor time meanwhile of broker, aggregator and all workers together
   * @param served workers that have done at least one of its tasks
   */
  record Run(
      double joinSeconds, double latencySeconds, double seconds, double cpuSeconds, int served) {}

  /**
   * Runs a sweep through workers of one slot each, all of which have joined before.
   *
   * @param tasks tasks of the sweep, of one network each
   * @param task how long a task sleeps
   */
  Run run(int workers, int tasks, Duration task);
}
