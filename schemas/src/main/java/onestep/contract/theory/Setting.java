package onestep.contract.theory;

import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;

/** What a statement is about, in the paper's letters. */
record Setting(ModelSpec model, double gamma, double radius) {

  /**
   * That of a cell.
   *
   * @throws IllegalArgumentException if its attack is not a probe
   */
  static Setting of(CellSpec cell) {
    if (cell.attack() instanceof Probe probe) {
      return new Setting(cell.model(), probe.failure(), probe.radius());
    }
    throw new IllegalArgumentException(
        "statements are measured by the attack probe, got " + cell.attack().label());
  }

  Activation psi() {
    return model.activation();
  }

  /** Dimension d. */
  double d() {
    return model.dimension();
  }

  /** Neurons k of the first layer; all there are of one hidden layer. */
  double k() {
    return model.fanOut(1);
  }

  /** log(factor / γ). */
  double log(double factor) {
    return StrictMath.log(factor / gamma);
  }

  /** The paper's L, sup |ψ''|. */
  double smoothness() {
    return Slopes.of(psi()).curviest();
  }

  /** E ψ(Z)². */
  double meanSquareValue() {
    return SquareMoments.of(psi(), 1).value();
  }

  /** E ψ'(Z)². */
  double meanSquareSlope() {
    return SquareMoments.of(psi(), 1).derivative();
  }
}
