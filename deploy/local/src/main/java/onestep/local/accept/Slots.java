package onestep.local.accept;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Works on several things at once. */
final class Slots implements AutoCloseable {

  private final ExecutorService executor;

  Slots(int count) {
    this.executor = Executors.newFixedThreadPool(count);
  }

  /**
   * The results of all work, in its order.
   *
   * @throws IllegalStateException if some of it failed, or this thread was interrupted
   */
  <T> List<T> all(List<? extends Callable<T>> work) {
    List<Future<T>> running = new ArrayList<>();
    work.forEach(each -> running.add(executor.submit(each)));
    List<T> results = new ArrayList<>();
    for (Future<T> each : running) {
      try {
        results.add(each.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a check could not be done: " + e.getCause(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    return results;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
