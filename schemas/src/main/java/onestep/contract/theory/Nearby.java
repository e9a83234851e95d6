package onestep.contract.theory;

import onestep.contract.cell.Activation;

/**
 * How x and x + R u differ, x on the sphere of radius √d and u uniform on the unit sphere: at gain
 * 1 a first-layer neuron has w·x ~ N(0, 1).
 */
final class Nearby {

  private static final int ANGLES = 4000;

  /** Standard deviations 1/√d of the angle between x and u around a right one. */
  private static final double DEVIATIONS = 12;

  /** Spacing and reach of the trapezoidal rule, which is exact to rounding for such integrands. */
  private static final double SPACING = 0.5;

  private static final int REACH = 18;

  private Nearby() {}

  /**
   * P(sign(w·x) ≠ sign(w·(x + R u))) = E θ / π, θ the angle between x and x + R u; exact at any
   * dimension. For small R/√d it is close to R / (π √d).
   */
  static double changedSigns(int dimension, double radius) {
    double root = Math.sqrt(dimension);
    if (dimension == 1) {
      return radius > root ? 0.5 : 0; // u = ±1, and only -1 can take x across 0
    }
    double reach = Math.min(Math.PI / 2, DEVIATIONS / root);
    double sum = 0;
    double total = 0;
    for (int i = 0; i < ANGLES; i++) {
      double offset = reach * (2 * (i + 0.5) / ANGLES - 1);
      double density = Math.pow(StrictMath.cos(offset), dimension - 2.0);
      double along = root - radius * StrictMath.sin(offset);
      sum += density * StrictMath.atan2(radius * StrictMath.cos(offset), along);
      total += density;
    }
    return sum / total / Math.PI;
  }

  /**
   * E ‖∇f(x) - ∇f(x + R u)‖² of one hidden layer at gain 1: E (ψ'(w·x) - ψ'(w·(x + R u)))² as E
   * ‖w‖² = 1. Exact for ReLU; for others in the limit of large d, where w·x and w·u are
   * independent.
   */
  static double squaredDrift(Activation activation, int dimension, double radius) {
    if (activation.isPiecewiseLinear()) {
      double jump = 1 - activation.slopeBelow();
      return jump * jump * changedSigns(dimension, radius);
    }
    double move = radius / Math.sqrt(dimension);
    return NormalIntegral.expectation(
        t -> {
          double slope = activation.derivative(t);
          double sum = 0;
          double total = 0;
          for (int i = -REACH; i <= REACH; i++) {
            double y = i * SPACING;
            double density = StrictMath.exp(-y * y / 2);
            double change = activation.derivative(t + move * y) - slope;
            sum += density * change * change;
            total += density;
          }
          return sum / total;
        },
        1);
  }

  /** E ψ''(Z)². */
  static double squaredCurvature(Activation activation) {
    return NormalIntegral.expectation(
        t -> {
          double bend = activation.secondDerivative(t);
          return bend * bend;
        },
        1);
  }
}
