package onestep.worker.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * A task in the hands of this worker, from its first delivery to its settlement. Everything that
 * has to be on the broker before the acknowledgement is there when the settlement is.
 */
final class Handling {

  private final String taskId;
  private final CompletableFuture<Settlement> settlement;
  private final Runnable cancellation;
  private final IntConsumer onRedelivery;
  private int deliveries;

  /**
   * A handling.
   *
   * @param deliveries deliveries of its record so far
   * @param onRedelivery told of the number of deliveries when it has grown
   */
  Handling(
      String taskId,
      int deliveries,
      CompletableFuture<Settlement> settlement,
      Runnable cancellation,
      IntConsumer onRedelivery) {
    this.taskId = taskId;
    this.deliveries = deliveries;
    this.settlement = settlement;
    this.cancellation = cancellation;
    this.onRedelivery = onRedelivery;
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

  /**
   * Goes on with a delivery of the record; false if an earlier one was handed back, so that this
   * one has to begin anew.
   */
  synchronized boolean goOn(int delivery) {
    if (delivery <= deliveries) {
      return true;
    }
    deliveries = delivery;
    if (!settlement.isDone()) {
      onRedelivery.accept(delivery);
      return true;
    }
    return settlement.join() != Settlement.RELEASED;
  }

  CompletableFuture<Settlement> settlement() {
    return settlement;
  }

  /** Stops computing; the task is then settled as released, unless its rows are out already. */
  void cancel() {
    cancellation.run();
  }
}
