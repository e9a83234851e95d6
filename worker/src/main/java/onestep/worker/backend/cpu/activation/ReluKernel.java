package onestep.worker.backend.cpu.activation;

/** ψ(t) = max(0, t), ψ'(0) = 0. */
final class ReluKernel implements ActivationKernel {

  @Override
  public void forward(float[] h, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = Math.max(h[i], 0f);
    }
  }

  @Override
  public void multiplyByDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      b[i] = Functions.step(h[i]) * b[i];
    }
  }

  @Override
  public void multiplyBySecondDerivative(float[] h, float[] b, int from, int to) {
    throw new UnsupportedOperationException("relu has no second derivative");
  }
}
