package onestep.worker.backend.cpu.activation;

/** ψ(t) = ln(1 + e^t), ψ' = σ the logistic function, ψ'' = σ (1 - σ). */
final class SoftplusKernel implements ActivationKernel {

  @Override
  public void forward(float[] h, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = Functions.softplus(h[i]);
    }
  }

  @Override
  public void multiplyByDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      b[i] = Functions.logistic(h[i], Functions.logisticTail(h[i])) * b[i];
    }
  }

  @Override
  public void multiplyBySecondDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      float tail = Functions.logisticTail(h[i]);
      b[i] = tail * (1f - tail) * b[i];
    }
  }
}
