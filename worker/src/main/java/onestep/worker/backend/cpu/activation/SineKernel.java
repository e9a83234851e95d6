package onestep.worker.backend.cpu.activation;

/** ψ = sin, ψ' = cos, ψ'' = -sin. */
final class SineKernel implements ActivationKernel {

  @Override
  public void forward(float[] h, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = Functions.sine(h[i]);
    }
  }

  @Override
  public void multiplyByDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      b[i] = Functions.cosine(h[i]) * b[i];
    }
  }

  @Override
  public void multiplyBySecondDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      b[i] = -Functions.sine(h[i]) * b[i];
    }
  }
}
