package onestep.worker.probe;

import onestep.contract.cell.ProbeQuantity;

/** Where a probe notes what it measures. */
@FunctionalInterface
public interface ProbeResults {

  /**
   * Notes a quantity of a point.
   *
   * @param j the point within its group
   * @param value what is told of it
   * @param judged what its bounds are about, which may have a sign or be less what rounding
   *     explains
   */
  void note(ProbeQuantity quantity, int j, double value, double judged);

  /** Notes a quantity that is itself what its bounds are about. */
  default void note(ProbeQuantity quantity, int j, double value) {
    note(quantity, j, value, value);
  }
}
