package onestep.producer.sweep;

import onestep.contract.cell.Activation;

/**
 * A network of depth L whose widths and dimension tend to infinity: f(x) is N(0, q_L) and ‖∇f(x)‖²
 * a constant.
 *
 * <p>q_0 = 1, q_l = E ψ(√(gain q_(l-1)) Z)², ‖∇f‖² = Π_l gain E ψ'(√(gain q_(l-1)) Z)².
 *
 * @param valueVariance q_L
 * @param gradientSquared ‖∇f‖²
 */
record WideLimit(double valueVariance, double gradientSquared) {

  /** The limit for an activation, a gain and a depth. */
  static WideLimit of(Activation activation, double gain, int depth) {
    if (activation == Activation.RELU) {
      double value = Math.pow(gain / 2, depth);
      return new WideLimit(value, value);
    }
    return byQuadrature(activation, gain, depth);
  }

  /** The same by quadrature, for any activation. */
  static WideLimit byQuadrature(Activation activation, double gain, int depth) {
    double variance = 1;
    double gradientSquared = 1;
    for (int layer = 0; layer < depth; layer++) {
      double scale = Math.sqrt(gain * variance);
      variance = NormalIntegral.expectation(z -> square(activation.value(scale * z)));
      gradientSquared *=
          gain * NormalIntegral.expectation(z -> square(activation.derivative(scale * z)));
    }
    return new WideLimit(variance, gradientSquared);
  }

  private static double square(double value) {
    return value * value;
  }
}
