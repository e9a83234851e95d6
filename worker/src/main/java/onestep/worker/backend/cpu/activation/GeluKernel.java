package onestep.worker.backend.cpu.activation;

/**
 * ψ(t) = t Φ(t), ψ'(t) = Φ(t) + t φ(t), ψ''(t) = (2 - t²) φ(t), with Φ and φ the standard normal
 * distribution function and density.
 */
final class GeluKernel implements ActivationKernel {

  private static final float ROOT_HALF = 0.70710677f;
  private static final float HIGHEST_DENSITY = 0.3989423f;

  /** Where φ is below 1e-19, and t² times it too. */
  private static final float NEGLIGIBLE = 10f;

  @Override
  public void forward(float[] h, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      float half = 0.5f * h[i];
      out[i] = Math.fma(half, Functions.erf(h[i] * ROOT_HALF), half);
    }
  }

  @Override
  public void multiplyByDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      float normal = Math.fma(0.5f, Functions.erf(h[i] * ROOT_HALF), 0.5f);
      float t = Math.max(Math.min(h[i], NEGLIGIBLE), -NEGLIGIBLE);
      b[i] = Math.fma(t, density(t), normal) * b[i];
    }
  }

  @Override
  public void multiplyBySecondDerivative(float[] h, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      float t = Math.max(Math.min(h[i], NEGLIGIBLE), -NEGLIGIBLE);
      b[i] = Math.fma(-t, t, 2f) * density(t) * b[i];
    }
  }

  private static float density(float t) {
    return HIGHEST_DENSITY * Functions.decay(0.5f * t * t);
  }
}
