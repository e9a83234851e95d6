package onestep.producer.sweep;

import java.util.Map;
import onestep.contract.cell.BackendChoice;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Sampler;

/**
 * Seconds that one network takes on one slot of a nominal device, and whether that pays: a pure
 * function of the cell, as {@link CostModel} is, whose counts it uses.
 *
 * <p><b>An expectation, not a measurement</b>: what follows has not run on a device yet. Networks
 * of few neurons consist of launches, each of which takes a device some microseconds whatever it
 * does; the arithmetic of the others is so many times faster than on a core.
 */
public final class DeviceCost {

  /** Version of the function, part of the specification of a sweep that uses it. */
  public static final int VERSION = 1;

  /** A launch, and its share in waiting for results: 10 µs. */
  private static final double LAUNCH_SECONDS = 1e-5;

  /** Against one core of the nominal CPU: memory of 3 TB/s against some 30 GB/s. */
  private static final double SPEEDUP = 50;

  /** How many times faster than a core a device must be: it costs as much as that many. */
  private static final double WORTH = 16;

  /** Launches of a layer's operations, of a trial, and of a query of either sampler. */
  private static final double LAYER = 8;

  private static final double TRIAL = 12;
  private static final double CONDITIONED_QUERY = 20;
  private static final double DENSE_QUERY = 3;

  private DeviceCost() {}

  /** Seconds that one network of a cell takes where its numerics profile says. */
  public static double secondsPerNetwork(CellSpec cell) {
    return cell.numerics().equals(CellSpec.CUDA_NUMERICS)
        ? onDevice(cell)
        : CostModel.secondsPerNetwork(cell);
  }

  /** The cell as a choice has it computed. */
  static CellSpec choose(CellSpec cell, BackendChoice choice) {
    boolean device =
        switch (choice) {
          case CPU -> false;
          case CUDA -> true;
          case AUTO -> WORTH * onDevice(cell) <= CostModel.secondsPerNetwork(cell);
        };
    return cell.withNumerics(device ? CellSpec.CUDA_NUMERICS : CellSpec.CPU_NUMERICS);
  }

  private static double onDevice(CellSpec cell) {
    return LAUNCH_SECONDS * launches(cell) + CostModel.secondsPerNetwork(cell) / SPEEDUP;
  }

  private static double launches(CellSpec cell) {
    Map<CostTerm, Double> counts = CostModel.counts(cell);
    boolean dense = cell.model().sampler() == Sampler.DENSE;
    double queries =
        counts.getOrDefault(dense ? CostTerm.DENSE_CALL : CostTerm.CONDITIONED_CALL, 0.0);
    return queries * (dense ? DENSE_QUERY : CONDITIONED_QUERY)
        + TRIAL * cell.points()
        + LAYER * cell.model().depth() * (2 + CostModel.evaluations(cell) * cell.points());
  }
}
