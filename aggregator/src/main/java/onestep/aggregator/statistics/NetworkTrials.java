package onestep.aggregator.statistics;

import java.util.List;

/**
 * All trials of one network: the unit that is counted once.
 *
 * @param network index of the network in its cell
 * @param trials a trial a point, in order of points; at least one
 */
public record NetworkTrials(int network, List<Trial> trials) {

  /** Copies the trials and checks that there are some. */
  public NetworkTrials {
    trials = List.copyOf(trials);
    if (network < 0) {
      throw new IllegalArgumentException("network must not be negative, got " + network);
    }
    if (trials.isEmpty()) {
      throw new IllegalArgumentException("network " + network + " has no trials");
    }
  }
}
