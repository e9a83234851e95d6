package onestep.worker.backend.cpu;

/** ψ(t) = max(0, t), ψ'(0) = 0. */
final class ReluKernel implements ActivationKernel {

  @Override
  public void forward(float[] h, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = Math.max(h[i], 0f);
    }
  }

  /**
   * The step function without a branch: h is scaled beyond 1, whatever its magnitude, and clamped
   * to [0, 1].
   */
  @Override
  public void multiplyByDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      b[i] = Math.min(Math.max(h[i] * 0x1p127f * 0x1p127f, 0f), 1f) * b[i];
    }
  }

  @Override
  public boolean piecewiseLinear() {
    return true;
  }

  @Override
  public double slopeBelow() {
    return 0;
  }

  @Override
  public double slopeAbove() {
    return 1;
  }
}
