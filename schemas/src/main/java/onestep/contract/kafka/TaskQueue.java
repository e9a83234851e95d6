package onestep.contract.kafka;

/**
 * A topic of tasks and the share group that works it off. A worker holds tasks of every queue at
 * once, so a small sweep takes turns with a huge one rather than waiting for its end. Each queue
 * has a group of its own because brokers limit the members of a group.
 */
public enum TaskQueue {
  /** Sweeps of any size. */
  BULK(Topic.TASKS, "onestep-workers"),
  /** Small sweeps. */
  SMALL(Topic.SMALL_TASKS, "onestep-workers-small");

  private final Topic topic;
  private final String group;

  TaskQueue(Topic topic, String group) {
    this.topic = topic;
    this.group = group;
  }

  /** Where its tasks are. */
  public Topic topic() {
    return topic;
  }

  /** The share group of CPU workers. */
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
