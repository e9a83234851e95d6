package onestep.local;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onestep.aggregator.view.CellStatus;
import onestep.producer.sweep.CostModel;
import onestep.producer.sweep.Sweep;

/**
 * Estimates the time to the end of a sweep. Networks of different cells differ in cost by many
 * orders of magnitude, so it counts the planner's seconds rather than networks; their unit cancels.
 */
final class RemainingTime {

  /** Before this, a rate says more about starting than about running. */
  private static final double FEWEST_SECONDS = 2;

  private final Map<String, Double> secondsPerNetwork = new HashMap<>();
  private double leftAtStart = Double.NaN;
  private double startSeconds;

  RemainingTime(Sweep sweep) {
    sweep
        .plan()
        .forEach(
            cell ->
                secondsPerNetwork.put(
                    cell.spec().id(), CostModel.secondsPerNetwork(cell.spec())));
  }

  /**
   * The estimate; null while there is none.
   *
   * @param cells the cells of the sweep as they are
   * @param nowSeconds the time, from any origin
   */
  Duration estimate(List<CellStatus> cells, double nowSeconds) {
    double left = 0;
    for (CellStatus cell : cells) {
      int open = Math.max(0, cell.wanted() - cell.done() - cell.dead());
      left += open * secondsPerNetwork.getOrDefault(cell.id(), 0.0);
    }
    if (Double.isNaN(leftAtStart)) {
      leftAtStart = left;
      startSeconds = nowSeconds;
    }
    double elapsed = nowSeconds - startSeconds;
    double finished = leftAtStart - left;
    if (elapsed < FEWEST_SECONDS || !(finished > 0)) {
      return null;
    }
    return Duration.ofMillis(Math.round(1000 * left * elapsed / finished));
  }
}
