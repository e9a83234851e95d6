package onestep.aggregator.statistics;

import java.util.List;

/**
 * All trials of one network: the unit that is counted once.
 *
 * @param network index of the network in its cell
 * @param trials a trial a point, in order of points; at least one
 * @param quantities an array for each quantity of the attack, with one element a point; NaN where a
 *     trial has none
 */
public record NetworkTrials(int network, List<Trial> trials, List<double[]> quantities) {

  /** Copies the trials and checks that there are some. */
  public NetworkTrials {
    trials = List.copyOf(trials);
    quantities = List.copyOf(quantities);
    if (network < 0) {
      throw new IllegalArgumentException("network must not be negative, got " + network);
    }
    if (trials.isEmpty()) {
      throw new IllegalArgumentException("network " + network + " has no trials");
    }
    for (double[] quantity : quantities) {
      if (quantity.length != trials.size()) {
        throw new IllegalArgumentException(
            String.format(
                "network %d has %d trials and %d numbers of a quantity",
                network, trials.size(), quantity.length));
      }
      for (double number : quantity) {
        if (!Double.isNaN(number)) {
          Trial.check("a quantity of network " + network, Math.abs(number), 0);
        }
      }
    }
  }

  /** The trials of an attack without quantities of its own. */
  public NetworkTrials(int network, List<Trial> trials) {
    this(network, trials, List.of());
  }
}
