package onestep.worker.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A task in the hands of this worker, from its first delivery to its settlement. Everything that
 * has to be on the broker before the acknowledgement is there when the settlement is.
 */
final class Handling {

  private final String taskId;
  private final CompletableFuture<Settlement> settlement;
  private final Runnable cancellation;

  Handling(String taskId, CompletableFuture<Settlement> settlement, Runnable cancellation) {
    this.taskId = taskId;
    this.settlement = settlement;
    this.cancellation = cancellation;
  }

  /** The id of the task; where the record is, if it could not be read. */
  String taskId() {
    return taskId;
  }

  /** Waits for the settlement; empty if it is not there in time. */
  Optional<Settlement> await(Duration patience) throws InterruptedException {
    try {
      return Optional.of(settlement.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a settlement never fails", e);
    }
  }

  CompletableFuture<Settlement> settlement() {
    return settlement;
  }

  /** Stops computing; the task is then settled as released, unless its rows are out already. */
  void cancel() {
    cancellation.run();
  }
}
