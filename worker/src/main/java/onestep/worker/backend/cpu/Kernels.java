package onestep.worker.backend.cpu;

/**
 * The inner loops worth writing twice: in plain Java and in the Vector API. Implementations produce
 * the same bits: the order of operations below is part of the contract. Maps such as scaling need
 * no place here, since the JIT vectorises their plain loops.
 *
 * <p>Callers check shapes. An implementation holds scratch memory and serves one thread.
 */
public interface Kernels {

  /** Logical lanes of a reduction. */
  int LANES = 16;

  /** Name for logs, such as {@code plain} or {@code vector-256}. */
  String name();

  /**
   * Σ a[aOffset + i] b[bOffset + i] over i &lt; length: element i is added to lane i mod 16 by a
   * fused multiply-add, then lanes 0 to 15 are summed in double.
   *
   * @param length at most {@link onestep.worker.backend.Backend#REDUCTION_BLOCK}
   */
  double dot(float[] a, int aOffset, float[] b, int bOffset, int length);

  /**
   * sums[i * m + j] = sums[i * m + j] + ⟨a[i], b[j]⟩ over [from, to), for m = b.length: {@link
   * #dot} of each block of {@link onestep.worker.backend.Backend#REDUCTION_BLOCK} elements, counted
   * from {@code from}, in order.
   */
  void addDots(float[][] a, float[][] b, int from, int to, double[] sums);

  /**
   * b[j][i] = b[j][i] + Σ_k c[j][k] a[k][i] over k in [first, until) for i in [from, to), a chain
   * of fused multiply-adds over k from the present value.
   */
  void addScaled(float[][] a, int first, int until, float[][] c, float[][] b, int from, int to);

  /**
   * out[c][first row of w + i] = Σ_j w(i, j) v[c][j], a chain of fused multiply-adds over j from 0.
   */
  void multiply(Panels w, float[][] v, float[][] out);

  /**
   * out[c][j] = out[c][j] + Σ_i w(i, j) b[c][first row of w + i], a chain of fused multiply-adds
   * over i from the present value.
   */
  void multiplyTransposed(Panels w, float[][] b, float[][] out);
}
