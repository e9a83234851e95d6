package onestep.aggregator.statistics;

import java.util.List;
import java.util.Optional;
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
 * @param perturbation length of the perturbation over flipped trials: η‖∇f(x)‖ along the gradient
 * @param linearity harmonic mean over flipped trials of what |f| would have fallen by if it were
 *     linear on the way, over |f(x)|: η‖∇f(x)‖²/|f(x)| along the gradient; its sd is NaN
 * @param theory the prediction beside it
 * @param quantities those of the attack, in its order
 * @param stop where the stop rule stands of the sweep for which this is told; empty without one
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
    TheoryValues theory,
    List<Estimate> quantities,
    Optional<StopStatus> stop) {

  /** Copies the quantities. */
  public CellSummary {
    quantities = List.copyOf(quantities);
  }

  /** The summary of an attack without quantities of its own, of a cell without a stop rule. */
  public CellSummary(
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
      TheoryValues theory) {
    this(
        spec,
        networks,
        trials,
        degenerate,
        unresolved,
        flipped,
        flippedFraction,
        eta,
        etaQuantiles,
        gradientNorm,
        valueAbs,
        valueSd,
        perturbation,
        linearity,
        theory,
        List.of(),
        Optional.empty());
  }

  /** This summary with estimates of the attack's quantities. */
  public CellSummary withQuantities(List<Estimate> estimates) {
    return with(estimates, stop);
  }

  /** This summary, told for a sweep whose stop rule stands so. */
  public CellSummary withStop(Optional<StopStatus> status) {
    return with(quantities, status);
  }

  private CellSummary with(List<Estimate> estimates, Optional<StopStatus> status) {
    return new CellSummary(
        spec,
        networks,
        trials,
        degenerate,
        unresolved,
        flipped,
        flippedFraction,
        eta,
        etaQuantiles,
        gradientNorm,
        valueAbs,
        valueSd,
        perturbation,
        linearity,
        theory,
        estimates,
        status);
  }

  /** The estimate of a quantity of the attack; undefined if the attack has none of this name. */
  public Estimate quantity(String name) {
    for (int i = 0; i < quantities.size(); i++) {
      if (spec.attack().quantities().get(i).name().equals(name)) {
        return quantities.get(i);
      }
    }
    return Estimate.UNDEFINED;
  }
}
