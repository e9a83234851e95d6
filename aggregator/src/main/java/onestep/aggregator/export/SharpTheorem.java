package onestep.aggregator.export;

import onestep.aggregator.statistics.CellSummary;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.theory.WideLimit;

/**
 * What Theorems 1 and 2 promise of a fixed step once their constant is the best one: a step of |η|
 * = C √log(1/γ) flips the sign with probability at least 1 - γ, C = √2 σ.
 */
final class SharpTheorem {

  private SharpTheorem() {}

  /** 1 - γ; NaN for attacks without a fixed step and for steps that have no length of their own. */
  static double flippedFraction(CellSummary cell) {
    CellSpec spec = cell.spec();
    if (!(spec.attack() instanceof FixedStep step)) {
      return Double.NaN;
    }
    double m =
        WideLimit.of(spec.model()).inDeviations(step.step(), step.unit(), spec.model().dimension());
    return -StrictMath.expm1(-m * m / 2);
  }
}
