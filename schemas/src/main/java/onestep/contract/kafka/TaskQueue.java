package onestep.contract.kafka;

import java.util.Arrays;
import java.util.List;
import onestep.contract.cell.CellSpec;

/**
 * A topic of tasks and the share group that works it off. A worker holds tasks of every queue of
 * its numerics profile at once, so a small sweep takes turns with a huge one rather than waiting
 * for its end. Each queue has a group of its own because brokers limit the members of a group.
 */
public enum TaskQueue {
  /** Sweeps of any size. */
  BULK(Topic.TASKS, "onestep-workers", CellSpec.CPU_NUMERICS),
  /** Small sweeps. */
  SMALL(Topic.SMALL_TASKS, "onestep-workers-small", CellSpec.CPU_NUMERICS),
  /** What is computed on GPUs, of sweeps of any size. */
  GPU(Topic.GPU_TASKS, "onestep-workers-gpu", CellSpec.CUDA_NUMERICS),
  /**
   * Rows to be computed again by another worker, those of devices too: a CPU has less in common
   * with them than another device.
   */
  CHECKS(Topic.CHECKS, "onestep-workers-checks", CellSpec.CPU_NUMERICS);

  private final Topic topic;
  private final String group;
  private final String numerics;

  TaskQueue(Topic topic, String group, String numerics) {
    this.topic = topic;
    this.group = group;
    this.numerics = numerics;
  }

  /** The queues whose tasks need a numerics profile. */
  public static List<TaskQueue> of(String numerics) {
    return Arrays.stream(values()).filter(queue -> queue.numerics.equals(numerics)).toList();
  }

  /**
   * The queue whose tasks are in a topic.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TaskQueue ofTopic(String topicName) {
    return Arrays.stream(values())
        .filter(queue -> queue.topic.topicName().equals(topicName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no queue has the topic " + topicName));
  }

  /** The numerics profile that its tasks need. */
  public String numerics() {
    return numerics;
  }

  /** Where its tasks are. */
  public Topic topic() {
    return topic;
  }

  /** The share group of its workers. */
  public String group() {
    return group;
  }

  static boolean has(Topic topic) {
    for (TaskQueue queue : values()) {
      if (queue.topic == topic) {
        return true;
      }
    }
    return false;
  }
}
