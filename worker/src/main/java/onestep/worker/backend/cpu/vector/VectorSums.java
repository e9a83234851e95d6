package onestep.worker.backend.cpu.vector;

import static onestep.worker.backend.cpu.vector.Lanes.FLOATS;
import static onestep.worker.backend.cpu.vector.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/**
 * Sums of vectors, b_j = b_j + Σ_k c_jk a_k, each element one chain of fused multiply-adds over k.
 *
 * <p>A chain waits for itself, so several run at once: those of two pieces of four targets, which
 * share what is read of a_k, or those of four pieces of one target, which is as fast as a_k comes
 * from the caches.
 */
final class VectorSums {

  private static final int TARGETS = 4;
  private static final int PIECES = 4;

  private VectorSums() {}

  /** See Kernels#addScaled. */
  static void add(float[][] a, int first, int until, float[][] c, float[][] b, int from, int to) {
    int j = 0;
    for (; j + TARGETS <= b.length; j += TARGETS) {
      int i = from;
      for (; i + 2 * LENGTH <= to; i += 2 * LENGTH) {
        fourTargets(a, first, until, c, b, j, i);
      }
      for (int k = j; k < j + TARGETS; k++) {
        one(a, first, until, c[k], b[k], i, to);
      }
    }
    for (; j < b.length; j++) {
      int i = from;
      for (; i + PIECES * LENGTH <= to; i += PIECES * LENGTH) {
        fourPieces(a, first, until, c[j], b[j], i);
      }
      one(a, first, until, c[j], b[j], i, to);
    }
  }

  /** Two pieces of b_j to b_(j + 3) stay in registers while all vectors are added to them. */
  private static void fourTargets(
      float[][] a, int first, int until, float[][] c, float[][] b, int j, int i) {
    float[] b0 = b[j];
    float[] b1 = b[j + 1];
    float[] b2 = b[j + 2];
    float[] b3 = b[j + 3];
    float[] c0 = c[j];
    float[] c1 = c[j + 1];
    float[] c2 = c[j + 2];
    float[] c3 = c[j + 3];
    FloatVector s0 = FloatVector.fromArray(FLOATS, b0, i);
    FloatVector s1 = FloatVector.fromArray(FLOATS, b1, i);
    FloatVector s2 = FloatVector.fromArray(FLOATS, b2, i);
    FloatVector s3 = FloatVector.fromArray(FLOATS, b3, i);
    FloatVector t0 = FloatVector.fromArray(FLOATS, b0, i + LENGTH);
    FloatVector t1 = FloatVector.fromArray(FLOATS, b1, i + LENGTH);
    FloatVector t2 = FloatVector.fromArray(FLOATS, b2, i + LENGTH);
    FloatVector t3 = FloatVector.fromArray(FLOATS, b3, i + LENGTH);
    for (int k = first; k < until; k++) {
      FloatVector x = FloatVector.fromArray(FLOATS, a[k], i);
      FloatVector y = FloatVector.fromArray(FLOATS, a[k], i + LENGTH);
      FloatVector factor = FloatVector.broadcast(FLOATS, c0[k]);
      s0 = x.fma(factor, s0);
      t0 = y.fma(factor, t0);
      factor = FloatVector.broadcast(FLOATS, c1[k]);
      s1 = x.fma(factor, s1);
      t1 = y.fma(factor, t1);
      factor = FloatVector.broadcast(FLOATS, c2[k]);
      s2 = x.fma(factor, s2);
      t2 = y.fma(factor, t2);
      factor = FloatVector.broadcast(FLOATS, c3[k]);
      s3 = x.fma(factor, s3);
      t3 = y.fma(factor, t3);
    }
    s0.intoArray(b0, i);
    s1.intoArray(b1, i);
    s2.intoArray(b2, i);
    s3.intoArray(b3, i);
    t0.intoArray(b0, i + LENGTH);
    t1.intoArray(b1, i + LENGTH);
    t2.intoArray(b2, i + LENGTH);
    t3.intoArray(b3, i + LENGTH);
  }

  /** Four pieces of b stay in registers while all vectors are added to them. */
  private static void fourPieces(float[][] a, int first, int until, float[] c, float[] b, int i) {
    FloatVector s0 = FloatVector.fromArray(FLOATS, b, i);
    FloatVector s1 = FloatVector.fromArray(FLOATS, b, i + LENGTH);
    FloatVector s2 = FloatVector.fromArray(FLOATS, b, i + 2 * LENGTH);
    FloatVector s3 = FloatVector.fromArray(FLOATS, b, i + 3 * LENGTH);
    for (int k = first; k < until; k++) {
      float[] x = a[k];
      FloatVector factor = FloatVector.broadcast(FLOATS, c[k]);
      s0 = FloatVector.fromArray(FLOATS, x, i).fma(factor, s0);
      s1 = FloatVector.fromArray(FLOATS, x, i + LENGTH).fma(factor, s1);
      s2 = FloatVector.fromArray(FLOATS, x, i + 2 * LENGTH).fma(factor, s2);
      s3 = FloatVector.fromArray(FLOATS, x, i + 3 * LENGTH).fma(factor, s3);
    }
    s0.intoArray(b, i);
    s1.intoArray(b, i + LENGTH);
    s2.intoArray(b, i + 2 * LENGTH);
    s3.intoArray(b, i + 3 * LENGTH);
  }

  /** What is left of one target. */
  private static void one(
      float[][] a, int first, int until, float[] c, float[] b, int from, int to) {
    int i = from;
    for (; i + LENGTH <= to; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(FLOATS, b, i);
      for (int k = first; k < until; k++) {
        sum = FloatVector.fromArray(FLOATS, a[k], i).fma(FloatVector.broadcast(FLOATS, c[k]), sum);
      }
      sum.intoArray(b, i);
    }
    for (; i < to; i++) {
      for (int k = first; k < until; k++) {
        b[i] = Math.fma(c[k], a[k][i], b[i]);
      }
    }
  }
}
