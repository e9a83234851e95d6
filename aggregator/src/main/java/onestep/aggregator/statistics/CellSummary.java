package onestep.aggregator.statistics;

import onestep.contract.cell.CellSpec;

/**
 * Everything told about a cell: a function of its definition and of the set of networks seen, of no
 * time and no order.
 *
 * @param spec the cell
 * @param networks networks seen
 * @param trials trials of all networks seen, degenerate and unresolved ones included
 * @param degenerate trials with f = 0 or ∇f = 0; they count as not flipped
 * @param unresolved trials with a sign that could not be decided; they count as not flipped
 * @param flipped trials whose sign flipped within the largest step
 * @param flippedFraction flipped over trials
 * @param eta smallest step over flipped trials, in η units
 * @param etaQuantiles quantiles of the smallest step over all trials
 * @param gradientNorm ‖∇f(x)‖ over all trials
 * @param valueAbs |f(x)| over all trials
 * @param valueSd standard deviation of f(x) over all trials, or NaN
 * @param perturbation η‖∇f(x)‖ over flipped trials
 * @param linearity harmonic mean of η‖∇f(x)‖²/|f(x)| over flipped trials, 1 where f is linear on
 *     the way; its sd is NaN
 * @param theory the prediction beside it
 */
public record CellSummary(
    CellSpec spec,
    int networks,
    long trials,
    long degenerate,
    long unresolved,
    long flipped,
    Estimate flippedFraction,
    Estimate eta,
    EtaQuantiles etaQuantiles,
    Estimate gradientNorm,
    Estimate valueAbs,
    double valueSd,
    Estimate perturbation,
    Estimate linearity,
    TheoryValues theory) {}
