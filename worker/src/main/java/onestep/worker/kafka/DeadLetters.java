package onestep.worker.kafka;

import java.time.Clock;
import onestep.contract.cell.NetworkRange;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Task;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes up tasks that are given up. */
final class DeadLetters {

  private final String worker;
  private final Clock clock;

  DeadLetters(String worker, Clock clock) {
    this.worker = worker;
    this.clock = clock;
  }

  /**
   * The dead letter of a delivery.
   *
   * @param task null if the record could not be decoded; then the letter names no cell and no
   *     networks, and its task is the place of the record
   */
  DeadLetter of(ConsumerRecord<?, ?> record, Task task, String error, int attempts) {
    RecordId id = RecordId.of(record);
    DeadLetter.Builder letter =
        DeadLetter.newBuilder()
            .setError(error + " (record " + id + ")")
            .setAttempts(attempts)
            .setWorker(worker)
            .setAt(clock.instant());
    if (task == null) {
      return letter
          .setTask(id.toString())
          .setSweep("")
          .setEpoch(0)
          .setCell("")
          .setFirst(0)
          .setCount(0)
          .build();
    }
    return letter
        .setTask(taskId(task))
        .setSweep(task.getSweep())
        .setEpoch(task.getEpoch())
        .setCell(task.getDefinition().getCell())
        .setFirst(task.getFirst())
        .setCount(task.getCount())
        .build();
  }

  /** The id of a task, which need not be well-formed. */
  static String taskId(Task task) {
    String cell = task.getDefinition().getCell();
    try {
      return new NetworkRange(task.getFirst(), task.getCount()).taskId(cell);
    } catch (IllegalArgumentException e) {
      return cell + ":" + task.getFirst() + "+" + task.getCount();
    }
  }
}
