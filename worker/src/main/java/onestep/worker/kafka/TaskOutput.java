package onestep.worker.kafka;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Result;

/** Where results and dead letters go. A future completes when the brokers have what it is about. */
interface TaskOutput {

  /** Publishes the results of one task. */
  CompletableFuture<Void> results(List<Result> results);

  /** Publishes a dead letter. */
  CompletableFuture<Void> deadLetter(DeadLetter letter);
}
