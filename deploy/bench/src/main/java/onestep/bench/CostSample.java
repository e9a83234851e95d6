package onestep.bench;

import java.util.Locale;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.producer.sweep.CostModel;

/**
 * A measured time beside the planner's estimate.
 *
 * @param seconds of a network on one slot, while all slots work
 */
record CostSample(CellSpec cell, double seconds) {

  /** Names of the columns of {@link #line}. */
  static final String HEADER = "depth,dimension,width,activation,gain,points,sampler,seconds";

  /** Estimate / measured time. */
  double ratio() {
    return CostModel.secondsPerNetwork(cell) / seconds;
  }

  /** A line of a CSV file. */
  String line() {
    ModelSpec model = cell.model();
    return String.format(
        Locale.ROOT,
        "%d,%d,%d,%s,%s,%d,%s,%.4g",
        model.depth(),
        model.dimension(),
        model.fanOut(1),
        model.activation().label(),
        model.gain(),
        cell.points(),
        model.sampler().label(),
        seconds);
  }
}
