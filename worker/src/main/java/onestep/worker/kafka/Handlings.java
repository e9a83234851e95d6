package onestep.worker.kafka;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tasks in the hands of this worker, by record. A renewed record comes back from the next poll,
 * and a record whose lock was lost may come back to any loop of this worker: both are recognised
 * here. Safe for use by several threads.
 */
final class Handlings {

  /** Tasks that are finished but were never acknowledged successfully, at most. */
  private static final int KEPT = 256;

  private final Map<RecordId, Handling> byRecord = new LinkedHashMap<>();
  private final Runnable onChange;

  /** No tasks yet; {@code onChange} is told when one comes or goes. */
  Handlings(Runnable onChange) {
    this.onChange = onChange;
  }

  /** What is being done about a record, if anything. */
  synchronized Optional<Handling> of(RecordId id) {
    return Optional.ofNullable(byRecord.get(id));
  }

  /** Takes in what is being done about a record. */
  void add(RecordId id, Handling handling) {
    synchronized (this) {
      byRecord.put(id, handling);
    }
    onChange.run();
  }

  /** Forgets a record, so that its next delivery begins anew. */
  void forget(RecordId id) {
    synchronized (this) {
      byRecord.remove(id);
    }
    onChange.run();
  }

  /**
   * A finished task whose acknowledgement failed stays, so that its record is acknowledged again
   * rather than run again if it comes back; this forgets the oldest of those there are too many of.
   */
  synchronized void trim() {
    int surplus = byRecord.size() - KEPT;
    if (surplus > 0) {
      List<RecordId> finished =
          byRecord.entrySet().stream()
              .filter(entry -> entry.getValue().settlement().isDone())
              .map(Map.Entry::getKey)
              .limit(surplus)
              .toList();
      finished.forEach(byRecord::remove);
    }
  }

  /** Ids of the tasks that are not settled yet. */
  synchronized List<String> unsettled() {
    List<String> tasks = new ArrayList<>();
    for (Handling handling : byRecord.values()) {
      if (!handling.settlement().isDone()) {
        tasks.add(handling.taskId());
      }
    }
    return tasks;
  }

  /** Cancels everything. */
  void cancelAll() {
    List<Handling> all;
    synchronized (this) {
      all = List.copyOf(byRecord.values());
    }
    all.forEach(Handling::cancel);
  }
}
