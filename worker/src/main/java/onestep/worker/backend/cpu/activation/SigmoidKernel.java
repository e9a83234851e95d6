package onestep.worker.backend.cpu.activation;

/** ψ(t) = 1 / (1 + e^(-t)), ψ' = ψ (1 - ψ), ψ'' = ψ' (1 - 2 ψ). */
final class SigmoidKernel implements ActivationKernel {

  @Override
  public void forward(float[] h, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = Functions.logistic(h[i], Functions.logisticTail(h[i]));
    }
  }

  @Override
  public void multiplyByDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      float tail = Functions.logisticTail(h[i]);
      b[i] = tail * (1f - tail) * b[i];
    }
  }

  @Override
  public void multiplyBySecondDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      float tail = Functions.logisticTail(h[i]);
      float balance = Math.fma(-2f, Functions.logistic(h[i], tail), 1f);
      b[i] = tail * (1f - tail) * balance * b[i];
    }
  }
}
