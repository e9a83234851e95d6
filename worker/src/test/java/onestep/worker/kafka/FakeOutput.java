package onestep.worker.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;

/** Keeps what is written; the broker confirms at once, or when {@link #confirm} is called. */
final class FakeOutput implements TaskOutput {

  private final Events events;
  private final CompletableFuture<Void> confirmation = new CompletableFuture<>();
  final List<DeadLetter> letters = new ArrayList<>();
  final List<Result> results = new ArrayList<>();

  FakeOutput(Events events) {
    this.events = events;
  }

  /** Results from now on wait for {@link #confirm}. */
  boolean slow;

  void confirm() {
    events.add("confirmed");
    confirmation.complete(null);
  }

  @Override
  public synchronized CompletableFuture<Void> results(List<Result> published) {
    results.addAll(published);
    List<Integer> networks =
        published.stream().flatMap(r -> r.getRows().stream()).map(NetworkRow::getNetwork).toList();
    events.add("results " + networks);
    return slow ? confirmation : CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized CompletableFuture<Void> deadLetter(DeadLetter letter) {
    events.add("letter");
    letters.add(letter);
    return CompletableFuture.completedFuture(null);
  }
}
