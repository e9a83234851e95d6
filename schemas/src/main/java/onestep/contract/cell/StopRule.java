package onestep.contract.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many networks of a cell are enough: they are asked for in rounds, from 0 on, until the
 * interval of a statistic reaches at most so far from its estimate. It is looked at only when all
 * networks below the end of a round are in, so that the decision is a function of the cell and of
 * this rule, whatever the order in which rows come.
 *
 * @param statistic what is watched
 * @param relativeError largest distance of an end of the interval from the estimate, over the
 *     magnitude of the estimate
 * @param confidence probability that the interval covers at all rounds together
 * @param rounds where rounds may end, ascending; the last is the number of networks asked for at
 *     most
 */
public record StopRule(
    WatchedStatistic statistic, double relativeError, double confidence, List<Integer> rounds) {

  /** Fewest networks of a first round: a variance between networks has to be estimated. */
  public static final int LEAST_NETWORKS = 20;

  /** A round adds a quarter, so that a tenth is computed in vain on average. */
  private static final int ROUNDS_GROW_BY = 4;

  /** Checks the numbers. */
  public StopRule {
    rounds = List.copyOf(rounds);
    if (!(relativeError > 0 && relativeError < 1)) {
      throw new IllegalArgumentException(
          "relative error must be above 0 and below 1, got " + relativeError);
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence must be above 0 and below 1, got " + confidence);
    }
    int before = LEAST_NETWORKS - 1;
    for (int end : rounds) {
      if (end <= before) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "rounds must ascend from at least %d, got %s",
                LEAST_NETWORKS,
                rounds));
      }
      before = end;
    }
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("a stop rule has at least one round");
    }
  }

  /**
   * The rule with rounds that grow by a quarter.
   *
   * @param fewest networks of the first round
   * @param most networks asked for at most
   */
  public static StopRule of(
      WatchedStatistic statistic, double relativeError, double confidence, int fewest, int most) {
    if (fewest > most) {
      throw new IllegalArgumentException(
          "the first round, " + fewest + ", must not exceed " + most + ", the end of the last");
    }
    List<Integer> rounds = new ArrayList<>();
    for (long end = fewest; end < most; end += end / ROUNDS_GROW_BY) {
      rounds.add((int) end);
    }
    rounds.add(most);
    return new StopRule(statistic, relativeError, confidence, rounds);
  }

  /** Networks of the first round. */
  public int fewest() {
    return rounds.get(0);
  }

  /** Networks asked for at most. */
  public int most() {
    return rounds.get(rounds.size() - 1);
  }
}
