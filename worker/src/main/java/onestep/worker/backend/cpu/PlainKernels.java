package onestep.worker.backend.cpu;

import onestep.worker.backend.Backend;

/** The kernels in plain Java, for JVMs without the Vector API. */
final class PlainKernels implements Kernels {

  private final PlainProducts products = new PlainProducts();

  @Override
  public String name() {
    return "plain";
  }

  /**
   * Sixteen local sums: the JIT keeps them in registers, where an array of lanes would be stored.
   */
  @Override
  public double dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    float s8 = 0;
    float s9 = 0;
    float s10 = 0;
    float s11 = 0;
    float s12 = 0;
    float s13 = 0;
    float s14 = 0;
    float s15 = 0;
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      int k = aOffset + i;
      int l = bOffset + i;
      s0 = Math.fma(a[k], b[l], s0);
      s1 = Math.fma(a[k + 1], b[l + 1], s1);
      s2 = Math.fma(a[k + 2], b[l + 2], s2);
      s3 = Math.fma(a[k + 3], b[l + 3], s3);
      s4 = Math.fma(a[k + 4], b[l + 4], s4);
      s5 = Math.fma(a[k + 5], b[l + 5], s5);
      s6 = Math.fma(a[k + 6], b[l + 6], s6);
      s7 = Math.fma(a[k + 7], b[l + 7], s7);
      s8 = Math.fma(a[k + 8], b[l + 8], s8);
      s9 = Math.fma(a[k + 9], b[l + 9], s9);
      s10 = Math.fma(a[k + 10], b[l + 10], s10);
      s11 = Math.fma(a[k + 11], b[l + 11], s11);
      s12 = Math.fma(a[k + 12], b[l + 12], s12);
      s13 = Math.fma(a[k + 13], b[l + 13], s13);
      s14 = Math.fma(a[k + 14], b[l + 14], s14);
      s15 = Math.fma(a[k + 15], b[l + 15], s15);
    }
    float[] lanes = {s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15};
    return sum(lanes, a, aOffset + whole, b, bOffset + whole, length - whole);
  }

  /** Adds the last {@code rest} products to lanes 0, 1, …, then sums the lanes. */
  private static double sum(
      float[] lanes, float[] a, int aOffset, float[] b, int bOffset, int rest) {
    for (int i = 0; i < rest; i++) {
      lanes[i] = Math.fma(a[aOffset + i], b[bOffset + i], lanes[i]);
    }
    double sum = 0;
    for (float lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  @Override
  public void multiply(Panels w, float[][] v, float[][] out) {
    products.multiply(w, v, out);
  }

  @Override
  public void multiplyTransposed(Panels w, float[][] b, float[][] out) {
    products.multiplyTransposed(w, b, out);
  }

  @Override
  public void addDots(float[][] a, float[][] b, int from, int to, double[] sums) {
    for (int begin = from; begin < to; begin += Backend.REDUCTION_BLOCK) {
      int length = Math.min(Backend.REDUCTION_BLOCK, to - begin);
      for (int i = 0; i < a.length; i++) {
        for (int j = 0; j < b.length; j++) {
          sums[i * b.length + j] += dot(a[i], begin, b[j], begin, length);
        }
      }
    }
  }

  @Override
  public void addScaled(
      float[][] a, int first, int until, float[][] c, float[][] b, int from, int to) {
    for (int j = 0; j < b.length; j++) {
      AddScaled.chain(a, first, until, c[j], b[j], from, to);
    }
  }
}
