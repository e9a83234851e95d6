package onestep.aggregator.statistics;

import onestep.contract.cell.WatchedStatistic;

/**
 * Where the stop rule of a sweep stands in a cell.
 *
 * @param statistic what is watched
 * @param confidence probability that the interval covers at all rounds together
 * @param most networks that are asked for at most
 * @param asked networks asked for so far
 * @param counted of these, networks whose rows are in
 * @param networks networks looked at last; 0 before the first round is in
 * @param precision the estimate over these
 * @param decision what was decided
 */
public record StopStatus(
    WatchedStatistic statistic,
    double confidence,
    int most,
    int asked,
    int counted,
    int networks,
    Precision precision,
    StopDecision decision) {}
