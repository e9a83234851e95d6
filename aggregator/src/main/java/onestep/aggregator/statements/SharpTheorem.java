package onestep.aggregator.statements;

import onestep.aggregator.statistics.CellSummary;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.ModelSpec;
import onestep.contract.theory.WideLimit;

/**
 * What Theorems 1 and 2 promise of a fixed step once their constant is the best one: a step of |η|
 * = C √log(1/γ) flips the sign with probability at least 1 - γ, C = √2 σ. NaN for attacks without a
 * fixed step and for steps that have no length of their own.
 */
public final class SharpTheorem {

  private SharpTheorem() {}

  /** |η| / σ. */
  public static double deviations(CellSummary cell) {
    ModelSpec model = cell.spec().model();
    return cell.spec().attack() instanceof FixedStep step
        ? WideLimit.of(model).inDeviations(step.step(), step.unit(), model.dimension())
        : Double.NaN;
  }

  /** γ. */
  public static double failure(CellSummary cell) {
    double m = deviations(cell);
    return StrictMath.exp(-m * m / 2);
  }

  /** 1 - γ. */
  public static double flippedFraction(CellSummary cell) {
    double m = deviations(cell);
    return -StrictMath.expm1(-m * m / 2);
  }
}
