package onestep.worker.backend.cpu.activation;

/** ψ(t) = max(t, α t) with α in (0, 1), ψ'(0) = α. */
final class LeakyReluKernel implements ActivationKernel {

  private final float slope;

  /** A leaky ReLU with slope α below 0. */
  LeakyReluKernel(float slope) {
    this.slope = slope;
  }

  @Override
  public void forward(float[] h, float[] out, int from, int to) {
    float below = slope;
    for (int i = from; i < to; i++) {
      out[i] = Math.max(h[i], below * h[i]);
    }
  }

  @Override
  public void multiplyByDerivative(float[] h, float[] b, int from, int to) {
    float below = slope;
    for (int i = from; i < to; i++) {
      b[i] = Math.fma(Functions.step(h[i]), 1f - below, below) * b[i];
    }
  }

  @Override
  public void multiplyBySecondDerivative(float[] h, float[] b, int from, int to) {
    throw new UnsupportedOperationException("leaky-relu has no second derivative");
  }
}
