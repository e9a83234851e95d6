package onestep.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import onestep.contract.InvalidInputException;
import onestep.contract.MemorySize;
import onestep.contract.kafka.TaskQueue;

/**
 * Configuration of a worker.
 *
 * @param name its id; unlike that of any other worker that runs at the same time
 * @param slots networks computed at once
 * @param memoryBytes memory that the networks in flight may use together. A task with a larger
 *     network is released for another worker
 * @param taskMemoryBytes the fleet's task memory: what the planner lets one network need. A worker
 *     with less would only hand back tasks, so it does not start; by default no more than the
 *     worker has is expected of it
 * @param mostTasks tasks of each queue held at once, at most. A worker that dies has used up a
 *     delivery of each
 * @param lock how long a task may be held without renewing it, until the broker says so itself
 * @param timeLimit how long one network may take; a task with one that takes longer is given up
 * @param grace how long a worker that is told to stop waits for its tasks to finish
 * @param checks whether it computes rows of other workers again, too; one that is alone has none
 */
public record WorkerConfig(
    String name,
    int slots,
    long memoryBytes,
    long taskMemoryBytes,
    int mostTasks,
    Duration lock,
    Duration timeLimit,
    Duration grace,
    boolean checks) {

  /** What the planner lets one network need, unless it is told otherwise. */
  public static final long DEFAULT_TASK_MEMORY_BYTES = 4L << 30;

  /** Far beyond the slowest network that the samplers are meant for. */
  public static final Duration DEFAULT_TIME_LIMIT = Duration.ofHours(1);

  /** For a worker whose owner sits beside it. */
  public static final Duration NO_TIME_LIMIT = Duration.ofDays(36_500);

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final double DEFAULT_SHARE_OF_HEAP = 0.6;

  /**
   * Checks every value.
   *
   * @throws InvalidInputException naming the value that is out of range
   */
  public WorkerConfig {
    if (name.isBlank()) {
      throw new InvalidInputException("worker.name must not be blank");
    }
    requireAtLeast("worker.slots", slots, 1);
    requireAtLeast("worker.tasks", mostTasks, 1);
    requireAtLeast("worker.memory", memoryBytes, 1L << 20);
    requireAtLeast("worker.task-memory", taskMemoryBytes, 1);
    if (memoryBytes < taskMemoryBytes) {
      throw new InvalidInputException(
          "worker.memory must be at least the fleet's task memory, "
              + MemorySize.show(taskMemoryBytes)
              + ", got "
              + MemorySize.show(memoryBytes)
              + "; give --memory (and the JVM) more, or plan with a smaller --task-memory");
    }
    requireAtLeast("worker.lock in ms", lock.toMillis(), 100);
    requireAtLeast("worker.time-limit in ms", timeLimit.toMillis(), 1);
    requireAtLeast("worker.grace in ms", grace.toMillis(), 0);
  }

  /** A worker with a name of its own, all cores and 60 % of the heap. */
  public static WorkerConfig defaults() {
    long memory = (long) (DEFAULT_SHARE_OF_HEAP * Runtime.getRuntime().maxMemory());
    return new WorkerConfig(
        uniqueName(),
        Runtime.getRuntime().availableProcessors(),
        memory,
        Math.min(DEFAULT_TASK_MEMORY_BYTES, memory),
        Runtime.getRuntime().availableProcessors() + 1,
        Duration.ofSeconds(15),
        DEFAULT_TIME_LIMIT,
        Duration.ofSeconds(20),
        true);
  }

  /** The same with another name. */
  public WorkerConfig withName(String other) {
    return new WorkerConfig(
        other, slots, memoryBytes, taskMemoryBytes, mostTasks, lock, timeLimit, grace, checks);
  }

  /** The same with other slots, and one task more than that held at most. */
  public WorkerConfig withSlots(int other) {
    return new WorkerConfig(
        name, other, memoryBytes, taskMemoryBytes, other + 1, lock, timeLimit, grace, checks);
  }

  /** The same with another number of tasks held at most. */
  public WorkerConfig withMostTasks(int other) {
    return new WorkerConfig(
        name, slots, memoryBytes, taskMemoryBytes, other, lock, timeLimit, grace, checks);
  }

  /**
   * The same with other memory.
   *
   * @param taskMemory the fleet's task memory in bytes, or 0 for the default: 4 GiB, or the
   *     worker's memory if that is less
   */
  public WorkerConfig withMemoryBytes(long memory, long taskMemory) {
    long expected = taskMemory == 0 ? Math.min(DEFAULT_TASK_MEMORY_BYTES, memory) : taskMemory;
    return new WorkerConfig(
        name, slots, memory, expected, mostTasks, lock, timeLimit, grace, checks);
  }

  /** The same with another time limit of a network. */
  public WorkerConfig withTimeLimit(Duration other) {
    return new WorkerConfig(
        name, slots, memoryBytes, taskMemoryBytes, mostTasks, lock, other, grace, checks);
  }

  /** The same with another grace period. */
  public WorkerConfig withGrace(Duration other) {
    return new WorkerConfig(
        name, slots, memoryBytes, taskMemoryBytes, mostTasks, lock, timeLimit, other, checks);
  }

  /** The same, with or without rows of other workers to compute again. */
  public WorkerConfig withChecks(boolean other) {
    return new WorkerConfig(
        name, slots, memoryBytes, taskMemoryBytes, mostTasks, lock, timeLimit, grace, other);
  }

  /** The queues that it serves with a backend of a numerics profile. */
  List<TaskQueue> queues(String numerics) {
    return TaskQueue.of(numerics).stream()
        .filter(queue -> checks || queue != TaskQueue.CHECKS)
        .toList();
  }

  /** Host, process id, start time, and a count within the process. */
  private static String uniqueName() {
    String start = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    int count = COUNT.incrementAndGet();
    return hostName() + "-" + ProcessHandle.current().pid() + "-" + start + "-" + count;
  }

  /** The name of this host, or localhost if it has none. */
  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static void requireAtLeast(String field, long value, long least) {
    if (value < least) {
      throw new InvalidInputException(field + " must be at least " + least + ", got " + value);
    }
  }
}
