package onestep.worker.backend.cpu;

/** Loops of b = b + Σ c a, each element one chain of fused multiply-adds. */
final class AddScaled {

  private AddScaled() {}

  /** b[i] = b[i] + c a[i] for i in [from, to). */
  static void one(float[] a, float c, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      b[i] = Math.fma(c, a[i], b[i]);
    }
  }

  /** See {@link Kernels#addScaled}. */
  static void chain(float[][] a, int first, int until, float[] c, float[] b, int from, int to) {
    int k = first;
    for (; k + 8 <= until; k += 8) {
      eight(a, k, c, k, b, from, to);
    }
    for (; k < until; k++) {
      one(a[k], c[k], b, from, to);
    }
  }

  /** b[i] = b[i] + Σ_{k < 8} c[at + k] a[first + k][i] for i in [from, to), a chain over k. */
  static void eight(float[][] a, int first, float[] c, int at, float[] b, int from, int to) {
    eight(
        a[first],
        a[first + 1],
        a[first + 2],
        a[first + 3],
        a[first + 4],
        a[first + 5],
        a[first + 6],
        a[first + 7],
        c[at],
        c[at + 1],
        c[at + 2],
        c[at + 3],
        c[at + 4],
        c[at + 5],
        c[at + 6],
        c[at + 7],
        b,
        from,
        to);
  }

  private static void eight(
      float[] a0,
      float[] a1,
      float[] a2,
      float[] a3,
      float[] a4,
      float[] a5,
      float[] a6,
      float[] a7,
      float c0,
      float c1,
      float c2,
      float c3,
      float c4,
      float c5,
      float c6,
      float c7,
      float[] b,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float sum = Math.fma(c0, a0[i], b[i]);
      sum = Math.fma(c1, a1[i], sum);
      sum = Math.fma(c2, a2[i], sum);
      sum = Math.fma(c3, a3[i], sum);
      sum = Math.fma(c4, a4[i], sum);
      sum = Math.fma(c5, a5[i], sum);
      sum = Math.fma(c6, a6[i], sum);
      b[i] = Math.fma(c7, a7[i], sum);
    }
  }
}
