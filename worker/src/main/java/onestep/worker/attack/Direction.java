package onestep.worker.attack;

import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.StepUnit;
import onestep.contract.theory.WideLimit;
import onestep.worker.backend.Block;
import onestep.worker.network.Network;

/** Where the line through a point goes: its vector p, such that a step η moves x by s η p. */
interface Direction {

  /** Whether p is the gradient itself. */
  default boolean isGradient() {
    return false;
  }

  /**
   * Turns the gradient of a point into its vector.
   *
   * @param point index of the point among the network's
   * @param vector d×1; in: ∇f(x), out: p
   * @param squaredNorm ‖∇f(x)‖²
   */
  Pace turn(Network network, int point, Block vector, double squaredNorm);

  /**
   * What a step does at x, to first order.
   *
   * @param fall by how much |f| falls for each unit of η; NaN where the gradient does not tell
   * @param squaredLength squared length of p
   */
  record Pace(double fall, double squaredLength) {

    double length() {
      return Math.sqrt(squaredLength);
    }

    /** By how much |f| falls for each unit of length. */
    double slope() {
      return fall / length();
    }

    /** One unit of steps, in η. */
    double unit(StepUnit unit, ModelSpec model, double height) {
      return switch (unit) {
        case ETA -> 1;
        case LINEAR -> height / fall;
        case RADIUS -> Math.sqrt(model.dimension() / squaredLength);
        case LENGTH -> 1 / Math.sqrt(squaredLength);
        case SIGMA -> WideLimit.of(model).stepDeviation();
      };
    }
  }
}
