package onestep.worker.backend.cpu.activation;

/** ψ = erf, ψ'(t) = 2/√π e^(-t²), ψ''(t) = -2 t ψ'(t). */
final class ErfKernel implements ActivationKernel {

  private static final float TWO_BY_ROOT_PI = 1.1283792f;

  @Override
  public void forward(float[] h, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = Functions.erf(h[i]);
    }
  }

  @Override
  public void multiplyByDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      b[i] = TWO_BY_ROOT_PI * Functions.decay(h[i] * h[i]) * b[i];
    }
  }

  @Override
  public void multiplyBySecondDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      b[i] = -2f * h[i] * TWO_BY_ROOT_PI * Functions.decay(h[i] * h[i]) * b[i];
    }
  }
}
