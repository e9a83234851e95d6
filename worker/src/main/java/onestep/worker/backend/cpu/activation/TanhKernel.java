package onestep.worker.backend.cpu.activation;

/** ψ = tanh, ψ' = 1 - ψ², ψ'' = -2 ψ ψ'. */
final class TanhKernel implements ActivationKernel {

  @Override
  public void forward(float[] h, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = Functions.tanh(h[i]);
    }
  }

  @Override
  public void multiplyByDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      float value = Functions.tanh(h[i]);
      b[i] = Math.fma(-value, value, 1f) * b[i];
    }
  }

  @Override
  public void multiplyBySecondDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      float value = Functions.tanh(h[i]);
      b[i] = -2f * value * Math.fma(-value, value, 1f) * b[i];
    }
  }
}
