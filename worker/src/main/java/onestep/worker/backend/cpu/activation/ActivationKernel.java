package onestep.worker.backend.cpu.activation;

import onestep.contract.cell.Activation;

/**
 * An activation ψ over float arrays: elementwise, in loops that vectorise, with a NaN in h giving a
 * NaN.
 *
 * <p>ψ(t) errs by at most 6.5 × 2^-24 max(|ψ(t)|, min(|t|, 1)), for gelu by twice that; derivatives
 * by at most 16 × 2^-24.
 */
public interface ActivationKernel {

  /** out[i] = ψ(h[i]) for i in [from, to); out may be h. */
  void forward(float[] h, float[] out, int from, int to);

  /** b[i] = ψ'(h[i]) b[i] for i in [from, to). */
  void multiplyByDerivative(float[] h, float[] b, int from, int to);

  /**
   * b[i] = ψ''(h[i]) b[i] for i in [from, to).
   *
   * @throws UnsupportedOperationException if ψ is not smooth
   */
  void multiplyBySecondDerivative(float[] h, float[] b, int from, int to);

  /** The kernel of an activation. */
  static ActivationKernel of(Activation activation) {
    return switch (activation) {
      case RELU -> new ReluKernel();
      case LEAKY_RELU -> new LeakyReluKernel((float) activation.slopeBelow());
      case TANH -> new TanhKernel();
      case ERF -> new ErfKernel();
      case SIGMOID -> new SigmoidKernel();
      case SOFTPLUS -> new SoftplusKernel();
      case GELU -> new GeluKernel();
      case SWISH -> new SwishKernel();
      case SINE -> new SineKernel();
    };
  }
}
