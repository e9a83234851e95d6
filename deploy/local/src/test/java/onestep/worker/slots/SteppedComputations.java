package onestep.worker.slots;

import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkRange;
import onestep.worker.attack.TrialRunner;

/** Slots without threads: a network runs when it is told to. */
public final class SteppedComputations implements Computations {

  private final Queue<Computation> pending = new ArrayDeque<>();
  private final TrialRunner runner;

  /** Nothing to run yet. */
  public SteppedComputations(TrialRunner runner) {
    this.runner = runner;
  }

  @Override
  public boolean fits(long bytesPerNetwork) {
    return true;
  }

  @Override
  public Computation submit(
      CellSpec cell, NetworkRange range, long bytesPerNetwork, BooleanSupplier wanted) {
    Computation computation = new Computation(cell, range, bytesPerNetwork, wanted);
    pending.add(computation);
    return computation;
  }

  /** Runs the next network, as a slot does; false if there is none. */
  public boolean step() {
    while (!pending.isEmpty()) {
      Computation first = pending.peek();
      OptionalInt network = first.next();
      if (network.isPresent()) {
        if (first.isWanted()) {
          run(first, network.getAsInt());
        }
        return true;
      }
      pending.remove();
    }
    return false;
  }

  private void run(Computation computation, int network) {
    try {
      computation.finish(runner.run(computation.cell(), network, null));
    } catch (RuntimeException e) {
      computation.fail(e);
    }
  }
}
