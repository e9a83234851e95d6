package onestep.worker.slots;

import java.util.function.BooleanSupplier;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkRange;

/** Runs ranges of networks. */
public interface Computations {

  /** Whether a network that needs this much memory can run here at all. */
  boolean fits(long bytesPerNetwork);

  /**
   * Queues a range of networks.
   *
   * @param bytesPerNetwork upper bound of the memory of one network
   * @param wanted asked before each network; false ends the computation with {@link
   *     NoLongerWantedException}
   * @throws IllegalArgumentException if such a network does not {@link #fits fit}
   * @throws IllegalStateException if nothing runs any more
   */
  Computation submit(
      CellSpec cell, NetworkRange range, long bytesPerNetwork, BooleanSupplier wanted);
}
