package onestep.worker.slots;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkRange;
import onestep.worker.attack.NetworkTrials;

/**
 * A range of networks on its way through the slots. The first failure ends it: networks not begun
 * are dropped, those that run finish in vain. Safe for use by several threads.
 */
public final class Computation {

  private final CellSpec cell;
  private final NetworkRange range;
  private final long bytesPerNetwork;
  private final BooleanSupplier wanted;
  private final CompletableFuture<Computed> result = new CompletableFuture<>();
  private final NetworkTrials[] networks;
  private int begun;
  private int finished;
  private long startNanos;

  Computation(CellSpec cell, NetworkRange range, long bytesPerNetwork, BooleanSupplier wanted) {
    this.cell = cell;
    this.range = range;
    this.bytesPerNetwork = bytesPerNetwork;
    this.wanted = wanted;
    this.networks = new NetworkTrials[range.count()];
  }

  /**
   * Completes with all networks, or with what ended it: the failure of a network, {@link
   * NoLongerWantedException}, or {@link CancellationException}.
   */
  public CompletableFuture<Computed> result() {
    return result;
  }

  /** Gives it up. */
  public void cancel() {
    fail(new CancellationException("computation cancelled"));
  }

  CellSpec cell() {
    return cell;
  }

  long bytesPerNetwork() {
    return bytesPerNetwork;
  }

  /** The next network to begin, if any is left. */
  synchronized OptionalInt next() {
    if (result.isDone() || begun == range.count()) {
      return OptionalInt.empty();
    }
    if (begun == 0) {
      startNanos = System.nanoTime();
    }
    return OptionalInt.of(range.first() + begun++);
  }

  /** Whether a network that was begun is still worth running. */
  boolean isWanted() {
    if (!result.isDone() && !wanted.getAsBoolean()) {
      fail(new NoLongerWantedException());
    }
    return !result.isDone();
  }

  void finish(NetworkTrials trials) {
    synchronized (this) {
      networks[trials.network() - range.first()] = trials;
      if (++finished < range.count()) {
        return;
      }
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    result.complete(new Computed(Arrays.asList(networks), elapsed));
  }

  void fail(Throwable failure) {
    result.completeExceptionally(failure);
  }
}
