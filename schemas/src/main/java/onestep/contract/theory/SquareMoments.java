package onestep.contract.theory;

import java.util.function.DoubleUnaryOperator;
import onestep.contract.cell.Activation;

/**
 * E ψ(√s Z)² and E ψ'(√s Z)² for a standard normal Z.
 *
 * <p>With closed forms for piecewise linear ψ, sine and erf (the last from Williams, "Computing
 * with infinite networks", 1997: E erf² = 2/π asin(2s / (1 + 2s)); its slope by a Gaussian
 * integral), by quadrature for the others.
 *
 * @param value E ψ(√s Z)²
 * @param derivative E ψ'(√s Z)²
 */
record SquareMoments(double value, double derivative) {

  /** The moments at a variance s. */
  static SquareMoments of(Activation activation, double variance) {
    return switch (activation) {
      case RELU, LEAKY_RELU -> {
        double below = activation.slopeBelow();
        double half = (1 + below * below) / 2;
        yield new SquareMoments(half * variance, half);
      }
      case ERF -> {
        double twice = 2 * variance;
        yield new SquareMoments(
            2 / Math.PI * StrictMath.asin(twice / (1 + twice)),
            4 / Math.PI / Math.sqrt(1 + 2 * twice));
      }
      case SINE -> {
        double cosine = StrictMath.exp(-2 * variance);
        yield new SquareMoments(-StrictMath.expm1(-2 * variance) / 2, (1 + cosine) / 2);
      }
      case TANH, SIGMOID, SOFTPLUS, GELU, SWISH -> byQuadrature(activation, variance);
    };
  }

  /** The same by quadrature, which serves every activation but one that oscillates. */
  static SquareMoments byQuadrature(Activation activation, double variance) {
    double scale = Math.sqrt(variance);
    return new SquareMoments(
        square(activation::value, scale), square(activation::derivative, scale));
  }

  private static double square(DoubleUnaryOperator function, double scale) {
    return NormalIntegral.expectation(
        t -> {
          double value = function.applyAsDouble(t);
          return value * value;
        },
        scale);
  }
}
