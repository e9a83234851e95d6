package onestep.producer.sweep;

import java.util.Map;
import onestep.contract.cell.BackendChoice;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Sampler;

/**
 * Seconds of a nominal device, an H100, that one network takes while others are computed beside it,
 * and whether that pays: a pure function of the cell, as {@link CostModel} is, whose counts it
 * uses.
 *
 * <p><b>An expectation on paper, not a measurement</b>: what follows has not run on a device yet.
 * Networks of few neurons consist of launches, copies and waits, of which those side by side share
 * most; the others take the longer one of moving their bytes and doing their operations, as counted
 * in the source of the kernels.
 */
public final class DeviceCost {

  /** Version of the function, part of the specification of a sweep that uses it. */
  public static final int VERSION = 3;

  /** A launch or a copy, queued one after the other: a guess. */
  private static final double COMMAND_SECONDS = 3e-6;

  /** A result that the host waits for, and its way: a guess. */
  private static final double WAIT_SECONDS = 1e-5;

  /** Networks of one session; see the README of the worker. */
  private static final int SIDE_BY_SIDE = 16;

  /** How many times fewer of these that many take together, as the emulated driver counts them. */
  private static final double SHARED_COMMANDS = 5;

  private static final double SHARED_WAITS = 12;

  /** What a thread of the host does until it waits again, on one of several cores: a guess. */
  private static final double HOST_SECONDS = 2e-6;

  /**
   * Of the memory of an H100, and of one of its multiprocessors with as much in flight as it can.
   */
  private static final double BYTES_PER_SECOND = 3.0e12;

  private static final double BYTES_PER_SECOND_OF_ONE = 8e10;

  /** Fused multiply-adds of float32 of an H100: 132 multiprocessors with 128 cores, 1.98 GHz. */
  private static final double OPERATIONS_PER_SECOND = 132 * 128 * 1.98e9;

  private static final double MULTIPROCESSORS = 132;

  /** How many times faster than a core a device must be: it costs as much as that many. */
  private static final double WORTH = 16;

  /**
   * Commands and waits of a network alone, as the emulated driver counts them (LaunchesTest of the
   * worker): of a network, of drawing a point, of an evaluation on the lines, of a query of a layer
   * with what follows it, and of each further column of one, whose direction is made orthogonal by
   * itself.
   */
  private enum Trip {
    NETWORK(8, 3),
    POINT(1, 0),
    EVALUATION(3, 1),
    DENSE_QUERY(10, 1.4),
    CONDITIONED_QUERY(22, 4.5),
    CONDITIONED_COLUMN(13.5, 3);

    private final double seconds;

    Trip(double commands, double waits) {
      this.seconds =
          COMMAND_SECONDS / SHARED_COMMANDS * commands
              + (WAIT_SECONDS / SHARED_WAITS + HOST_SECONDS) * waits;
    }
  }

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
    Map<CostTerm, Double> counts = CostModel.counts(cell);
    double bytes = 0;
    double operations = 0;
    for (Map.Entry<CostTerm, Double> term : counts.entrySet()) {
      Work work = work(term.getKey(), cell.points());
      bytes += work.bytes() * term.getValue();
      operations += work.operations() * term.getValue();
    }
    return trips(cell, counts)
        + Math.max(bytes / BYTES_PER_SECOND, operations / OPERATIONS_PER_SECOND)
        + walks(cell, counts.getOrDefault(CostTerm.KINK, 0.0));
  }

  /** What an occurrence of a term moves and does. */
  private record Work(double bytes, double operations) {}

  /**
   * Bytes and operations by the kernels that do it; see the table in the README of the worker.
   * Weights are read once for each 16 or 64 columns, directions held once for each 4.
   */
  private static Work work(CostTerm term, double columns) {
    return switch (term) {
      case NORMAL -> new Work(4, 61);
      case NEURON, NEURON_STREAMED -> new Work(20, 4);
      case NEURON_SMOOTH -> new Work(20, 30);
      case DENSE_SINGLE, DENSE_TILED -> new Work(4 / Math.min(columns, columns <= 16 ? 16 : 64), 1);
      case CONDITIONED_SINGLE, CONDITIONED_STREAMED -> new Work(4, 1);
      case CONDITIONED_TILED -> new Work(4.0 / 4, 1);
      case NETWORK, TRIAL, COLUMN, DENSE_CALL, CONDITIONED_CALL, INNER_PRODUCT, KINK ->
          new Work(0, 0);
    };
  }

  /** One multiprocessor walks a ray: it reads a, h and u some four times. */
  private static double walks(CellSpec cell, double kinks) {
    double together = Math.min((double) SIDE_BY_SIDE * cell.points(), MULTIPROCESSORS);
    return 4
        * 12
        * kinks
        / (together * Math.min(BYTES_PER_SECOND_OF_ONE, BYTES_PER_SECOND / together));
  }

  private static double trips(CellSpec cell, Map<CostTerm, Double> counts) {
    double points = cell.points();
    double seconds =
        Trip.NETWORK.seconds
            + Trip.POINT.seconds * points
            + Trip.EVALUATION.seconds * CostModel.evaluations(cell);
    if (cell.model().sampler() == Sampler.DENSE) {
      return seconds + Trip.DENSE_QUERY.seconds * counts.getOrDefault(CostTerm.DENSE_CALL, 0.0);
    }
    double queries = counts.getOrDefault(CostTerm.CONDITIONED_CALL, 0.0);
    return seconds
        + Trip.CONDITIONED_QUERY.seconds * queries
        + Trip.CONDITIONED_COLUMN.seconds * queries * (points - 1);
  }
}
