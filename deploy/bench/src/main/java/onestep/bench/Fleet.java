package onestep.bench;

import java.time.Duration;

/** Many workers on one cluster, whose tasks sleep instead of computing. */
public interface Fleet {

  /**
   * A sweep that went through a fleet.
   *
   * @param joinSeconds from the start of the first worker until all of them had served a task
   * @param seconds from submitting the sweep until its statistics were complete
   * @param cpuSeconds processor time meanwhile of broker, aggregator and all workers together
   */
  record Run(double joinSeconds, double seconds, double cpuSeconds) {}

  /**
   * Runs a sweep through workers of one slot each, all of which have joined before.
   *
   * @param tasks tasks of the sweep, of one network each
   * @param task how long a task sleeps
   */
  Run run(int workers, int tasks, Duration task);
}
