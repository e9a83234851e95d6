package onestep.worker.backend.cpu;

import onestep.contract.cell.Activation;

/**
 * An activation ψ over float arrays: elementwise, in loops that vectorise, with a NaN in h giving a
 * NaN.
 */
interface ActivationKernel {

  /** out[i] = ψ(h[i]) for i in [from, to); out may be h. */
  void forward(float[] h, float[] out, int from, int to);

  /** b[i] = ψ'(h[i]) b[i] for i in [from, to). */
  void multiplyByDerivative(float[] h, float[] b, int from, int to);

  /** Whether ψ(t) is {@link #slopeBelow} t for t ≤ 0 and {@link #slopeAbove} t for t ≥ 0. */
  boolean piecewiseLinear();

  /**
   * ψ' below 0.
   *
   * @throws UnsupportedOperationException if ψ is not piecewise linear
   */
  double slopeBelow();

  /**
   * ψ' above 0.
   *
   * @throws UnsupportedOperationException if ψ is not piecewise linear
   */
  double slopeAbove();

  /** The kernel of an activation. */
  static ActivationKernel of(Activation activation) {
    return switch (activation) {
      case RELU -> new ReluKernel();
    };
  }
}
