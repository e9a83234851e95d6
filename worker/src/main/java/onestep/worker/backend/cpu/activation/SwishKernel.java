package onestep.worker.backend.cpu.activation;

/** ψ(t) = t σ(t) with the logistic function σ, ψ'(t) = σ + t σ', ψ''(t) = σ' (2 + t (1 - 2 σ)). */
final class SwishKernel implements ActivationKernel {

  /** Where σ(-t) is below 1e-19, and t times it too. */
  private static final float NEGLIGIBLE = 44f;

  @Override
  public void forward(float[] h, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      float size = Math.min(Math.abs(h[i]), NEGLIGIBLE);
      out[i] = Math.fma(-size, Functions.logisticTail(h[i]), Math.max(h[i], 0f));
    }
  }

  @Override
  public void multiplyByDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      float tail = Functions.logisticTail(h[i]);
      float slope = tail * (1f - tail);
      float t = Math.max(Math.min(h[i], NEGLIGIBLE), -NEGLIGIBLE);
      b[i] = Math.fma(t, slope, Functions.logistic(h[i], tail)) * b[i];
    }
  }

  @Override
  public void multiplyBySecondDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      float tail = Functions.logisticTail(h[i]);
      float balance = Math.fma(-2f, Functions.logistic(h[i], tail), 1f);
      float t = Math.max(Math.min(h[i], NEGLIGIBLE), -NEGLIGIBLE);
      b[i] = tail * (1f - tail) * Math.fma(t, balance, 2f) * b[i];
    }
  }
}
